using Probity.Numerics;

namespace Probity.Similarity.Tests.Penalties;

public class EmbeddingPenaltyTests
{
    /// <summary>Four items, two groups of three values.</summary>
    private static readonly double[] Small = [.7, .2, .1, .1, .1, .8, .1, .8, .1, .3, .4, .3, .2, .2, .6, .6, .3, .1, .5, .25, .25, .05, .9, .05];

    /// <summary>PyTorch by hand in double.</summary>
    [Fact]
    public void Entropy_penalty_has_the_value_and_gradient_of_automatic_differentiation() => Check(new GroupEntropyPenalty(1.5, .3), -1.3818205996035489,
        [-0.0205301745, 0.0200918958, -0.0144350959, -0.0144350959, 0.0759095454, -0.0597228937, 0.052441456, -0.0318941427, -0.0144350959, -0.0556330568, 0.0239235068, -0.0229417967, 0.0264484368, 0.0200918958, -0.081626076, -0.081626076, 0.0347115845, 0.0182561641, -0.0079124657, 0.0117240127, -0.0487959984, 0.0115579233, -0.0064863763, 0.0442491834]);

    /// <summary>PyTorch by hand in double, by way of 4×4 products of items, not of covariances.</summary>
    [Fact]
    public void Decorrelation_penalty_has_the_value_and_gradient_of_automatic_differentiation() => Check(new GroupDecorrelationPenalty(.5), 0.1433437642415138,
        [0.2089285842, 0.0518872584, -0.2608158426, -0.1986883837, 0.1164836301, 0.0822047536, 0.1313705859, -0.2178973515, 0.0865267657, 0.0686453268, 0.0285369519, -0.0971822787, -0.2158545041, 0.0831209136, 0.1327335905, 0.1611488951, 0.0272368855, -0.1883857806, -0.124444666, 0.0828891795, 0.0415554864, -0.0311058382, -0.1722574675, 0.2033633057]);

    [Theory]
    [InlineData("entropy(1,0.1)", 3)]
    [InlineData("entropy(0.2,2)", 1)]
    [InlineData("decorrelation(2)", 4)]
    [InlineData("decorrelation(2)", 2)]
    public void Gradients_are_those_of_central_differences(string text, int groups)
    {
        EmbeddingPenalty penalty = EmbeddingPenalty.Parse(text);
        double[] embeddings = Random(9, groups, 5), gradient = new double[embeddings.Length], scratch = new double[embeddings.Length];
        penalty.ValueAndGradient(embeddings, groups * 5, groups, gradient);
        Assert.Contains(gradient, value => value != 0);
        for (int i = 0; i < embeddings.Length; i++)
        {
            double at = embeddings[i];
            embeddings[i] = at + 1e-6;
            double above = penalty.ValueAndGradient(embeddings, groups * 5, groups, scratch);
            embeddings[i] = at - 1e-6;
            double below = penalty.ValueAndGradient(embeddings, groups * 5, groups, scratch);
            embeddings[i] = at;
            Assert.Equal((above - below) / 2e-6, gradient[i], 1e-7);
        }
    }

    [Fact]
    public void With_equal_weights_the_entropy_penalty_is_less_the_mutual_information()
    {
        double[] embeddings = Random(50, 3, 4);
        double penalty = new GroupEntropyPenalty(2, 2).ValueAndGradient(embeddings, 12, 3, new double[embeddings.Length]);
        Assert.Equal(-2 * GroupHealth.Of([.. embeddings.Select(value => (float)value)], 3, 4).MeanInformation, penalty, 1e-6);
    }

    [Theory]
    [InlineData("entropy")]
    [InlineData("decorrelation")]
    public void At_one_hot_and_uniform_shares_nothing_is_NaN_or_infinite(string text)
    {
        double[] decided = [1, 0, 0, 1, 1, 0, 0, 1], undecided = [.5, .5, .5, .5, .5, .5, .5, .5], mixed = [1, 0, .5, .5, 0, 1, .5, .5], alone = [1, 0, .3, .7];
        foreach (double[] embeddings in new[] { decided, undecided, mixed, alone })
        {
            var gradient = new double[embeddings.Length];
            Assert.True(double.IsFinite(EmbeddingPenalty.Parse(text).ValueAndGradient(embeddings, 4, 2, gradient)));
            Assert.All(gradient, value => Assert.True(double.IsFinite(value)));
        }
    }

    [Fact]
    public void Groups_that_say_the_same_share_all_and_independent_ones_nothing()
    {
        double[] same = [1, 0, 1, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 1, 0, 1], crossed = [1, 0, 1, 0, 1, 0, 0, 1, 0, 1, 1, 0, 0, 1, 0, 1];
        var penalty = new GroupDecorrelationPenalty(3);
        Assert.Equal(3, penalty.ValueAndGradient(same, 4, 2, new double[16]), 1e-9);
        Assert.Equal(0, penalty.ValueAndGradient(crossed, 4, 2, new double[16]), 1e-12);
        Assert.Equal(0, penalty.ValueAndGradient([1, 0, 0, 1], 2, 1, new double[4]));
    }

    [Fact]
    public void Is_added_to_the_gradient_and_to_the_loss_of_a_training_step()
    {
        double[] with = new double[Small.Length], without = new double[Small.Length], own = new double[Small.Length];
        EmbeddingPenalty[] penalties = [new GroupEntropyPenalty(1.5, .3), new GroupDecorrelationPenalty(.5)];
        double sum = penalties.Sum(penalty => penalty.ValueAndGradient(Small, 6, 2, own));
        Assert.Equal(sum, Step(penalties, with) - Step([], without), 1e-12);
        penalties[0].ValueAndGradient(Small, 6, 2, own);
        for (int i = 0; i < own.Length; i++) without[i] += own[i];
        penalties[1].ValueAndGradient(Small, 6, 2, own);
        for (int i = 0; i < own.Length; i++) Assert.Equal(without[i] + own[i], with[i], 1e-12);

        static unsafe double Step(EmbeddingPenalty[] penalties, double[] gradient)
        {
            var objective = new EmbeddingObjective<double>(new SupervisedContrastiveLoss(), penalties, new GroupRelations([0, 1, 0, 1], 2), 6, 2, 4);
            Small.CopyTo(new Span<double>(objective.OutputsStart, Small.Length));
            objective.Begin(new Learning.Engine.Batch(4) { Count = 4, Known = 4 });
            for (int i = 0; i < 4; i++) objective.Take(i, i);
            double value = objective.Whole();
            new ReadOnlySpan<double>(objective.GradientStart, gradient.Length).CopyTo(gradient);
            return value;
        }
    }

    [Theory]
    [InlineData("entropy", "entropy(1,0)")]
    [InlineData("entropy(2)", "entropy(2,0)")]
    [InlineData("decorrelation", "decorrelation(0.1)")]
    public void Texts_read_back(string text, string written)
    {
        EmbeddingPenalty penalty = EmbeddingPenalty.Parse(text);
        Assert.Equal(written, penalty.ToString());
        Assert.Equal(penalty, EmbeddingPenalty.Parse(written));
    }

    [Fact]
    public void Bad_input_is_refused_in_a_sentence()
    {
        Assert.Contains("there are decorrelation(λ), entropy", Assert.Throws<ArgumentException>(() => EmbeddingPenalty.Parse("mmce")).Message);
        Assert.Throws<ArgumentException>(() => new GroupEntropyPenalty(-1));
        Assert.Throws<ArgumentException>(() => new GroupDecorrelationPenalty(double.NaN));
        Assert.Contains("do not divide", Assert.Throws<ArgumentException>(() => new GroupEntropyPenalty().ValueAndGradient(Small, 6, 4, new double[24])).Message);
        Assert.Contains("[0, 1]", Assert.Throws<ArgumentException>(() => new GroupEntropyPenalty().ValueAndGradient([2, -1], 2, 1, new double[2])).Message);
    }

    private static void Check(EmbeddingPenalty penalty, double value, double[] gradient)
    {
        var got = new double[Small.Length];
        Assert.Equal(value, penalty.ValueAndGradient(Small, 6, 2, got), 1e-9);
        for (int i = 0; i < got.Length; i++) Assert.Equal(gradient[i], got[i], 1e-8);
    }

    private static double[] Random(int rows, int groups, int values)
    {
        var random = new RandomStream(9);
        var all = new double[rows * groups * values];
        for (int at = 0; at < all.Length; at += values)
        {
            for (int k = 0; k < values; k++) all[at + k] = .05 + random.NextDouble();
            double sum = all.AsSpan(at, values).ToArray().Sum();
            for (int k = 0; k < values; k++) all[at + k] /= sum;
        }
        return all;
    }
}
