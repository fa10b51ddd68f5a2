using Probity.IO;
using Probity.Learning.Engine;
using Probity.Learning.Files;

namespace Probity.Learning.Tests.Files;

public class ModelFileTests
{
    public static TheoryData<string> AllKinds => [.. Kinds.All.Keys];

    [Theory]
    [MemberData(nameof(AllKinds))]
    public void What_is_saved_is_loaded_to_the_last_bit_and_saved_again_the_same(string kind)
    {
        using var scratch = new Scratch();
        Classifier trained = Kinds.Train(kind), model = Copy(trained, trained.Members, ["no", "ja \"ß\""], Policy(trained));
        model.Save(scratch["m.probity"]);
        Classifier loaded = Classifier.Load(scratch["m.probity"]);
        Kinds.AssertSame(model, loaded);
        Assert.Equal((model.Design, model.Head, model.Classes, model.Inputs), (loaded.Design, loaded.Head, loaded.Classes, loaded.Inputs));
        Assert.Equal(model.ClassNames, loaded.ClassNames);
        Assert.Equal(model.Policy!.Explain(), loaded.Policy!.Explain());
        Assert.Equal(Logits(model), Logits(loaded));
        loaded.Save(scratch["again.probity"]);
        Assert.Equal(File.ReadAllBytes(scratch["m.probity"]), File.ReadAllBytes(scratch["again.probity"]));
        Assert.Equal(["again.probity", "m.probity"], scratch.Files);
        Assert.Equal(ProbityFile.Model, ProbityFile.KindOf(scratch["m.probity"]));
    }

    [Fact]
    public void Several_networks_with_input_scaling_and_no_names()
    {
        using var scratch = new Scratch();
        TrainingOptions options = Kinds.Options("no validation rows");
        Classifier first = Kinds.Train(options), second = Kinds.Train(options with { Seed = 9 });
        first.Network.Scaling = InputScaling.Columns(Kinds.Rows(1).Features);
        second.Network.Scaling = InputScaling.Columns(Kinds.Rows(2).Features);
        Classifier both = Copy(first, [first.Network, second.Network]);
        both.Save(scratch["m.probity"]);
        Classifier loaded = Classifier.Load(scratch["m.probity"]);
        Kinds.AssertSame(both, loaded);
        Assert.Null(loaded.ClassNames);
        Assert.Null(loaded.Policy);
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(Logits(Copy(both, [both.Members[i]])), Logits(Copy(loaded, [loaded.Members[i]])));
            Assert.Equal(both.Members[i].Scaling!.Means.ToArray(), loaded.Members[i].Scaling!.Means.ToArray());
        }
    }

    [Fact]
    public void Names_of_the_feature_columns_come_back_and_every_copy_keeps_them()
    {
        using var scratch = new Scratch();
        string[] names = ["a, b", "ß", ""];
        Classifier trained = Kinds.Train("dropout and normalisation"), model = trained.WithFeatureNames(names);
        Assert.Null(trained.FeatureNames);
        model.Save(scratch["m.probity"]);
        Assert.Equal(names, Classifier.Load(scratch["m.probity"]).FeatureNames);
        trained.Save(scratch["nameless.probity"]);
        Assert.Null(Classifier.Load(scratch["nameless.probity"]).FeatureNames);

        ConfidNet confidence = ConfidNet.Train(model, Kinds.Rows(1), ConfidNet.DefaultOptions with { Epochs = 1 });
        Classifier copy = model.WithDropoutPasses(3).WithConfidNet(confidence).With(["no", "yes"], null);
        Assert.Equal(names, copy.FeatureNames);
        Classifier nameless = copy.WithFeatureNames(null);
        Assert.Null(nameless.FeatureNames);
        Assert.Equal((3, confidence, copy.ClassNames), (nameless.DropoutPasses, nameless.ConfidNet, nameless.ClassNames));

        Assert.Equal("feature names: 2 for 3 inputs", Assert.Throws<ArgumentException>(() => trained.WithFeatureNames(["a", "b"])).Message);
        Assert.Contains("two are 'a'", Assert.Throws<ArgumentException>(() => trained.WithFeatureNames(["a", "b", "a"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Multi_label_rows_and_an_optimum_with_an_infinite_bound()
    {
        using var scratch = new Scratch();
        TrainingRows rows = Kinds.Rows(1);
        byte[] cells = [.. rows.Targets.Labels.SelectMany((label, i) => (byte[])[(byte)label, (byte)(i % 3 / 2), (byte)(i % 5 / 4)])];
        Classifier cellModel = Classifier.Train(TrainingRows.MultiLabel(rows.Features, cells, 3), new TrainingOptions { Head = Head.MultiLabel, Epochs = 2 });
        Assert.True(double.IsNaN(cellModel.History.Epochs[0].TrainingAccuracy));
        cellModel.Save(scratch["cells.probity"]);
        Kinds.AssertSame(cellModel, Classifier.Load(scratch["cells.probity"]));

        Classifier optimal = Classifier.Train(rows, new TrainingOptions { Network = NetworkDesign.Hidden(), Optimizer = new LimitedMemoryBfgs() });
        Assert.Equal(double.PositiveInfinity, optimal.History.Optimum!.GapBound);
        optimal.Save(scratch["optimal.probity"]);
        Kinds.AssertSame(optimal, Classifier.Load(scratch["optimal.probity"]));
    }

    [Fact]
    public void Recipe_and_hash_are_those_of_the_training()
    {
        IReadOnlyDictionary<string, string> recipe = Kinds.Train("SGD, schedule, clipping, mixup, weights").History.Recipe;
        Assert.Equal("sgd(rate=0.1,nesterov=0.9,decay=0.001)", recipe["optimizer"]);
        Assert.Equal("cosine warmup(3)", recipe["schedule"]);
        Assert.Equal("1 2", recipe["class weights"]);
        Assert.Equal("5", recipe["seed"]);

        // hashlib.sha256(struct.pack("<3i", 2, 2, 0) + struct.pack("<4f", 1, 2, 3, 4) + struct.pack("<2i", 0, 2) + struct.pack("<2i", 0, 1)).hexdigest()
        var rows = new TrainingRows(Features.Dense((float[])[1, 2, 3, 4], 2), [0, 1], 2);
        Assert.Equal("02b0e07a77e1b0923b7897a05d67b9bad1448979127beb3cc72ab0b7e61db21f", RowsHash.Of(rows));
        var sparse = new TrainingRows(Features.Sparse([0, 1, 1], [1], [3], 2), [0, 1], 2);
        var other = new TrainingRows(Features.Sparse([0, 0, 1], [1], [3], 2), [0, 1], 2);
        Assert.NotEqual(RowsHash.Of(sparse), RowsHash.Of(other));
    }

    [Fact]
    public void A_model_that_does_not_fit_on_the_disk_is_a_clear_error()
    {
        if (!File.Exists("/dev/full")) return;   // Linux has a device that is always full
        using var scratch = new Scratch();
        Classifier model = Kinds.Train("sigmoid");
        File.CreateSymbolicLink(scratch["full"], "/dev/full");
        var refusal = Assert.Throws<IOException>(() => model.Save(scratch["full"]));
        Assert.Contains("the model could not be written (No space left on device", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("make room or save it elsewhere", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("its directory does not exist", Assert.Throws<ArgumentException>(() => model.Save(scratch["absent/m"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Policies_and_models_are_told_apart()
    {
        using var scratch = new Scratch();
        Classifier model = Kinds.Train("sigmoid");
        model.Save(scratch["m.probity"]);
        Policy(model).Save(scratch["p.probity"]);
        Assert.Equal(ProbityFile.Policy, ProbityFile.KindOf(scratch["p.probity"]));
        Assert.Equal("p.probity: a policy, not a model", Assert.Throws<InvalidDataException>(() => Classifier.Load(scratch["p.probity"])).Message);
        Assert.Equal("m.probity: a model, not a policy", Assert.Throws<InvalidDataException>(() => ConfidencePolicy.Load(scratch["m.probity"])).Message);
        SafetensorsWriter.Write(scratch["s"], new Dictionary<string, string>(), [SafetensorsTensor.Create("x", new float[1])]);
        Assert.Contains("not one that Probity wrote", Assert.Throws<InvalidDataException>(() => ProbityFile.KindOf(scratch["s"])).Message, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => Classifier.Load(scratch["absent"]));
    }

    internal static Classifier Copy(Classifier model, IReadOnlyList<Network<float>> members, IReadOnlyList<string>? names = null, ConfidencePolicy? policy = null) =>
        new(members) { Classes = model.Classes, Design = model.Design, Head = model.Head, History = model.History, ClassNames = names, Policy = policy };

    internal static ConfidencePolicy Policy(Classifier model) => ConfidencePolicy.Fit(Logits(model), Kinds.Rows(3).Targets.Labels, model.LogitColumns);

    private static float[] Logits(Classifier model)
    {
        TrainingRows rows = Kinds.Rows(3);
        float[] logits = new float[rows.Rows * model.LogitColumns];
        model.Logits(rows.Features, logits);
        return logits;
    }
}
