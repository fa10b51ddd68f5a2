using Probity.Numerics;

namespace Probity.Learning.Tests.Ensembles;

public class EnsembleTests
{
    private static readonly TrainingOptions Quick = new() { Network = NetworkDesign.Hidden(12), Epochs = 4, BatchSize = 32, Seed = 5 };

    [Fact]
    public void The_first_member_is_the_network_trained_alone_and_the_others_differ()
    {
        var seen = new List<EpochFigures>();
        Classifier ensemble = Classifier.Train(Blobs(300), Quick with { Members = 3 }, progress: seen.Add), alone = Classifier.Train(Blobs(300), Quick);
        Assert.Equal(3, ensemble.Members.Count);
        Assert.Equal(alone.Network.Parameters.Values.ToArray(), ensemble.Members[0].Parameters.Values.ToArray());
        Assert.Equal(3, ensemble.Members.Select(member => member.Parameters.Values[0]).Distinct().Count());
        Assert.Equal(3 * alone.Parameters, ensemble.Parameters);

        Assert.Equal([1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3], seen.Select(figures => figures.Member));
        Assert.All(seen, figures => Assert.Equal(3, figures.Members));
        Assert.Equal(seen, ensemble.History.Members.SelectMany(history => history.Epochs));
        Assert.All(ensemble.History.Members, history => Assert.Equal((270, 30), (history.TrainingRows, history.ValidationRows)));
        Assert.Equal(alone.History.Epochs.Select(figures => figures.TrainingLoss), ensemble.History.Epochs.Select(figures => figures.TrainingLoss));
    }

    [Fact]
    public void Warnings_name_their_member()
    {
        // More classes than rows, which every member is told.
        var rows = new TrainingRows(Features.Dense(new float[] { 0, 1, 2 }, 1), [0, 4, 9], 10);
        Classifier model = Classifier.Train(rows, Quick with { Members = 2 });
        Assert.Equal(["member 1: ", "member 2: "], model.History.Warnings.Select(warning => warning[..10]));
    }

    [Fact]
    public void Logits_are_the_logarithm_of_the_mean_probability()
    {
        const int rows = 40, classes = 6;
        float[][] tables = [Tables.Random(rows * classes, 3, 1), Tables.Random(rows * classes, 3, 2), Tables.Random(rows * classes, 3, 3)];
        float[] logits = new float[rows * classes];
        Tables.Model(Head.Softmax, classes, rows, tables).Logits(Tables.Rows(rows), logits);
        for (int i = 0; i < rows; i++)
        {
            double[][] p = [.. tables.Select(table => Tables.Softmax(table[(i * classes)..((i + 1) * classes)]))];
            for (int k = 0; k < classes; k++) Assert.Equal(Math.Log(p.Average(own => own[k])), logits[(i * classes) + k], 2e-6);
        }
    }

    [Fact]
    public void A_sigmoid_s_logit_is_the_log_odds_of_the_mean_and_so_is_every_cell_of_a_multi_label_row()
    {
        const int rows = 10, labels = 3;
        float[][] tables = [Tables.Random(rows * labels, 3, 1), Tables.Random(rows * labels, 3, 2)];
        float[] binary = new float[rows * labels], cells = new float[rows * labels];
        Tables.Model(Head.Sigmoid, 2, rows * labels, tables).Logits(Tables.Rows(rows * labels), binary);
        Tables.Model(Head.MultiLabel, labels, rows, tables).Logits(Tables.Rows(rows), cells);
        for (int i = 0; i < binary.Length; i++)
        {
            double p = tables.Average(table => 1 / (1 + Math.Exp(-table[i])));
            Assert.Equal(Math.Log(p / (1 - p)), binary[i], 2e-6);
        }
        Assert.Equal(binary, cells);
    }

    [Fact]
    public void Large_logits_neither_overflow_nor_vanish()
    {
        float[] logits = new float[4];
        Tables.Model(Head.Softmax, 2, 2, [1_000, 0, 5_000, 0], [0, 1_000, 5_000, 0]).Logits(Tables.Rows(2), logits);
        Assert.Equal(-Math.Log(2), logits[0], 1e-6);
        Assert.Equal(-Math.Log(2), logits[1], 1e-6);
        Assert.Equal([0f, -5_000f], logits[2..]);

        // σ(−800) and σ(−900) are 0 to a double, their mean is e^−800/2.
        Tables.Model(Head.Sigmoid, 2, 1, [-800], [-900]).Logits(Tables.Rows(1), logits);
        Assert.Equal((float)(-800 - Math.Log(2)), logits[0]);
    }

    [Fact]
    public void Equal_members_answer_as_one()
    {
        float[] table = Tables.Random(30 * 4, 5, 8), logits = new float[30 * 4];
        Tables.Model(Head.Softmax, 4, 30, table, table, table).Logits(Tables.Rows(30), logits);
        for (int i = 0; i < table.Length; i++)
            Assert.Equal(table[i] - table[i / 4 * 4], logits[i] - logits[i / 4 * 4], 1e-5);
    }

    [Fact]
    public void Refuses_members_that_would_all_be_the_same()
    {
        Assert.Contains("members: 0", Assert.Throws<ArgumentException>(() => Classifier.Train(Blobs(60), Quick with { Members = 0 })).Message, StringComparison.Ordinal);
        TrainingOptions convex = new() { Network = NetworkDesign.Hidden(), Optimizer = new LimitedMemoryBfgs(), Members = 2 };
        Assert.Contains("one optimum", Assert.Throws<ArgumentException>(() => Classifier.Train(Blobs(60), convex)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Hidden_features_are_what_the_last_layer_reads_side_by_side()
    {
        TrainingRows rows = Blobs(60);
        Classifier ensemble = Classifier.Train(rows, Quick with { Members = 2 });
        Assert.Equal(24, ensemble.HiddenWidth);
        float[] hidden = new float[60 * 24];
        ensemble.HiddenFeatures(rows.Features, hidden);
        for (int member = 0; member < 2; member++)
        {
            float[] outputs = new float[60 * 3];
            ensemble.Members[member].Forward(rows.Features, outputs);
            ReadOnlySpan<float> weight = ensemble.Members[member].Layers[^1].Parameters[0].Span, bias = ensemble.Members[member].Layers[^1].Parameters[1].Span;
            for (int i = 0; i < outputs.Length; i++)
            {
                double sum = bias[i % 3];
                for (int j = 0; j < 12; j++) sum += (double)hidden[(i / 3 * 24) + (member * 12) + j] * weight[(j * 3) + (i % 3)];
                Assert.Equal(outputs[i], sum, 1e-4);
            }
        }
    }

    internal static TrainingRows Blobs(int count)
    {
        var random = new RandomStream(1);
        float[] values = new float[count * 2];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++)
        {
            labels[i] = i % 3;
            values[2 * i] = (float)((labels[i] == 1 ? 2 : 0) + random.NextGaussian());
            values[(2 * i) + 1] = (float)((labels[i] == 2 ? 2 : 0) + random.NextGaussian());
        }
        return new TrainingRows(Features.Dense(values, 2), labels, 3);
    }
}
