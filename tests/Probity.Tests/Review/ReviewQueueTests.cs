using Probity.Decisions;
using Probity.Review;
using Probity.Scores;

namespace Probity.Tests.Review;

public class ReviewQueueTests
{
    private static readonly ReviewedPopulation Rows = ReviewedPopulation.Draw(3_000, 8, Score.MaxLogit);

    [Fact]
    public void All_rows_for_review_are_asked_about_and_a_share_of_the_others()
    {
        ReviewQueue queue = Rows.Queue(new ReviewSampling { AuditShare = .1 });
        Assert.All(queue.Items, item =>
        {
            Assert.Equal(Rows.Decisions[item.Row], item.Stratum.Decision);
            Assert.Equal(item.Stratum.Decision == Decision.Review ? 1 : .1, item.Propensity);
            Assert.True(item.Audit || item.Stratum.Decision == Decision.Review);
            Assert.Equal($"reason {item.Row}", item.Reason);
        });
        Assert.Equal(Rows.Decisions.Count(one => one == Decision.Review), queue.Items.Count(item => item.Stratum.Decision == Decision.Review));
        Assert.Equal(queue.Items.Count, queue.Items.Select(item => item.Row).Distinct().Count());
        Assert.Contains(queue.Items, item => item.Stratum.Decision == Decision.Accept);
        Assert.Contains(queue.Items, item => item.Stratum.Decision == Decision.Reject);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(600)]
    public void Rows_are_drawn_with_the_stated_probability_and_apart_from_each_other(int? most)
    {
        const int seeds = 400;
        var drawn = new int[Rows.Rows];
        var stated = new double[Rows.Rows];
        var audited = new int[Rows.Rows];
        var counts = new double[seeds, 2];
        double expected = 0;
        for (int seed = 0; seed < seeds; seed++)
        {
            ReviewQueue queue = Rows.Queue(new ReviewSampling { AuditShare = .1, Most = most, Seed = (ulong)seed });
            foreach (ReviewItem item in queue.Items)
            {
                drawn[item.Row]++;
                stated[item.Row] = item.Propensity;
                if (item.Audit) audited[item.Row]++;
                if (item.Stratum.Decision != Decision.Review) counts[seed, item.Stratum.Decision == Decision.Accept ? 0 : 1]++;
            }
        }
        for (int i = 0; i < Rows.Rows; i++)
        {
            double p = stated[i];
            Assert.InRange(drawn[i], p * seeds - 5.5 * Math.Sqrt(seeds * p * (1 - p)), p * seeds + 5.5 * Math.Sqrt(seeds * p * (1 - p)));
            Assert.True(p >= .1);
            expected += Rows.Decisions[i] == Decision.Review ? p : 0;
        }
        // All audits together: far narrower than a row alone.
        double share = audited.Sum() / (double)(seeds * Rows.Rows);
        Assert.Equal(.1, share, 4 * Math.Sqrt(.09 / (seeds * Rows.Rows)));
        if (most is { } asked) Assert.Equal(asked, expected, 1e-9);

        // Accepted and rejected rows are drawn independently: the counts of 400 draws do not go together.
        double[] accepts = [.. Enumerable.Range(0, seeds).Select(s => counts[s, 0])], rejects = [.. Enumerable.Range(0, seeds).Select(s => counts[s, 1])];
        Assert.InRange(Correlation(accepts, rejects), -4 / Math.Sqrt(seeds), 4 / Math.Sqrt(seeds));
        double n = Rows.Decisions.Count(one => one == Decision.Accept), variance = accepts.Sum(x => Math.Pow(x - accepts.Average(), 2)) / (seeds - 1);
        Assert.InRange(variance / (n * .1 * .9), .75, 1.3);   // ± 4 deviations of a variance of 400: as rows drawn one by one have it
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1_000)]
    public void The_draw_is_the_same_however_rows_come(int chunk)
    {
        foreach (int? most in (int?[])[null, 60])
        {
            string[] ids = [.. Enumerable.Range(0, Rows.Rows).Select(i => $"id {i}")];
            Assert.Equal(Rows.Queue(new ReviewSampling { Most = most, Seed = 5 }).Items, Rows.Queue(new ReviewSampling { Most = most, Seed = 5 }, chunk).Items);
            Assert.Equal(Rows.Queue(new ReviewSampling { Most = most, Seed = 5 }, ids: ids).Items, Rows.Queue(new ReviewSampling { Most = most, Seed = 5 }, chunk, ids).Items);
        }
    }

    [Fact]
    public void A_row_with_an_id_is_drawn_by_it_wherever_it_stands()
    {
        string[] ids = [.. Enumerable.Range(0, Rows.Rows).Select(i => $"id {i}")];
        int[] order = [.. Enumerable.Range(0, Rows.Rows).Reverse()];
        var turned = ReviewedPopulation.Of(Rows.Policy, [.. order.SelectMany(i => Rows.Logits.AsSpan(i * 4, 4).ToArray())], [.. order.Select(i => Rows.Labels[i])]);
        var here = Rows.Queue(new ReviewSampling { Seed = 5 }, ids: ids);
        var there = turned.Queue(new ReviewSampling { Seed = 5 }, ids: [.. order.Select(i => ids[i])]);
        Assert.Equal(here.Items.Select(item => item.Id), there.Items.Select(item => item.Id));
        Assert.NotEqual(here.Items.Select(item => item.Row), there.Items.Select(item => item.Row));
        Assert.NotEqual(here.Items.Select(item => item.Id), Rows.Queue(new ReviewSampling { Seed = 6 }, ids: ids).Items.Select(item => item.Id));
    }

    [Fact]
    public void Many_rows_for_few_places_are_dropped_on_the_way_and_the_draw_is_as_if_all_were_kept()
    {
        var logits = new float[200_000 * 4];   // pruned many times
        for (int i = 0; i < 200_000; i++) Rows.Logits.AsSpan(i % Rows.Rows * 4, 4).CopyTo(logits.AsSpan(i * 4));
        var many = ReviewedPopulation.Of(Rows.Policy, logits, new int[200_000]);
        ReviewQueue queue = many.Queue(new ReviewSampling { AuditShare = .001, Most = 500 }, 1_234);
        double[] propensities = [.. queue.Items.Where(item => item.Stratum.Decision == Decision.Review).Select(item => item.Propensity)];
        Assert.InRange(propensities.Length, 500 - 100, 500 + 100);
        HashSet<long> asked = [.. queue.Items.Select(item => item.Row)];
        Dictionary<ReviewStratum, double> shares = queue.Items.GroupBy(item => item.Stratum).ToDictionary(group => group.Key, group => group.First().Propensity);
        for (int i = 0; i < many.Rows; i++)
        {
            if (!shares.TryGetValue(ReviewStratum.Of(many.Decisions[i], many.Confidence[i]), out double share)) continue;
            Assert.Equal(AuditDraw.Of(0, i) < share, asked.Contains(i));
        }
    }

    [Fact]
    public void Every_start_of_the_queue_holds_its_share_of_audits_and_the_rows_nearest_to_acceptance()
    {
        ReviewQueue queue = Rows.Queue(new ReviewSampling { AuditShare = .1 });
        int audits = queue.Items.Count(item => item.Audit), seen = 0;
        for (int i = 0; i < queue.Items.Count; i++)
        {
            seen += queue.Items[i].Audit ? 1 : 0;
            Assert.Equal((i + 1.0) * audits / queue.Items.Count, seen, 1.0);
        }
        int[] bands = [.. queue.Items.Where(item => !item.Audit).Select(item => item.Stratum.Band)];
        Assert.Equal(bands.OrderDescending(), bands);
        Assert.True(bands.Distinct().Count() > 2);
        double[] draws = [.. queue.Items.Where(item => item.Audit).Select(item => AuditDraw.Of(0, item.Row))];
        Assert.Equal(draws.Order(), draws);   // so the audits answered by one who stops early are a random share of all rows
        Assert.True(draws[^1] < .1);
    }

    [Fact]
    public void A_limit_below_the_audit_leaves_the_audit_whole()
    {
        ReviewQueue queue = Rows.Queue(new ReviewSampling { AuditShare = .2, Most = 1 });
        Assert.All(queue.Items, item => Assert.Equal(.2, item.Propensity));
        Assert.All(queue.Items, item => Assert.True(item.Audit));
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(-.1, null)]
    [InlineData(1.1, null)]
    [InlineData(double.NaN, null)]
    [InlineData(.1, 0)]
    public void Refuses_shares_and_counts_out_of_range(double share, int? most) =>
        Assert.Throws<ArgumentException>(() => new ReviewQueueBuilder(Rows.Policy, new ReviewSampling { AuditShare = share, Most = most }));

    [Fact]
    public void From_outputs_it_is_the_queue_of_what_the_policy_says()
    {
        var builder = new ReviewQueueBuilder(Rows.Policy, new ReviewSampling { Seed = 2 });
        builder.Add(Rows.Logits);
        ReviewQueue queue = builder.Finish();
        Assert.Equal(PolicyHash.Of(Rows.Policy), queue.PolicyHash);
        Assert.Equal(Rows.Queue(new ReviewSampling { Seed = 2 }).Items.Select(item => item with { Reason = "" }), queue.Items.Select(item => item with { Reason = "" }));
        Assert.All(queue.Items, item => Assert.Equal(Rows.Policy.Assess(Rows.Logits.AsSpan((int)item.Row * 4, 4)).Reason, item.Reason));

        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".probity");
        try
        {
            Rows.Policy.Save(file);
            Assert.Equal(queue.PolicyHash, PolicyHash.OfFile(file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Strata_name_themselves()
    {
        Assert.Equal("accept 0.95-0.99", ReviewStratum.Of(Decision.Accept, .95).Name);
        Assert.Equal("review 0-0.5", ReviewStratum.Of(Decision.Review, 0).Name);
        Assert.Equal("reject 0.99-1", ReviewStratum.Of(Decision.Reject, 1).Name);
        for (int i = 0; i < ReviewStratum.Count; i++) Assert.Equal(ReviewStratum.At(i), ReviewStratum.Named(ReviewStratum.At(i).Name));
        Assert.Null(ReviewStratum.Named("accept"));
    }

    private static double Correlation(double[] a, double[] b)
    {
        double meanA = a.Average(), meanB = b.Average(), ab = 0, aa = 0, bb = 0;
        for (int i = 0; i < a.Length; i++)
        {
            ab += (a[i] - meanA) * (b[i] - meanB);
            aa += Math.Pow(a[i] - meanA, 2);
            bb += Math.Pow(b[i] - meanB, 2);
        }
        return ab / Math.Sqrt(aa * bb);
    }
}
