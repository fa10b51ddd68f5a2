using Probity.Learning.Tests;

namespace Probity.Similarity.Tests.Confidence;

public class GroupReferenceTests
{
    [Theory]
    [MemberData(nameof(GroupRows.Shapes), MemberType = typeof(GroupRows))]
    public void Shares_and_information_are_those_of_group_health(int groups, int values)
    {
        var shape = new GroupShape(groups, values);
        float[] rows = GroupRows.OfEveryKind(shape, 21);
        var of = GroupReference.Of(rows, shape);
        GroupHealth health = GroupHealth.Of(rows, groups, values);
        Assert.Equal(health.Items, of.Items);
        for (int g = 0; g < groups; g++)
        {
            Assert.Equal(health.FeatureGroups[g].Information, of.Information[g], 1e-12);
            Assert.InRange(of.Information[g], 0, Math.Log(values));
            for (int k = 0; k < values; k++) Assert.Equal(health.FeatureGroups[g].Values[k].MeanShare, of.MeanShares[(g * values) + k], 1e-12);
        }
    }

    [Fact]
    public void Information_reaches_its_ends()
    {
        var shape = new GroupShape(2, 4);
        float[] rows = new float[4 * 8];
        for (int i = 0; i < 4; i++) rows[(i * 8) + i] = rows[(i * 8) + 4] = 1;   // one value each, and always the same
        var of = GroupReference.Of(rows, shape);
        Assert.Equal(Math.Log(4), of.Information[0], 1e-12);
        Assert.Equal(0, of.Information[1], 1e-12);
    }

    [Fact]
    public void Figures_that_were_kept_make_the_same()
    {
        var shape = new GroupShape(3, 5);
        float[] rows = GroupRows.OfEveryKind(shape, 22);
        var of = GroupReference.Of(rows, shape);
        var again = new GroupReference(of.Shape, of.Items, of.MeanShares, of.Information, of.Doubt);
        Assert.Equal(
            PairConfidence.Of(rows.AsSpan(0, 15), rows.AsSpan(15, 15), shape, of).GroupEvidence,
            PairConfidence.Of(rows.AsSpan(0, 15), rows.AsSpan(15, 15), shape, again).GroupEvidence);
    }

    [Fact]
    public void Bad_figures_are_refused_in_a_sentence()
    {
        var shape = new GroupShape(1, 2);
        Assert.Contains("sum to 0.75", Assert.Throws<ArgumentException>(() => new GroupReference(shape, 9, [.5, .25], [0])).Message);
        Assert.Throws<ArgumentException>(() => new GroupReference(shape, 9, [.5, .25, .25], [0]));
        Assert.Throws<ArgumentException>(() => new GroupReference(shape, 0, [.5, .5], [0]));
        Assert.Throws<ArgumentException>(() => new GroupReference(shape, 9, [.5, .5], [.7]));
        Assert.Throws<ArgumentException>(() => new GroupReference(shape, 9, [.5, .5], [double.NaN]));
        Assert.Throws<ArgumentException>(() => new GroupReference(shape, 9, [.5, .5], [.5], 1));
        Assert.Throws<ArgumentException>(() => GroupReference.Of([], shape));
        Assert.Throws<ArgumentException>(() => GroupReference.Of([1, 1], shape));
    }
}

[Collection(nameof(ThreadCounts))]
public class ConfidenceThreadTests
{
    [Fact]
    public void Same_bits_whatever_the_threads()
    {
        var shape = new GroupShape(8, 32);
        float[] rows = GroupRows.Softmax(3_000, shape, 2, 23), others = GroupRows.Softmax(3_000, shape, 2, 24);
        var all = new List<double[]>();
        foreach (int threads in new[] { 1, 2, 5 })
        {
            using var set = new ThreadCounts(threads);
            var reference = GroupReference.Of(rows, shape);
            double[] entropies = new double[3_000], evidence = new double[3_000];
            var items = new ItemConfidence[3_000];
            var groups = new GroupConfidence[24_000];
            ItemConfidence.Column(ItemMeasure.TotalEntropy, rows, shape, entropies, reference.Information);
            ItemConfidence.Of(rows, shape, items);
            GroupConfidence.Of(rows, shape, groups);
            PairConfidence.Column(PairMeasure.Evidence, rows, others, shape, evidence, reference);
            all.Add([.. reference.MeanShares, .. reference.Information, .. entropies, .. evidence, .. items.Select(item => item.SelfAgreement), .. groups.Select(group => group.Margin)]);
        }
        Assert.Equal(all[0], all[1]);
        Assert.Equal(all[0], all[2]);
    }
}
