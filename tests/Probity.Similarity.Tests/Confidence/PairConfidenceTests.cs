namespace Probity.Similarity.Tests.Confidence;

public class PairConfidenceTests
{
    [Fact]
    public void Figures_of_a_small_pair_are_those_of_paper_and_pencil()
    {
        var shape = new GroupShape(2, 2);
        var reference = new GroupReference(shape, 100, [.5, .5, .25, .75], [.1, .2], doubt: 0);
        var of = PairConfidence.Of([1, 0, .5f, .5f], [.75f, .25f, 1, 0], shape, reference);
        Assert.Equal([.75, .5], of.GroupAgreements);
        Assert.Equal(.625, of.Agreement, 1e-15);
        Assert.Equal(1.25, of.ExpectedGroups, 1e-15);
        Assert.Equal(.75, of.FirstSelfAgreement, 1e-15);
        Assert.Equal(.8125, of.SecondSelfAgreement, 1e-15);
        Assert.Equal([Math.Log(1.5), Math.Log(2)], of.GroupEvidence);
        Assert.Equal(Math.Log(3), of.Evidence, 1e-15);
        Assert.Equal([.125, .5, .375], of.ChancesOfGroups());
        Assert.Equal((1, .875, .375), (of.ChanceOfAtLeast(0), of.ChanceOfAtLeast(1), of.ChanceOfAtLeast(2)));
        Assert.Equal((.75 * .75) + (.25 * .5), PairConfidence.Of([1, 0, .5f, .5f], [.75f, .25f, 1, 0], shape, weights: [3, 1]).Agreement, 1e-15);
    }

    [Theory]
    [MemberData(nameof(GroupRows.Shapes), MemberType = typeof(GroupRows))]
    public void Agreement_is_the_cosine_times_the_root_of_both_self_agreements(int groups, int values)
    {
        var shape = new GroupShape(groups, values);
        float[] rows = GroupRows.OfEveryKind(shape, 11);
        int count = rows.Length / shape.Columns;
        double[] weights = [.. Enumerable.Range(1, groups).Select(g => (double)g)];
        for (int i = 0; i < count; i++)
        {
            float[] first = GroupRows.Row(rows, shape, i), second = GroupRows.Row(rows, shape, (i * 7) % count);
            var of = PairConfidence.Of(first, second, shape);
            double dot = 0, firstSquares = 0, secondSquares = 0;
            for (int k = 0; k < shape.Columns; k++)
            {
                dot += (double)first[k] * second[k];
                firstSquares += (double)first[k] * first[k];
                secondSquares += (double)second[k] * second[k];
            }
            double cosine = dot / Math.Sqrt(firstSquares * secondSquares);   // of the embeddings as they are
            Assert.Equal(cosine, of.Cosine, 1e-6);
            Assert.Equal(cosine * Math.Sqrt(ItemConfidence.Of(first, shape).SelfAgreement * ItemConfidence.Of(second, shape).SelfAgreement), of.Agreement, 1e-6);
            Assert.InRange(of.Agreement, 0, Math.Min(ItemConfidence.Of(first, shape).AttainableAgreement, ItemConfidence.Of(second, shape).AttainableAgreement) + 1e-12);

            var weighted = PairConfidence.Of(first, second, shape, weights: weights);
            Assert.Equal(weighted.Cosine * Math.Sqrt(ItemConfidence.Of(first, shape, weights).SelfAgreement * ItemConfidence.Of(second, shape, weights).SelfAgreement), weighted.Agreement, 1e-14);
            Assert.InRange(weighted.Cosine, 0, 1 + 1e-12);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(100)]
    public void Two_undecided_items_have_cosine_one_and_hardly_agree(int values)
    {
        var shape = new GroupShape(4, values);
        var undecided = new float[shape.Columns];
        undecided.AsSpan().Fill(1f / values);
        var of = PairConfidence.Of(undecided, undecided, shape);
        Assert.Equal(1, of.Cosine, 1e-12);
        Assert.Equal(1.0 / values, of.Agreement, 1e-12);
    }

    [Theory]
    [MemberData(nameof(GroupRows.Shapes), MemberType = typeof(GroupRows))]
    public void An_item_that_says_nothing_gives_no_evidence(int groups, int values)
    {
        var shape = new GroupShape(groups, values);
        float[] reference = GroupRows.Softmax(64, shape, 1, 12);
        var of = GroupReference.Of(reference, shape);
        float[] nothing = [.. of.MeanShares.ToArray().Select(share => (float)share)];
        float[] rows = GroupRows.OfEveryKind(shape, 13);
        for (int i = 0; i < rows.Length / shape.Columns; i++)
        {
            float[] row = GroupRows.Row(rows, shape, i);
            Assert.Equal(0, PairConfidence.Of(row, nothing, shape, of).Evidence, 1e-5);   // π as floats
            Assert.Equal(PairConfidence.Of(nothing, row, shape, of).Evidence, PairConfidence.Of(row, nothing, shape, of).Evidence, 1e-12);
        }
    }

    [Fact]
    public void Evidence_is_the_ratio_of_how_often_one_item_and_two_give_both_codes()
    {
        // Latent values drawn from π; each item's code is its posterior given what was seen of it. Bayes by enumeration.
        double[] prior = [.2, .3, .5];
        double[][] seen = [[.8, .1, .3], [.1, .6, .3], [.1, .3, .4]];   // P(seen s | value k) = seen[s][k]
        var shape = new GroupShape(1, 3);
        var reference = new GroupReference(shape, 1_000, prior, [.3], doubt: 0);
        for (int s = 0; s < 3; s++)
        {
            for (int t = 0; t < 3; t++)
            {
                double same = 0, first = 0, second = 0;
                for (int k = 0; k < 3; k++)
                {
                    same += prior[k] * seen[s][k] * seen[t][k];
                    first += prior[k] * seen[s][k];
                    second += prior[k] * seen[t][k];
                }
                float[] Posterior(int of, double total) => [.. Enumerable.Range(0, 3).Select(k => (float)(prior[k] * seen[of][k] / total))];
                Assert.Equal(Math.Log(same / (first * second)), PairConfidence.Of(Posterior(s, first), Posterior(t, second), shape, reference).Evidence, 1e-6);
            }
        }
    }

    [Fact]
    public void Values_that_no_reference_item_takes_count_as_rare_and_codes_apart_count_a_finite_amount()
    {
        var shape = new GroupShape(1, 4);
        var reference = GroupReference.Of([1, 0, 0, 0, 0, 1, 0, 0], shape);
        Assert.Equal(1 / 12.0, reference.Floor);
        float[] unused = [0, 0, 0, 1], used = [1, 0, 0, 0];
        Assert.Equal(Math.Log(12), PairConfidence.Of(unused, unused, shape, reference).Evidence, 1e-5);
        Assert.Equal(Math.Log(2), PairConfidence.Of(used, used, shape, reference).Evidence, 1e-5);
        Assert.Equal(Math.Log(2e-6 - 1e-12), PairConfidence.Of(used, unused, shape, reference).Evidence, 1e-9);
        Assert.Equal(double.NegativeInfinity, PairConfidence.Of(used, unused, shape, reference.WithDoubt(0)).Evidence);

        // doubt is what it says: each code a mixture with π
        GroupReference doubted = reference.WithDoubt(.25);
        float[] mixed = [.875f, .125f, 0, 0], other = [.125f, .875f, 0, 0];
        Assert.Equal(PairConfidence.Of(mixed, other, shape, reference.WithDoubt(0)).Evidence, PairConfidence.Of(used, [0, 1, 0, 0], shape, doubted).Evidence, 1e-12);
    }

    [Fact]
    public void Agreeing_groups_are_counted_as_by_enumeration_of_all_outcomes()
    {
        var shape = new GroupShape(7, 3);
        float[] rows = GroupRows.OfEveryKind(shape, 14);
        for (int i = 0; i + 1 < rows.Length / shape.Columns; i += 5)
        {
            var of = PairConfidence.Of(GroupRows.Row(rows, shape, i), GroupRows.Row(rows, shape, i + 1), shape);
            var chances = new double[8];
            for (int outcome = 0; outcome < 128; outcome++)
            {
                double chance = 1;
                for (int g = 0; g < 7; g++) chance *= (outcome >> g & 1) == 1 ? of.GroupAgreements[g] : 1 - of.GroupAgreements[g];
                chances[int.PopCount(outcome)] += chance;
            }
            double[] found = of.ChancesOfGroups();
            for (int k = 0; k <= 7; k++)
            {
                Assert.Equal(chances[k], found[k], 1e-14);
                Assert.Equal(chances.Skip(k).Sum(), of.ChanceOfAtLeast(k), 1e-14);
            }
            Assert.Equal(of.ExpectedGroups, found.Select((chance, k) => k * chance).Sum(), 1e-12);
        }
    }

    [Fact]
    public void Chances_far_out_keep_their_digits()
    {
        var shape = new GroupShape(100, 2);
        float[] first = [.. Enumerable.Range(0, 100).SelectMany(_ => new[] { 1f, 0 })], second = [.. Enumerable.Range(0, 100).SelectMany(_ => new[] { .125f, .875f })];
        var of = PairConfidence.Of(first, second, shape);
        Assert.Equal(1, of.ChanceOfAtLeast(100) / Math.Pow(.125, 100), 1e-9);
    }

    [Fact]
    public void Columns_are_the_figures_of_their_pairs()
    {
        var shape = new GroupShape(3, 11);
        float[] first = GroupRows.OfEveryKind(shape, 15), second = GroupRows.OfEveryKind(shape, 16);
        var reference = GroupReference.Of(first, shape);
        int count = first.Length / shape.Columns;
        var column = new double[count];
        foreach (PairMeasure measure in Enum.GetValues<PairMeasure>())
        {
            PairConfidence.Column(measure, first, second, shape, column, reference, reference.Information);
            for (int i = 0; i < count; i++)
            {
                var of = PairConfidence.Of(GroupRows.Row(first, shape, i), GroupRows.Row(second, shape, i), shape, reference, reference.Information);
                Assert.Equal(measure switch { PairMeasure.Agreement => of.Agreement, PairMeasure.Cosine => of.Cosine, _ => of.Evidence }, column[i], 1e-14);
            }
        }
    }

    [Fact]
    public void Bad_input_is_refused_in_a_sentence()
    {
        var shape = new GroupShape(1, 2);
        Assert.Contains("second: row 0", Assert.Throws<ArgumentException>(() => PairConfidence.Of([1, 0], [.5f, 0], shape)).Message);
        Assert.Throws<ArgumentException>(() => PairConfidence.Of([1, 0], [1, 0, 0, 1], shape));
        Assert.Contains("give one", Assert.Throws<ArgumentException>(() => PairConfidence.Column(PairMeasure.Evidence, [1, 0], [1, 0], shape, new double[1])).Message);
        Assert.Contains("but the items have 1 of 2", Assert.Throws<ArgumentException>(() => PairConfidence.Of([1, 0], [1, 0], shape, GroupReference.Of([1, 0, 0], new GroupShape(1, 3)))).Message);
        Assert.Throws<ArgumentException>(() => PairConfidence.Of([1, 0], [1, 0], shape).ChanceOfAtLeast(2));
        Assert.True(double.IsNaN(PairConfidence.Of([1, 0], [1, 0], shape).Evidence));
    }
}
