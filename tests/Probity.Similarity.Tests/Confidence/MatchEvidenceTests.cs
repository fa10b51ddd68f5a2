using Probity.Metrics;
using Probity.Numerics;

namespace Probity.Similarity.Tests.Confidence;

public sealed class MatchEvidenceTests
{
    // One dimension, so that distances can be read off: group 1 at 0, 1, 2; group 2 at 4 and 9; group 3 at 100.
    private static readonly float[] Line = [0, 1, 2, 4, 9, 100];
    private static readonly int[] Groups = [1, 1, 1, 2, 2, 3];

    [Fact]
    public void Scores_are_what_can_be_counted_by_hand()
    {
        var reference = MatchReference.Of(Line, 1, Groups, Distance.Euclidean);
        MatchEvidence evidence = reference.Look(new float[] { .25f, 3.25f }, k: 4);
        Assert.Equal(["similarity", "gap", "vote"], evidence.Names);
        // .25: closest 0 (.25), rival 4 (3.75); group 1 has two others, and both come next.
        Expect(evidence, 0, hit: 0, group: 1, 1 / 1.25, (1 / 1.25) - (1 / 4.75), 2.5 / 4);
        // 3.25: closest 4 (.75), rival 2 (1.25); group 2 has one other, and what comes next is not it.
        Expect(evidence, 1, hit: 3, group: 2, 1 / 1.75, (1 / 1.75) - (1 / 2.25), .5 / 3);
        Assert.Equal(((1 / 1.25) + (1 / 1.75) + (1 / 2.75) + (1 / 4.75)) / 4, evidence.MeanSimilarity(0), 1e-12);
    }

    [Fact]
    public void A_query_is_neither_its_own_answer_nor_its_own_voter()
    {
        var reference = MatchReference.Of(Line, 1, Groups, Distance.Euclidean);
        MatchEvidence evidence = reference.Look(Line, k: 3, without: new[] { 0, 1, 2, 3, 4, 5 });
        Assert.Equal(1, evidence.Hit(0));
        Assert.Equal(2, evidence.Hit(3));   // 4 lies next to 2, not to its own group
        Assert.Equal(1.5 / 3, evidence.Scores(0)[2]);   // one other beside itself and the closest, and it comes next
        // 9 is closest to 4, its only other member: no voter.
        Assert.Equal(.25, evidence.Scores(4)[2]);
        Assert.Equal(4, evidence.Hit(5));
    }

    [Fact]
    public void Voters_of_small_groups_do_not_tell_whether_the_match_is_right()
    {
        // Groups of two among nothing but noise: no score of an own reference may rank the right matches first.
        var random = new RandomStream(11);
        float[] rows = [.. Enumerable.Range(0, 2_000 * 2).Select(_ => (float)random.NextDouble())];
        int[] groups = [.. Enumerable.Range(0, 2_000).Select(i => i % 1_000)];
        for (int i = 0; i < 1_000; i += 10) (rows[2 * (1_000 + i)], rows[(2 * (1_000 + i)) + 1]) = (rows[2 * i] + 1e-4f, rows[(2 * i) + 1]);   // so that some are right
        MatchEvidence evidence = MatchReference.Of(rows, 2, groups, Distance.Euclidean).Look(rows, without: Enumerable.Range(0, 2_000).ToArray());
        bool[] right = MatchFit.Right(evidence, groups);
        Assert.InRange(right.Count(one => one), 150, 250);
        double[] vote = [.. Enumerable.Range(0, 2_000).Select(i => evidence.Scores(i)[2])];
        Assert.Equal(.5, Auroc.Compute(vote, right), .02);
    }

    [Fact]
    public void A_query_alone_in_its_group_has_nothing_right_in_its_own_reference()
    {
        var reference = MatchReference.Of(Line, 1, Groups, Distance.Euclidean);
        MatchEvidence own = reference.Look(Line, k: 3, without: new[] { 0, 1, 2, 3, 4, 5 }), other = reference.Look(Line, k: 3);
        Assert.False(own.HasRight(5, 3));
        Assert.True(own.HasRight(4, 2));
        Assert.True(other.HasRight(5, 3));
        Assert.False(own.Rows([5]).HasRight(0, 3));
        var match = MatchConfidence.Fit(own, Groups, new MatchOptions { MaxFalseAlarm = .5 });
        Assert.Equal(5, match.GateRows);
        Assert.Contains(match.Warnings, warning => warning.StartsWith("1 of 6 learning queries", StringComparison.Ordinal));
    }

    [Fact]
    public void A_score_counts_once()
    {
        MatchEvidence evidence = MatchReference.Of(Line, 1, Groups, Distance.Euclidean).Look(Line, k: 3);
        Assert.Contains("name each once", Assert.Throws<ArgumentException>(() => evidence.Only("gap", "gap")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_rival_is_found_beyond_the_neighbours()
    {
        var random = new RandomStream(5);
        float[] many = [.. Enumerable.Range(0, 4_000).Select(_ => (float)random.NextDouble())];
        many[3_999] = 7;
        int[] groups = [.. Enumerable.Repeat(1, 3_999), 2];
        var reference = MatchReference.Of(many, 1, groups, Distance.Euclidean);
        MatchEvidence evidence = reference.Look(new float[] { .5f });
        double similarity = evidence.Scores(0)[0];
        Assert.Equal(9.5 / 11, evidence.Scores(0)[2]);   // else it need not be looked for
        Assert.Equal(similarity - (1 / 7.5), evidence.Scores(0)[1], 1e-9);
    }

    [Fact]
    public void Without_another_group_nothing_was_told_apart()
    {
        MatchEvidence evidence = MatchReference.Of(Line, 1, [4, 4, 4, 4, 4, 4], Distance.Euclidean).Look(new float[] { .25f, 50 }, k: 4);
        Assert.Equal(0, evidence.Scores(0)[1]);
        Assert.Equal(0, evidence.Scores(1)[1]);
        Assert.Equal(3.5 / 5, evidence.Scores(0)[2]);
    }

    [Fact]
    public void Fewer_agreeing_voters_say_less()
    {
        // Group 1 in one place and group 2 far off: all voters agree, however many there are.
        double before = double.PositiveInfinity;
        foreach (int members in (int[])[20, 10, 5, 2, 1])
        {
            float[] rows = [.. Enumerable.Range(0, members).Select(i => .01f * i), 50];
            MatchEvidence evidence = MatchReference.Of(rows, 1, [.. Enumerable.Repeat(1, members), 2], Distance.Euclidean).Look(new float[] { 0 });
            double vote = evidence.Scores(0)[2];
            Assert.Equal((Math.Min(members - 1, 9) + .5) / (Math.Min(members - 1, 9) + 2), vote, 1e-12);
            Assert.True(vote < before || members == 10);
            before = vote;
        }
    }

    [Fact]
    public void Lists_over_feature_groups_give_the_evidence_of_exact_search()
    {
        (float[] rows, int[] groups) = Clouds(3_000, 40, 32, .4, 8);
        var shape = new GroupShape(4, 8);
        Softmax(rows, 8);
        var exact = MatchReference.Of(rows, 32, groups, Distance.Cosine, shape);
        var listed = new MatchReference(CodeIndex.Build(ReferenceItems.Of(rows, 32, groups), shape), shape);
        float[] queries = rows[..(300 * 32)];
        int[] selves = [.. Enumerable.Range(0, 300)];
        MatchEvidence first = exact.Look(queries, without: selves), second = listed.Look(queries, without: selves);
        int same = Enumerable.Range(0, 300).Count(i => first.Scores(i).SequenceEqual(second.Scores(i)));
        Assert.InRange(same, 285, 300);   // lists may miss a neighbour
        Assert.All(Enumerable.Range(0, 300), i => Assert.True(first.Scores(i)[2] < 9.5 / 11 || first.Scores(i)[1] > 0));
    }

    [Fact]
    public void Gaps_are_those_of_all_pairs()
    {
        (float[] rows, int[] groups) = Clouds(300, 6, 8, 1.2, 1);
        var reference = MatchReference.Of(rows, 8, groups);
        MatchEvidence evidence = reference.Look(rows, without: Enumerable.Range(0, 300).ToArray());
        for (int i = 0; i < 300; i++)
        {
            double[] cosines = [.. Enumerable.Range(0, 300).Select(j => j == i ? -2 : Cosine(rows.AsSpan(8 * i, 8), rows.AsSpan(8 * j, 8)))];
            int hit = Array.IndexOf(cosines, cosines.Max());
            double rival = Enumerable.Range(0, 300).Where(j => groups[j] != groups[hit] && j != i).Max(j => cosines[j]);
            Assert.Equal(cosines[hit], evidence.Scores(i)[0], 1e-6);
            Assert.Equal(cosines[hit] - rival, evidence.Scores(i)[1], 1e-6);
        }
    }

    [Fact]
    public void Feature_groups_add_how_sure_both_are_of_themselves()
    {
        float[] rows = [1, 0, .5f, .5f, .8f, .2f, 0, 1];   // two groups of two values, two rows
        var reference = MatchReference.Of(rows, 4, [1, 2], Distance.Cosine, new GroupShape(2, 2));
        MatchEvidence evidence = reference.Look(new float[] { .9f, .1f, .4f, .6f }, k: 2);
        Assert.Equal(["similarity", "gap", "vote", "self_agreement", "hit_self_agreement"], evidence.Names);
        Assert.Equal((.82 + .52) / 2, evidence.Scores(0)[3], 1e-6);
        Assert.Equal(evidence.Hit(0) == 0 ? (1 + .5) / 2 : (.68 + 1) / 2, evidence.Scores(0)[4], 1e-6);
    }

    [Fact]
    public void Deleted_references_are_neither_found_nor_counted()
    {
        var items = ReferenceItems.Of(Line, 1, Groups);
        items.Delete(0);
        items.Delete(3);
        var reference = new MatchReference(ExactSearch.Of(items, Distance.Euclidean));
        Assert.Equal(2, reference.Members(1));
        MatchEvidence evidence = reference.Look(new float[] { .25f }, k: 2);
        Assert.Equal(1, evidence.Hit(0));
        Assert.Equal((1 / 1.75) - (1 / 9.75), evidence.Scores(0)[1], 1e-12);
    }

    [Fact]
    public void Other_scores_can_be_added_and_left_out()
    {
        var reference = MatchReference.Of(Line, 1, Groups, Distance.Euclidean);
        MatchEvidence evidence = reference.Look(new float[] { .25f, 3.25f }, k: 4);
        MatchEvidence more = evidence.With("learned", [.3, .7]).Only("learned", "gap");
        Assert.Equal([.7, evidence.Scores(1)[1]], more.Scores(1).ToArray());
        Assert.Throws<ArgumentException>(() => evidence.With("gap", [1, 2]));
        Assert.Throws<ArgumentException>(() => evidence.With("learned", [1, double.NaN]));
        Assert.Contains("'magic'", Assert.Throws<ArgumentException>(() => evidence.Only("magic")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_references_that_say_nothing()
    {
        Assert.Contains("no groups", Assert.Throws<ArgumentException>(() => new MatchReference(ExactSearch.Of(Line, 1))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => MatchReference.Of(Line, 1, Groups, shape: new GroupShape(2, 2)));
        var alone = MatchReference.Of(new float[] { 1 }, 1, [1]);
        Assert.Contains("nothing in the reference but itself", Assert.Throws<ArgumentException>(() => alone.Look(new float[] { 1 }, 2, new[] { 0 })).Message, StringComparison.Ordinal);
    }

    internal static (float[] Rows, int[] Groups) Clouds(int rows, int groups, int columns, double noise, ulong seed)
    {
        var random = new RandomStream(seed);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        double[] centres = [.. Enumerable.Range(0, groups * columns).Select(_ => Normal())];
        var values = new float[rows * columns];
        int[] of = [.. Enumerable.Range(0, rows).Select(_ => (int)(random.NextDouble() * groups))];
        for (int i = 0; i < values.Length; i++) values[i] = (float)(centres[(of[i / columns] * columns) + (i % columns)] + (noise * Normal()));
        return (values, of);
    }

    private static void Softmax(Span<float> values, int size)
    {
        for (int start = 0; start < values.Length; start += size)
        {
            Span<float> group = values.Slice(start, size);
            float sum = 0;
            foreach (ref float value in group) sum += value = MathF.Exp(2 * value);
            foreach (ref float value in group) value /= sum;
        }
    }

    private static double Cosine(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        double product = 0, first = 0, second = 0;
        for (int i = 0; i < x.Length; i++) (product, first, second) = (product + ((double)x[i] * y[i]), first + ((double)x[i] * x[i]), second + ((double)y[i] * y[i]));
        return product / Math.Sqrt(first * second);
    }

    private static void Expect(MatchEvidence evidence, int query, int hit, int group, params double[] scores)
    {
        Assert.Equal(hit, evidence.Hit(query));
        Assert.Equal(group, evidence.HitGroup(query));
        for (int j = 0; j < scores.Length; j++) Assert.Equal(scores[j], evidence.Scores(query)[j], 1e-9);
    }
}
