using Probity.Numerics;

namespace Probity.Similarity.Tests.Groups;

public class GroupHealthTests
{
    /// <summary>Two groups of three values, four items: decided in the first, undecided in the second.</summary>
    private static readonly float[] Small =
    [
        1, 0, 0, .5f, .25f, .25f,
        1, 0, 0, .5f, .25f, .25f,
        0, 1, 0, .25f, .5f, .25f,
        0, 1, 0, .25f, .5f, .25f,
    ];

    [Fact]
    public void Figures_of_a_small_set_are_those_of_paper_and_pencil()
    {
        GroupHealth health = GroupHealth.Of(Small, 2, 3, [7, 7, 7, -2]);
        FeatureGroupHealth first = health.FeatureGroups[0], second = health.FeatureGroups[1];
        Assert.Equal(Math.Log(2), first.Information, 1e-12);
        Assert.Equal(1, first.MeanMaximum, 1e-12);
        Assert.Equal(0, first.MeanNormalizedEntropy, 1e-12);
        Assert.Equal(2, first.EffectiveValues, 1e-12);
        Assert.Equal([2, 2, 0], first.Values.Select(value => value.Largest));
        Assert.Equal(1, first.DeadValues);
        Assert.False(first.IsDead);

        // mean shares 3/8, 3/8, 1/4; each item's entropy 1.5 ln 2
        double entropy = (-.75 * Math.Log(.375)) - (.25 * Math.Log(.25));
        Assert.Equal(entropy - (1.5 * Math.Log(2)), second.Information, 1e-12);
        Assert.Equal(1.5 * Math.Log(2) / Math.Log(3), second.MeanNormalizedEntropy, 1e-12);
        Assert.Equal(.375, second.MeanPurity, 1e-12);
        Assert.Equal(0, second.DeadValues);   // the third is never the largest, yet has its share

        Assert.Equal((first.Information + second.Information) / 2, health.MeanInformation, 1e-12);
        Assert.Equal(1, Assert.Single(health.Redundancy).Shared, 1e-12);
        Assert.Equal((2, 2, 4, 2), (health.Codes.Distinct, health.Codes.Largest, health.Codes.ItemsThatShare, health.Codes.ItemsThatShareAcrossGroups!.Value));
    }

    [Fact]
    public void Tells_which_values_belong_to_which_labels()
    {
        GroupHealth health = GroupHealth.Of(Small, 2, 3, [7, 7, 7, -2]);
        GroupValue both = health.FeatureGroups[0].Values[0], rare = health.FeatureGroups[0].Values[1];
        Assert.Equal((7, 1, 4.0 / 3), (both.TopLabel!.Value, both.TopLabelShare, both.TopLabelLift));
        Assert.Equal((-2, .5, 2.0), (rare.TopLabel!.Value, rare.TopLabelShare, rare.TopLabelLift));   // half of its mass, of a quarter of the items; the first of equals
        Assert.Null(health.FeatureGroups[0].Values[2].TopLabel);
        double labels = (-.75 * Math.Log(.75)) - (.25 * Math.Log(.25));
        Assert.Equal(labels, health.LabelEntropy!.Value, 1e-12);
        double ofSeven = (-2 / 3.0 * Math.Log(2 / 3.0)) - (1 / 3.0 * Math.Log(1 / 3.0));
        Assert.Equal(Math.Log(2) - (.75 * ofSeven), health.FeatureGroups[0].LabelInformation!.Value, 1e-12);
    }

    [Theory]
    [InlineData(1, 5, 3, .2)]
    [InlineData(40, 1, 2, 1)]
    [InlineData(300, 4, 8, 3)]
    [InlineData(300, 3, 40, 30)]
    public void Laws_of_distributions_hold(int rows, int groups, int values, double sharpness)
    {
        float[] embeddings = Random(rows, groups, values, sharpness, 3);
        int[] labels = [.. Enumerable.Range(0, rows).Select(i => i % 5)];
        GroupHealth health = GroupHealth.Of(embeddings, groups, values, labels);
        Assert.All(health.FeatureGroups, group =>
        {
            Assert.InRange(group.Information, 0, health.Ceiling);
            Assert.InRange(group.LabelInformation!.Value, 0, Math.Min(group.Information, health.LabelEntropy!.Value + 1e-12));
            Assert.InRange(group.EffectiveValues, 1 - 1e-9, values + 1e-9);
            Assert.InRange(group.MeanPurity, 1.0 / values, group.MeanMaximum + 1e-12);
            Assert.Equal(1, group.Values.Sum(value => value.MeanShare), 1e-9);
            Assert.Equal(rows, group.Values.Sum(value => value.Largest));
        });
        for (int i = 0; i < rows; i++)
        {
            double squares = 0;
            for (int g = 0; g < groups; g++)
            {
                double[] p = [.. embeddings.AsSpan(((i * groups) + g) * values, values).ToArray().Select(value => (double)value)];
                double purity = p.Sum(value => value * value);
                squares += purity;
                Assert.True(-Math.Log(p.Max()) <= -Math.Log(purity) + 1e-6);
                Assert.True(-Math.Log(purity) <= GroupInformation.Entropy(p) + 1e-6);
            }
            Assert.InRange(squares, ((double)groups / values) - 1e-5, groups + 1e-5);
        }
        Assert.Equal(GroupInformation.Mean(embeddings, groups, values), health.MeanInformation, 1e-5);
    }

    [Fact]
    public void Independent_groups_share_nothing_even_where_items_are_few_for_their_values()
    {
        float[] embeddings = Random(1000, 3, 64, 100, 8);
        for (int i = 0; i < 1000; i++) embeddings.AsSpan(i * 192, 64).CopyTo(embeddings.AsSpan((i * 192) + 128));   // the third is the first
        GroupHealth health = GroupHealth.Of(embeddings, 3, 64);
        Assert.InRange(health.Redundancy[0].Shared, 0, .06);
        Assert.Equal((0, 2, 1.0), (health.Redundancy[1].First, health.Redundancy[1].Second, health.Redundancy[1].Shared));
        Assert.Contains(health.Warnings, warning => warning.Contains("0 and 2 (100 % shared)", StringComparison.Ordinal));
        Assert.Null(health.LabelEntropy);
        Assert.Null(health.Codes.ItemsThatShareAcrossGroups);
    }

    [Fact]
    public void A_collapsed_head_is_told_in_words()
    {
        float[] embeddings = Random(200, 4, 8, .01, 4);
        GroupHealth health = GroupHealth.Of(embeddings, 4, 8);
        Assert.All(health.FeatureGroups, group => Assert.True(group.IsDead));
        Assert.Contains(health.Warnings, warning => warning.Contains("collapsed", StringComparison.Ordinal));
    }

    [Fact]
    public void A_group_that_always_says_the_same_is_dead_and_shares_nothing()
    {
        float[] embeddings = Random(400, 2, 4, 50, 4);
        for (int i = 0; i < 400; i++) new float[] { 0, 0, 1, 0 }.CopyTo(embeddings, i * 8);
        GroupHealth health = GroupHealth.Of(embeddings, 2, 4);
        Assert.True(health.FeatureGroups[0].IsDead);
        Assert.Equal(3, health.FeatureGroups[0].DeadValues);
        Assert.False(health.FeatureGroups[1].IsDead);
        Assert.Equal(0, health.Redundancy[0].Shared);
        Assert.Contains(health.Warnings, warning => warning.StartsWith("1 of 2 feature groups say nothing (0)", StringComparison.Ordinal));
        Assert.Equal(4, health.Codes.Distinct);
    }

    [Fact]
    public void What_is_no_distribution_is_refused_in_a_sentence()
    {
        Assert.Contains("row 1, feature group 0 sums to 2", Assert.Throws<ArgumentException>(() => GroupHealth.Of([1, 0, 1, 1], 1, 2)).Message);
        Assert.Contains("value 1 is -0.5", Assert.Throws<ArgumentException>(() => GroupHealth.Of([1.5f, -.5f], 1, 2)).Message);
        Assert.Throws<ArgumentException>(() => GroupHealth.Of([float.NaN, 1], 1, 2));
        Assert.Throws<ArgumentException>(() => GroupHealth.Of([1, 0, 0], 1, 2));
        Assert.Throws<ArgumentException>(() => GroupHealth.Of([], 1, 2));
        Assert.Throws<ArgumentException>(() => GroupHealth.Of([1, 0], 1, 2, [1, 2]));
        Assert.Throws<ArgumentException>(() => GroupHealth.Of([1, 1], 2, 1));
    }

    /// <summary>Softmax of Gaussian logits with this deviation.</summary>
    private static float[] Random(int rows, int groups, int values, double sharpness, ulong seed)
    {
        var random = new RandomStream(seed);
        var all = new float[rows * groups * values];
        for (int at = 0; at < all.Length; at += values)
        {
            double[] terms = [.. Enumerable.Range(0, values).Select(_ => sharpness * random.NextGaussian())];
            double top = terms.Max(), sum = terms.Sum(term => Math.Exp(term - top));
            for (int k = 0; k < values; k++) all[at + k] = (float)(Math.Exp(terms[k] - top) / sum);
        }
        return all;
    }
}
