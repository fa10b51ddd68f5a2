using Probity.Decisions;
using Probity.Review;

namespace Probity.Tests.Review;

public class PromiseCheckTests
{
    /// <summary>So many audited rows of a decision, of which some are wrong and some have no answer.</summary>
    private static (List<ReviewItem> Items, List<int?> Labels) Audits(params (Decision Decision, int Right, int Wrong, int Missing)[] parts)
    {
        List<ReviewItem> items = [];
        List<int?> labels = [];
        foreach (var (decision, right, wrong, missing) in parts)
        {
            for (int i = 0; i < right + wrong + missing; i++)
            {
                items.Add(new ReviewItem { Row = items.Count, Predicted = 1, Confidence = .9, Stratum = ReviewStratum.Of(decision, .9), Reason = "", Audit = true, Propensity = .05 });
                labels.Add(i < right ? 1 : i < right + wrong ? 0 : null);
            }
        }
        return (items, labels);
    }

    private static PromiseCheck Check(DecisionPromise promise, params (Decision Decision, int Right, int Wrong, int Missing)[] parts)
    {
        var (items, labels) = Audits(parts);
        return PromiseCheck.Of(promise, items, [.. labels], .05);
    }

    [Fact]
    public void A_precision_is_tested_on_audited_accepted_rows_exactly()
    {
        PromiseCheck check = Check(new PrecisionPromise(.95), (Decision.Accept, 92, 8, 0), (Decision.Review, 0, 50, 0));
        Assert.Equal((100, 8, 0), (check.Counted, check.Misses, check.Missing));
        Assert.Equal(.12796043, check.PValue, 1e-7);   // scipy.stats.binom.sf(7, 100, .05)
        Assert.Equal(PromiseVerdict.Undecided, check.Verdict);
        Assert.Equal(PromiseVerdict.Broken, Check(new PrecisionPromise(.95), (Decision.Accept, 89, 11, 0)).Verdict);
        Assert.Equal(PromiseVerdict.Kept, Check(new PrecisionPromise(.95), (Decision.Accept, 59, 0, 0)).Verdict);
        Assert.Equal(PromiseVerdict.Undecided, Check(new PrecisionPromise(.95), (Decision.Accept, 58, 0, 0)).Verdict);
    }

    [Fact]
    public void Rows_that_are_no_audit_do_not_count()
    {
        var (items, labels) = Audits((Decision.Accept, 0, 30, 0));
        PromiseCheck check = PromiseCheck.Of(new PrecisionPromise(.95), [.. items.Select(item => item with { Audit = false })], [.. labels], .05);
        Assert.Equal((0, 1.0, PromiseVerdict.Undecided), (check.Counted, check.PValue, check.Verdict));
    }

    [Fact]
    public void With_a_class_of_interest_recall_is_of_its_rows()
    {
        var (items, labels) = Audits((Decision.Accept, 40, 5, 2), (Decision.Review, 20, 10, 3));   // predicted 1; the wrong ones are of class 0
        PromiseCheck check = PromiseCheck.Of(RatePromise.Recall(.9), items, [.. labels], .05, positive: 0);
        Assert.Equal((15, 10, 5), (check.Counted, check.Misses, check.Missing));
    }

    /// <summary>Of class 1, which all rows are answered with, and of class 0, which none is. Without an answer a row may be of either.</summary>
    [Theory]
    [InlineData(PromiseKind.Precision, 1, 45, 5, 2)]
    [InlineData(PromiseKind.Recall, 1, 60, 20, 5)]
    [InlineData(PromiseKind.FalseAlarm, 1, 15, 5, 5)]
    [InlineData(PromiseKind.Coverage, 1, 80, 33, 0)]
    [InlineData(PromiseKind.JointRisk, 1, 75, 5, 5)]
    [InlineData(PromiseKind.Precision, 0, 0, 0, 0)]
    [InlineData(PromiseKind.Recall, 0, 15, 15, 5)]
    [InlineData(PromiseKind.FalseAlarm, 0, 60, 0, 5)]
    [InlineData(PromiseKind.Coverage, 0, 0, 0, 0)]
    [InlineData(PromiseKind.JointRisk, 0, 75, 0, 5)]
    public void A_promise_of_a_class_is_tested_on_the_rows_that_count_for_it(PromiseKind kind, int about, int counted, int misses, int missing)
    {
        var (items, labels) = Audits((Decision.Accept, 40, 5, 2), (Decision.Review, 20, 10, 3));
        DecisionPromise promise = kind == PromiseKind.Precision ? new PrecisionPromise(.9) : RatePromise.Of(kind, .9);
        PromiseCheck check = PromiseCheck.OfClass(about, promise, items, [.. labels], .05);
        Assert.Equal((counted, misses, missing, about), (check.Counted, check.Misses, check.Missing, check.Class));
    }

    [Fact]
    public void Missing_answers_can_take_a_verdict_away_and_never_give_one()
    {
        Assert.Equal(PromiseVerdict.Broken, Check(new PrecisionPromise(.9), (Decision.Accept, 20, 10, 0)).Verdict);
        PromiseCheck doubtful = Check(new PrecisionPromise(.9), (Decision.Accept, 20, 10, 60));
        Assert.Equal(PromiseVerdict.BrokenUnlessMissing, doubtful.Verdict);
        Assert.True(doubtful.PValue <= .05 && doubtful.PValueAtBest > .05);
        Assert.Equal(PromiseVerdict.Kept, Check(new PrecisionPromise(.9), (Decision.Accept, 60, 0, 0)).Verdict);
        Assert.Equal(PromiseVerdict.Undecided, Check(new PrecisionPromise(.9), (Decision.Accept, 60, 0, 5)).Verdict);
    }

    [Fact]
    public void Every_kind_of_promise_counts_its_own_rows()
    {
        (Decision, int, int, int)[] rows = [(Decision.Accept, 40, 5, 2), (Decision.Review, 20, 10, 3), (Decision.Reject, 4, 6, 1)];
        static (int, int, int) Of(PromiseCheck check) => (check.Counted, check.Misses, check.Missing);
        Assert.Equal((45, 5, 2), Of(Check(new PrecisionPromise(.9), rows)));
        Assert.Equal((64, 24, 6), Of(Check(RatePromise.Recall(.9), rows)));
        Assert.Equal((21, 5, 6), Of(Check(RatePromise.FalseAlarm(.1), rows)));
        Assert.Equal((85, 5, 6), Of(Check(RatePromise.JointRisk(.1), rows)));
        // Of coverage answers say nothing: with or without them it is the same test.
        PromiseCheck coverage = Check(RatePromise.Coverage(.5), rows);
        Assert.Equal((0, coverage.PValueAtBest), (coverage.Missing, coverage.PValue));
        Assert.Equal(coverage.PValueAtBest, Check(RatePromise.Coverage(.5), (Decision.Accept, 47, 0, 0), (Decision.Review, 44, 0, 0)).PValue, 1e-12);
    }

    [Theory]
    [InlineData(.02, 424, 506)]   // scipy.stats.binom: reached from 424 rows on, for good from 506
    [InlineData(.1, 78, 88)]
    [InlineData(.3, 17, 18)]
    public void Says_how_many_audits_would_find_a_promise_broken_twice_over(double limit, int from, int to) =>
        Assert.InRange(PromiseCheck.ToFind(limit, Math.Min(2 * limit, (1 + limit) / 2), .05), from, to);

    [Fact]
    public void Says_how_many_audits_would_show_it_kept()
    {
        Assert.Equal(59, Check(new PrecisionPromise(.95), (Decision.Accept, 1, 0, 0)).NeededToShow);
        Assert.Equal(149, Check(new PrecisionPromise(.98), (Decision.Accept, 1, 0, 0)).NeededToShow);
    }

    [Fact]
    public void A_kept_promise_is_called_broken_no_more_often_than_the_level_and_a_broken_one_is_found()
    {
        ReviewedPopulation rows = ReviewedPopulation.Draw(2_000, 31);
        int Broken(double precision)
        {
            int broken = 0;
            for (int time = 0; time < 300; time++)
            {
                ReviewedPopulation drawn = rows.Relabelled((ulong)time, _ => precision);
                if (drawn.Import(drawn.Queue(new ReviewSampling { AuditShare = .15, Seed = (ulong)time })).Report().Promise!.Verdict == PromiseVerdict.Broken) broken++;
            }
            return broken;
        }
        Assert.InRange(Broken(.9), 1, 26);      // the level, 15 of 300, and three deviations; exact tests stay below it
        Assert.InRange(Broken(.8), 240, 300);
    }
}
