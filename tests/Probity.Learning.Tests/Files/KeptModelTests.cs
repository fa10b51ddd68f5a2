namespace Probity.Learning.Tests.Files;

/// <summary>Model files of every release are kept and must load for ever. Never write them anew; a release that changes the format adds one.</summary>
public class KeptModelTests
{
    /// <summary>From 189 rows of <see cref="Kinds.Rows"/>, with a policy. The expected logits are NumPy's, in double, from the tensors of the file.</summary>
    [Fact]
    public void Version_1()
    {
        Classifier model = Classifier.Load(Path.Combine(AppContext.BaseDirectory, "Files", "models", "model-v1.probity"));
        Assert.Equal("linear(8) batchnorm gelu residual(linear(8) dropout(0.3) tanh) layernorm", model.Design.ToString());
        Assert.Equal((3, 2, Head.Softmax), (model.Inputs, model.Classes, model.Head));
        Assert.Equal(["no", "yes"], model.ClassNames);
        float[] logits = new float[4];
        model.Logits(new float[] { 0, 0, 0, 1, .5f, -1 }, logits);
        double[] expected = [-.20911870891365514, .12055395317624144, -.8316992508875749, -1.2161747269307994];
        for (int i = 0; i < 4; i++) Assert.Equal(expected[i], logits[i], 2e-6);

        TrainingHistory history = model.History;
        Assert.Equal((6, TrainingEnd.Finished, 189, 21), (history.KeptEpoch, history.End, history.TrainingRows, history.ValidationRows));
        Assert.Equal(1.1910811731495838, history.Epochs[0].TrainingLoss, 1e-8);
        Assert.Equal(1.0909331004187621, history.Epochs[5].Validation!.Nll);
        Assert.Equal(.6, history.Epochs[5].Validation!.Confidence, 1e-15);
        Assert.Equal("d97f5bff540b9652bf8a9026d61ca3de55fd00b6c061b55a1d1ea01d823c1ee9", history.Recipe["rows"]);
        Assert.Contains("no better than", Assert.Single(history.Warnings), StringComparison.Ordinal);
        Assert.Equal(210, model.Policy!.RowsLearned);
    }

    /// <summary>Of a table with a number, a category, a date and a text, from 120 rows. The expected logits are NumPy's, in double, from the file's manifest and tensors; their texts are empty.</summary>
    [Fact]
    public void Version_1_of_a_table()
    {
        Classifier model = Classifier.Load(Path.Combine(AppContext.BaseDirectory, "Files", "models", "model-table-v1.probity"));
        Assert.Equal(["n", "c", "d", "t"], model.Featurizer!.Columns);
        Assert.Equal((230, 2, Head.Sigmoid), (model.Inputs, model.Classes, model.Head));
        var table = new Table(["t", "d", "c", "n"], [["", "", ""], ["2024-05-31T06:30", "2025-01-01", ""], ["Rome", "Ulm", "Oslo"], ["12.5", "", "99"]]);
        float[] logits = new float[3];
        model.Logits(table, logits);
        double[] expected = [.2047737016609116, .10886699075608743, -.0004323889734223485];
        for (int i = 0; i < 3; i++) Assert.Equal(expected[i], logits[i], 2e-6);
    }
}
