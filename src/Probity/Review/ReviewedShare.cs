using Probity.Decisions;
using Probity.Numerics;

namespace Probity.Review;

/// <summary>The answers to rows of one stratum.</summary>
/// <param name="Stratum">Decision and band of confidence.</param>
/// <param name="Rows">All its rows, asked about or not.</param>
/// <param name="Asked">Rows in the queue.</param>
/// <param name="Answered">Answers to these.</param>
/// <param name="Right">Answers that agree with the prediction.</param>
/// <param name="NoClass">Answers that name none of the classes.</param>
/// <param name="Propensity">Probability with which one of its rows came into the queue; null where none did.</param>
public sealed record StratumAnswers(ReviewStratum Stratum, long Rows, int Asked, int Answered, int Right, int NoClass, double? Propensity)
{
    /// <summary>Questions without an answer.</summary>
    public int Missing => Asked - Answered;
}

/// <summary>How many of some rows the model answered rightly, as the reviewed ones among them tell.</summary>
/// <remarks>
/// Where all rows were asked about with one probability, the share of right answers with an exact interval (Clopper &amp; Pearson, 1934). Else the shares of the groups
/// of equal probability, weighted by how many rows each group has: what Hájek's estimator is after stratification; its interval joins exact ones, each at the level
/// divided by their number (Bonferroni), and holds for rows that mix the groups as these do. Both are about rows of this kind, of which those at hand are a sample.
/// </remarks>
public sealed record ReviewedShare
{
    /// <summary>All rows meant.</summary>
    public required long Rows { get; init; }

    /// <summary>Rows asked about.</summary>
    public required int Asked { get; init; }

    /// <summary>Answers.</summary>
    public required int Answered { get; init; }

    /// <summary>Answers that agree with the prediction.</summary>
    public required int Right { get; init; }

    /// <summary>The share on the answered rows, which is an estimate for all only where the missing are like the answered; null without answers.</summary>
    public required double? Value { get; init; }

    /// <summary>Two-sided 95 % interval on the answered rows.</summary>
    public required double Low { get; init; }

    /// <summary>Its upper end.</summary>
    public required double High { get; init; }

    /// <summary>The share if every missing answer were wrong.</summary>
    public required double? ValueIfMissingWrong { get; init; }

    /// <summary>The share if every missing answer were right.</summary>
    public required double? ValueIfMissingRight { get; init; }

    /// <summary>Lower end of the interval if every missing answer were wrong: holds whatever they are.</summary>
    public required double LowIfMissingWrong { get; init; }

    /// <summary>Upper end of the interval if every missing answer were right.</summary>
    public required double HighIfMissingRight { get; init; }

    internal static ReviewedShare Of(IEnumerable<StratumAnswers> strata, double level = .05)
    {
        StratumAnswers[] all = [.. strata.Where(one => one.Rows > 0)];
        // A stratum of which no row happened to be drawn: audits are drawn from all that was decided with one probability. Of rows for review it is not known, and nothing is said of them.
        double? audited = all.FirstOrDefault(one => one.Stratum.Decision != Decision.Review && one.Propensity is not null)?.Propensity;
        StratumAnswers[][] groups = [.. all.GroupBy(one => one.Propensity ?? (one.Stratum.Decision == Decision.Review ? null : audited)).Select(group => group.ToArray())];
        var (value, low, high) = Join(groups, level, group => group.Sum(one => one.Answered), group => group.Sum(one => one.Right));
        var (worst, floor, _) = Join(groups, level, group => group.Sum(one => one.Asked), group => group.Sum(one => one.Right));
        var (best, _, ceiling) = Join(groups, level, group => group.Sum(one => one.Asked), group => group.Sum(one => one.Right + one.Missing));
        return new ReviewedShare
        {
            Rows = all.Sum(one => one.Rows),
            Asked = all.Sum(one => one.Asked),
            Answered = all.Sum(one => one.Answered),
            Right = all.Sum(one => one.Right),
            Value = value,
            Low = low,
            High = high,
            ValueIfMissingWrong = worst,
            ValueIfMissingRight = best,
            LowIfMissingWrong = floor,
            HighIfMissingRight = ceiling,
        };
    }

    private static (double? Value, double Low, double High) Join(StratumAnswers[][] groups, double level, Func<StratumAnswers[], int> trials, Func<StratumAnswers[], int> successes)
    {
        double rows = groups.Sum(group => group.Sum(one => (double)one.Rows)), seen = 0, value = 0, low = 0, high = 0, tail = level / 2 / Math.Max(1, groups.Length);
        foreach (StratumAnswers[] group in groups)
        {
            int n = trials(group), right = successes(group);
            double share = group.Sum(one => (double)one.Rows) / rows;
            low += share * ClopperPearson.Lower(right, n, tail);
            high += share * ClopperPearson.Upper(right, n, tail);
            if (n == 0) continue;
            seen += share;
            value += share * right / n;
        }
        return groups.Length == 0 ? (null, 0, 1) : (seen > 0 ? value / seen : null, low, Math.Min(1, high));
    }
}
