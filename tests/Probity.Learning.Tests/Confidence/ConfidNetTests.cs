using Probity.Learning.Tests.Ensembles;
using Probity.Numerics;

namespace Probity.Learning.Tests.Confidence;

public class ConfidNetTests
{
    private static readonly TrainingOptions Quick = ConfidNet.DefaultOptions with { Epochs = 40 };

    [Fact]
    public void Learns_where_the_model_is_right()
    {
        // Where the second number is negative the label is a coin, elsewhere the sign of the first.
        Classifier model = Classifier.Train(HalfNoise(1_500, 1), new TrainingOptions { Network = NetworkDesign.Hidden(32), Epochs = 40, ValidationShare = 0 });
        ConfidNet confidence = ConfidNet.Train(model, HalfNoise(3_000, 2), Quick);
        TrainingRows others = HalfNoise(3_000, 3);
        double[] estimates = new double[3_000];
        model.WithConfidNet(confidence).OwnConfidence(others.Features, estimates);
        float[] logits = new float[6_000], values = new float[2];
        model.Logits(others.Features, logits);
        double[] sum = new double[2], truth = new double[2];
        int[] count = new int[2];
        for (int i = 0; i < 3_000; i++)
        {
            others.Features.Read<float>(i, values);
            int clear = values[1] > 0 ? 1 : 0;
            count[clear]++;
            sum[clear] += estimates[i];
            truth[clear] += Tables.Softmax(logits[(2 * i)..((2 * i) + 2)])[others.Targets.Labels[i]];
        }
        for (int clear = 0; clear < 2; clear++) Assert.Equal(truth[clear] / count[clear], sum[clear] / count[clear], .05);
        Assert.InRange(sum[0] / count[0], .4, .6);
        Assert.InRange(sum[1] / count[1], .85, 1);
    }

    [Fact]
    public void Keeps_the_epoch_with_the_lowest_squared_error_of_its_own()
    {
        Classifier model = Classifier.Train(HalfNoise(300, 1), new TrainingOptions { Epochs = 5 });
        TrainingHistory history = ConfidNet.Train(model, HalfNoise(400, 2), Quick).History;
        Assert.Equal((360, 40), (history.TrainingRows, history.ValidationRows));
        Assert.Equal(history.Epochs.MinBy(epoch => epoch.Validation!.Nll)!.Epoch, history.KeptEpoch);
        Assert.All(history.Epochs, epoch => Assert.InRange(epoch.Validation!.Nll, 1e-9, .25));   // a guess of ½ errs by ¼ at most
        Assert.All(history.Epochs, epoch => Assert.True(double.IsNaN(epoch.TrainingAccuracy)));
    }

    [Fact]
    public void Learns_numbers_given_from_elsewhere()
    {
        TrainingRows rows = HalfNoise(1_000, 4);
        Classifier model = Classifier.Train(rows, new TrainingOptions { Epochs = 3 });
        double[] wanted = new double[1_000], found = new double[1_000];
        float[] values = new float[2];
        for (int i = 0; i < wanted.Length; i++)
        {
            rows.Features.Read<float>(i, values);
            wanted[i] = values[0] > 0 ? .8 : .2;
        }
        ConfidNet confidence = ConfidNet.Train(model, rows.Features, wanted, Quick);
        model.WithConfidNet(confidence).OwnConfidence(rows.Features, found);
        Assert.InRange(wanted.Zip(found).Average(pair => Math.Abs(pair.First - pair.Second)), 0, .03);
        Assert.Empty(confidence.History.Warnings);
    }

    [Fact]
    public void Warns_where_the_model_knows_the_rows_by_heart()
    {
        TrainingRows rows = HalfNoise(100, 4);
        Classifier model = Classifier.Train(rows, new TrainingOptions { Epochs = 1 });
        ConfidNet confidence = ConfidNet.Train(model, rows.Features, [.. Enumerable.Repeat(.999, 100)], Quick with { Epochs = 1, ValidationShare = 0 });
        Assert.Contains("0.999 on average", Assert.Single(confidence.History.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Leaves_the_logits_alone_and_takes_the_place_of_the_head_s_confidence()
    {
        TrainingRows rows = HalfNoise(200, 4);
        Classifier model = Classifier.Train(rows, new TrainingOptions { Head = Head.DeepGamblers(1.8), Epochs = 3, Members = 2 });
        Classifier with = model.WithConfidNet(ConfidNet.Train(model, rows, Quick with { Epochs = 3 }));
        float[] before = new float[400], after = new float[400];
        double[] head = new double[200], own = new double[200];
        model.Logits(rows.Features, before);
        with.Logits(rows.Features, after);
        Assert.Equal(before, after);
        model.OwnConfidence(rows.Features, head);
        with.OwnConfidence(rows.Features, own);
        Assert.NotEqual(head, own);
    }

    [Fact]
    public void Refuses_what_does_not_fit()
    {
        Classifier model = Classifier.Train(HalfNoise(60, 1), new TrainingOptions { Epochs = 1 }), wider = Classifier.Train(HalfNoise(60, 1), new TrainingOptions { Network = NetworkDesign.Hidden(9), Epochs = 1 });
        ConfidNet confidence = ConfidNet.Train(model, HalfNoise(60, 1), Quick with { Epochs = 1 });
        AssertRefused("128 hidden features but this model has 9", () => wider.WithConfidNet(confidence));
        AssertRefused("3 classes in the rows but 2", () => ConfidNet.Train(model, EnsembleTests.Blobs(60)));
        AssertRefused("multi-label rows", () => ConfidNet.Train(model, TrainingRows.MultiLabel(Features.Dense(new float[4], 2), new byte[4], 2)));
        AssertRefused("members cannot be chosen", () => ConfidNet.Train(model, HalfNoise(60, 1), Quick with { Members = 2 }));
        AssertRefused("a loss cannot be chosen", () => ConfidNet.Train(model, HalfNoise(60, 1), Quick with { Loss = new SoftmaxCrossEntropy() }));
        AssertRefused("row 1 is 2", () => ConfidNet.Train(model, Features.Dense(new float[4], 2), [.5, 2]));
    }

    private static void AssertRefused(string words, Action action) =>
        Assert.Contains(words, Assert.Throws<ArgumentException>(action).Message, StringComparison.Ordinal);

    private static TrainingRows HalfNoise(int count, ulong seed)
    {
        var random = new RandomStream(seed, 5);
        float[] values = new float[2 * count];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++)
        {
            values[2 * i] = (float)((2 * random.NextDouble()) - 1);
            values[(2 * i) + 1] = (float)((2 * random.NextDouble()) - 1);
            labels[i] = values[(2 * i) + 1] < 0 ? random.NextInt32(2) : values[2 * i] > 0 ? 1 : 0;
        }
        return new TrainingRows(Features.Dense(values, 2), labels, 2);
    }
}
