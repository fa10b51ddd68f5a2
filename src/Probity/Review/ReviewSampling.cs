namespace Probity.Review;

/// <summary>Which rows a human is asked about, beside those that the policy sends there.</summary>
public sealed record ReviewSampling
{
    /// <summary>Probability with which any row, accepted and rejected ones too, is drawn for audit, in (0, 1]. The default value is 0.05.</summary>
    public double AuditShare { get; init; } = .05;

    /// <summary>
    /// About how many rows with decision review to ask about, at least 1; null for all. Those of the highest confidence come first, the rest keep the audit share:
    /// audits are never cut, and since rows are drawn one by one the count may be off by about its root. The default value is null.
    /// </summary>
    public int? Most { get; init; }

    /// <summary>Seed of the draw. The same rows and seed are the same draw: take another seed for each time the same ids are assessed. The default value is 0.</summary>
    public ulong Seed { get; init; }

    internal void Check()
    {
        if (!(AuditShare > 0 && AuditShare <= 1)) throw new ArgumentException($"audit share: {AuditShare}; it must be above 0 and at most 1: a row that is never drawn can never speak for its like");
        if (Most is { } most) Require.InRange(most, 1, int.MaxValue, "rows for review");
    }

    /// <summary>
    /// Probability of being asked about, by stratum. Only the counts of all rows go in, not the draw, so that every row is drawn on its own with a probability
    /// that is known. It never grows when rows are added, so a row that is out stays out.
    /// </summary>
    internal double[] Propensities(ReadOnlySpan<long> rows)
    {
        var shares = new double[ReviewStratum.Count];
        shares.AsSpan().Fill(AuditShare);
        Span<double> review = shares.AsSpan(new ReviewStratum(Decisions.Decision.Review, 0).Index, ReviewStratum.Bands);
        ReadOnlySpan<long> counts = rows.Slice(new ReviewStratum(Decisions.Decision.Review, 0).Index, ReviewStratum.Bands);
        if (Most is not { } most)
        {
            review.Fill(1);
            return shares;
        }
        double left = most;
        foreach (long count in counts) left -= AuditShare * count;
        for (int band = ReviewStratum.Bands - 1; band >= 0 && left > 0; band--)   // nearest to acceptance first
        {
            double rest = (1 - AuditShare) * counts[band];
            review[band] = rest <= left ? 1 : AuditShare + (left / counts[band]);
            left -= rest;
        }
        return shares;
    }
}
