using Probity.Learning.Tests.Ensembles;

namespace Probity.Learning.Tests.Files;

public class EnsembleFileTests
{
    private static readonly TrainingOptions Options = new() { Network = NetworkDesign.Parse("linear(9) relu dropout(0.2)"), Epochs = 3, Members = 2 };

    [Fact]
    public void Members_dropout_passes_and_ConfidNet_come_back_to_the_last_bit()
    {
        using var scratch = new Scratch();
        TrainingRows rows = EnsembleTests.Blobs(250);
        Classifier trained = Classifier.Train(rows, Options);
        ConfidNet confidence = ConfidNet.Train(trained, rows, ConfidNet.DefaultOptions with { Epochs = 2 });
        Classifier model = trained.WithDropoutPasses(3, seed: ulong.MaxValue).WithConfidNet(confidence);
        model.Save(scratch["m.probity"]);
        Classifier loaded = Classifier.Load(scratch["m.probity"]);

        float[] logits = new float[750], again = new float[750];
        model.Logits(rows.Features, logits);
        loaded.Logits(rows.Features, again);
        Assert.Equal(logits, again);
        double[] own = new double[250], ownAgain = new double[250];
        model.OwnConfidence(rows.Features, own);
        loaded.OwnConfidence(rows.Features, ownAgain);
        Assert.Equal(own, ownAgain);
        Assert.Equal((3, ulong.MaxValue), (loaded.DropoutPasses, loaded.DropoutSeed));
        Assert.Equal(2, loaded.History.Members.Count);
        Assert.Equal("2", loaded.History.Recipe["members"]);
        Assert.Equal(model.History.Members.SelectMany(history => history.Epochs), loaded.History.Members.SelectMany(history => history.Epochs));
        Assert.Equal(confidence.History.Epochs, loaded.ConfidNet!.History.Epochs);
        loaded.Save(scratch["again.probity"]);
        Assert.Equal(File.ReadAllBytes(scratch["m.probity"]), File.ReadAllBytes(scratch["again.probity"]));
    }

    [Fact]
    public void Every_member_and_every_fold_has_a_checkpoint_of_its_own()
    {
        using var scratch = new Scratch();
        TrainingRows rows = EnsembleTests.Blobs(90);
        CrossFit.Run(rows, 2, Options with { Checkpoint = new Checkpoint(scratch["c.probity"]) });
        Assert.Equal(
            ["c.2.probity", "c.fold1.2.probity", "c.fold1.probity", "c.fold2.2.probity", "c.fold2.probity", "c.probity"],
            scratch.Files.Order(StringComparer.Ordinal));

        // All is done already: nothing is trained again, and the models are the same.
        var seen = new List<EpochFigures>();
        Classifier again = Classifier.Train(rows, Options with { Checkpoint = new Checkpoint(scratch["c.probity"]) }, progress: seen.Add), plain = Classifier.Train(rows, Options);
        Assert.Empty(seen);
        for (int i = 0; i < 2; i++) Assert.Equal(plain.Members[i].Parameters.Values.ToArray(), again.Members[i].Parameters.Values.ToArray());
    }
}
