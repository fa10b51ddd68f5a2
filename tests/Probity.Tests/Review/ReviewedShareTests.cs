using Probity.Decisions;
using Probity.Numerics;
using Probity.Review;

namespace Probity.Tests.Review;

public class ReviewedShareTests
{
    private static StratumAnswers Stratum(Decision decision, int band, long rows, int asked, int answered, int right, double? propensity) =>
        new(new ReviewStratum(decision, band), rows, asked, answered, right, 0, propensity);

    [Fact]
    public void Rows_drawn_with_one_probability_have_the_exact_interval()
    {
        ReviewedShare share = ReviewedShare.Of([Stratum(Decision.Accept, 4, 300, 15, 15, 12, .05), Stratum(Decision.Accept, 5, 700, 35, 35, 33, .05)]);
        Assert.Equal(45 / 50.0, share.Value);
        Assert.Equal(.78186, share.Low, 1e-5);    // scipy.stats.beta.ppf(.025, 45, 6)
        Assert.Equal(.96672, share.High, 1e-5);   // beta.ppf(.975, 46, 5)
        Assert.Equal((share.Value, share.Low, share.High), (share.ValueIfMissingWrong, share.LowIfMissingWrong, share.HighIfMissingRight));
    }

    [Fact]
    public void Missing_answers_are_bounded_and_not_guessed()
    {
        ReviewedShare share = ReviewedShare.Of([Stratum(Decision.Accept, 5, 1_000, 60, 50, 45, .05)]);
        Assert.Equal(.9, share.Value);
        Assert.Equal(45 / 60.0, share.ValueIfMissingWrong);
        Assert.Equal(55 / 60.0, share.ValueIfMissingRight!.Value, 1e-15);
        Assert.Equal(ClopperPearson.Lower(45, 60, .025), share.LowIfMissingWrong);
        Assert.Equal(ClopperPearson.Upper(55, 60, .025), share.HighIfMissingRight);
    }

    [Fact]
    public void Rows_drawn_with_several_probabilities_weigh_as_many_rows_as_they_stand_for()
    {
        ReviewedShare share = ReviewedShare.Of([Stratum(Decision.Accept, 5, 900, 45, 45, 45, .05), Stratum(Decision.Review, 2, 100, 100, 100, 40, 1)]);
        Assert.Equal((.9 * 1) + (.1 * .4), share.Value!.Value, 1e-15);   // the plain share of the answers would be 85/145
        Assert.Equal((.9 * ClopperPearson.Lower(45, 45, .0125)) + (.1 * ClopperPearson.Lower(40, 100, .0125)), share.Low, 1e-12);
        Assert.InRange(share.High, share.Value.Value, 1);
    }

    [Fact]
    public void Rows_that_none_was_drawn_of_are_unknown_unless_the_draw_could_have_hit_them()
    {
        ReviewedShare audited = ReviewedShare.Of([Stratum(Decision.Accept, 5, 900, 45, 45, 36, .05), Stratum(Decision.Accept, 4, 3, 0, 0, 0, null)]);
        Assert.Equal((36 / 45.0, ClopperPearson.Lower(36, 45, .025)), (audited.Value, audited.Low));
        ReviewedShare all = ReviewedShare.Of([Stratum(Decision.Accept, 5, 50, 0, 0, 0, null), Stratum(Decision.Review, 2, 50, 50, 50, 50, 1)]);
        Assert.InRange(all.Low, .4, .5);   // nothing is known of half of them
        Assert.Equal(1, all.High);
        ReviewedShare nothing = ReviewedShare.Of([Stratum(Decision.Accept, 5, 50, 0, 0, 0, null)]);
        Assert.Equal((null, 0.0, 1.0), (nothing.Value, nothing.Low, nothing.High));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(120)]
    public void Intervals_hold_as_often_as_they_say_and_estimates_are_right_on_average(int? most)
    {
        // Right with a probability that depends on the confidence; labels and draw anew every time.
        const int times = 400;
        ReviewedPopulation rows = ReviewedPopulation.Draw(1_500, 21);
        double Right(double confidence) => .4 + (.5 * confidence);
        double Truth(Func<int, bool> of) => Enumerable.Range(0, rows.Rows).Where(of).Average(i => Right(rows.Confidence[i]));
        double accepted = Truth(i => rows.Decisions[i] == Decision.Accept), review = Truth(i => rows.Decisions[i] == Decision.Review), all = Truth(_ => true);
        int heldAccepted = 0, heldReview = 0, heldAll = 0;
        double sumAccepted = 0, sumAll = 0, sumWeighted = 0;
        for (int time = 0; time < times; time++)
        {
            ReviewedPopulation drawn = rows.Relabelled((ulong)time, Right);
            ReviewImport import = drawn.Import(drawn.Queue(new ReviewSampling { AuditShare = .1, Most = most, Seed = (ulong)time }));
            ReviewReport report = import.Report();
            ReviewedShare a = report.Decisions[Decision.Accept], r = report.Decisions[Decision.Review];
            heldAccepted += a.Low <= accepted && accepted <= a.High ? 1 : 0;
            heldReview += r.Low <= review && review <= r.High ? 1 : 0;
            heldAll += report.All.Low <= all && all <= report.All.High ? 1 : 0;
            sumAccepted += a.Value!.Value;
            sumAll += report.All.Value!.Value;
            ReviewedRows answered = import.Rows();
            sumWeighted += answered.Weights.Sum() / rows.Rows;
        }
        // 95 % at least; 372 of 400 is three deviations below.
        Assert.InRange(heldAccepted, 367, times);
        Assert.InRange(heldReview, 367, times);
        Assert.InRange(heldAll, 367, times);
        Assert.InRange(sumAccepted / times, accepted - .012, accepted + .012);
        Assert.InRange(sumAll / times, all - .012, all + .012);
        Assert.Equal(1, sumWeighted / times, .02);   // Horvitz and Thompson's count of all rows
    }
}
