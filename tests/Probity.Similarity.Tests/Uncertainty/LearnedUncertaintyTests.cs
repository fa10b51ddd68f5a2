using Probity.Learning;
using Probity.Metrics;
using Probity.Numerics;

namespace Probity.Similarity.Tests.Uncertainty;

/// <summary>Half of the items of 12 groups have much heavier noise: every method must trust them less, on items that it has not seen.</summary>
public class LearnedUncertaintyTests
{
    private const int Columns = 12, Groups = 12;

    private static readonly UncertaintyOptions s_options = new() { Network = NetworkDesign.Hidden(64, 64), Epochs = 30, Sampler = new GroupSampler(8, 4), Optimizer = new AdamW { LearningRate = .003 } };

    [Theory]
    [InlineData("loss")]
    [InlineData("vmf")]
    public void Corrupted_items_get_less_confidence(string method)
    {
        (float[] values, int[] groups, _) = Items(600, 1);
        (float[] fresh, _, bool[] clean) = Items(400, 2);
        LearnedUncertainty learned = Train(method, values, groups);
        double[] confidence = learned.Confidence(fresh);
        double auroc = Auroc.Compute(confidence, clean);
        Assert.True(auroc > .8, $"AUROC {auroc:0.000}");
        Assert.True(learned.TrainingLosses[^1] < learned.TrainingLosses[0]);
        Assert.Equal(confidence, Train(method, values, groups).Confidence(fresh));   // the same seed, the same bits
    }

    [Fact]
    public void What_an_item_gets_does_not_depend_on_the_others()
    {
        (float[] values, int[] groups, _) = Items(200, 1);
        LearnedUncertainty learned = Train("vmf", values, groups);
        double[] all = learned.Confidence(values);
        Assert.Equal(all[7], learned.Confidence(values.AsMemory(7 * Columns, Columns))[0]);
        Assert.All(all, confidence => Assert.True(confidence > 0));
    }

    [Fact]
    public void Refusals_say_what_is_wrong()
    {
        (float[] values, int[] groups, _) = Items(60, 1);
        var features = Features.Dense(values, Columns);
        Assert.Contains("59", Assert.Throws<ArgumentException>(() => LossPrediction.Train(features, new double[59], groups)).Message);
        Assert.Contains("compare", Assert.Throws<ArgumentException>(() => LossPrediction.Train(features, [.. Enumerable.Repeat(double.NaN, 60)], groups)).Message);
        LearnedUncertainty learned = Train("vmf", values, groups);
        Assert.Contains("11 numbers a row", Assert.Throws<ArgumentException>(() => learned.Confidence(Features.Dense(new float[22], 11), new double[2])).Message);
    }

    /// <summary>Three items on a line of angles, τ = 1: cosines by hand.</summary>
    [Fact]
    public void Leave_one_out_losses_by_hand()
    {
        double[] losses = RetrievalLosses.LeaveOneOut(new float[] { 1, 0, 0, 2, -3, 0 }, 2, [4, 4, 9], 1);
        Assert.Equal(Math.Log((Math.Exp(0) + Math.Exp(-1)) / Math.Exp(0)), losses[0], 12);
        Assert.Equal(Math.Log(2), losses[1], 12);
        Assert.True(double.IsNaN(losses[2]));
    }

    [Fact]
    public void Out_of_fold_losses_are_higher_than_those_of_items_that_the_head_has_seen()
    {
        const int width = 40;
        var random = new RandomStream(4);   // no structure at all: what a head knows it has learned by heart
        float[] values = [.. Enumerable.Range(0, 40 * width).Select(_ => (float)random.NextGaussian())];
        int[] groups = [.. Enumerable.Range(0, 40).Select(i => i % 8)];
        var options = new SimilarityOptions { Epochs = 60, ValidationShare = 0, Sampler = new GroupSampler(4, 4), Optimizer = new AdamW { LearningRate = .01 } };
        EmbeddingHead head = EmbeddingHead.Parse("linear(16)", width);
        double[] outOfFold = RetrievalLosses.OutOfFold(Features.Dense(values, width), groups, head, options, folds: 2);
        var own = SimilarityModel.Train(new SimilarityRows(Features.Dense(values, width), groups), head, options);
        double[] seen = RetrievalLosses.LeaveOneOut(own.Embed(values), 16, groups);
        Assert.True(outOfFold.Average() > seen.Average() + .2, $"{outOfFold.Average():0.00} out of fold, {seen.Average():0.00} seen");
    }

    private static LearnedUncertainty Train(string method, float[] values, int[] groups)
    {
        var features = Features.Dense(values, Columns);
        return method switch
        {
            "loss" => LossPrediction.Train(features, RetrievalLosses.LeaveOneOut(values, Columns, groups), groups, s_options),
            _ => ConcentrationPrediction.Train(features, values, Columns, groups, s_options),
        };
    }

    private static (float[] Values, int[] Groups, bool[] Clean) Items(int count, ulong seed)
    {
        var centres = new RandomStream(77);
        double[] centre = [.. Enumerable.Range(0, Groups * Columns).Select(_ => centres.NextGaussian())];
        var random = new RandomStream(seed);
        var values = new float[count * Columns];
        int[] groups = new int[count];
        bool[] clean = new bool[count];
        for (int i = 0; i < count; i++)
        {
            groups[i] = i % Groups;
            clean[i] = random.NextDouble() < .5;
            for (int j = 0; j < Columns; j++) values[(i * Columns) + j] = (float)(centre[(groups[i] * Columns) + j] + ((clean[i] ? .2 : 1.5) * random.NextGaussian()));
        }
        return (values, groups, clean);
    }
}
