using Probity.Decisions;

namespace Probity.Review;

/// <summary>Draws a <see cref="ReviewQueue"/> from rows that come in chunks. The queue does not depend on how they are cut into chunks.</summary>
/// <remarks>Holds the queue's rows and nothing of the others: a few hundred bytes a row asked about, with <see cref="ReviewSampling.Most"/> at most about twice that number of them. Not thread-safe.</remarks>
public sealed class ReviewQueueBuilder
{
    private const double Slack = 1e-9;   // for the rounding of propensities that only fall

    private readonly ConfidencePolicy? _policy;
    private readonly string _policyHash;
    private readonly ReviewSampling _sampling;
    private readonly long[] _rows = new long[ReviewStratum.Count];
    private List<(double Draw, ReviewItem Item)> _held = [];
    private double[] _shares;
    private int _pruneAt = 1 << 12;
    private long _row;

    /// <summary>Starts a queue.</summary>
    /// <param name="policy">What assesses the rows.</param>
    /// <param name="sampling">Which rows to draw. The default value is <c>new()</c>.</param>
    /// <param name="policyHash">Hash of the policy's file; null for that of the file that it would be saved as.</param>
    /// <exception cref="ArgumentException">A share or count out of its range.</exception>
    public ReviewQueueBuilder(ConfidencePolicy policy, ReviewSampling? sampling = null, string? policyHash = null)
        : this(policyHash ?? Review.PolicyHash.Of(policy), sampling ?? new()) => _policy = policy;

    internal ReviewQueueBuilder(string policyHash, ReviewSampling sampling)
    {
        sampling.Check();
        (_policyHash, _sampling) = (policyHash, sampling);
        _shares = sampling.Propensities(_rows);
    }

    /// <summary>Assesses further rows and takes those that are drawn.</summary>
    /// <param name="logits">N×K outputs, as <see cref="ConfidencePolicy.Assess(ReadOnlySpan{float})"/> takes them.</param>
    /// <param name="ids">N ids, by which rows are drawn, or null for the number of the row.</param>
    /// <param name="groups">N names of groups, or null where the policy does not calibrate by group.</param>
    /// <exception cref="ArgumentException">The shape is wrong, or a logit is NaN or +∞.</exception>
    public void Add(ReadOnlySpan<float> logits, IReadOnlyList<string>? ids = null, IReadOnlyList<string>? groups = null)
    {
        int rows = Require.Rows(logits.Length, _policy!.Classes, nameof(logits));
        if (ids is not null) Require.SameRows(rows, ids.Count, nameof(logits), nameof(ids));
        var predicted = new int[rows];
        double[] confidence = new double[rows], rule = new double[rows], gate = new double[rows];
        var decisions = new Decision[rows];
        _policy.Assess(logits, groups, predicted, confidence, decisions, rule, gate);
        Add(predicted, confidence, decisions, row => _policy.Reason(decisions[row], predicted[row], rule[row], gate[row]), ids is null ? [] : ids.ToArray());
    }

    /// <summary>Rows that are assessed already.</summary>
    internal void Add(ReadOnlySpan<int> predicted, ReadOnlySpan<double> confidence, ReadOnlySpan<Decision> decisions, Func<int, string> reason, ReadOnlySpan<string> ids)
    {
        for (int i = 0; i < predicted.Length; i++, _row++)
        {
            var stratum = ReviewStratum.Of(decisions[i], confidence[i]);
            _rows[stratum.Index]++;
            double draw = ids.IsEmpty ? AuditDraw.Of(_sampling.Seed, _row) : AuditDraw.Of(_sampling.Seed, ids[i]);
            if (!IsIn(draw, stratum)) continue;
            _held.Add((draw, new ReviewItem
            {
                Row = _row,
                Id = ids.IsEmpty ? null : ids[i],
                Predicted = predicted[i],
                Confidence = confidence[i],
                Stratum = stratum,
                Reason = reason(i),
                Audit = draw < _sampling.AuditShare,
                Propensity = 1,   // until all rows are counted
            }));
            if (_sampling.Most is not null && _held.Count >= _pruneAt) Prune();
        }
    }

    /// <summary>The queue of all rows so far.</summary>
    public ReviewQueue Finish()
    {
        _shares = _sampling.Propensities(_rows);
        List<(double Draw, ReviewItem Item)> drawn = _held.FindAll(one => one.Draw < _shares[one.Item.Stratum.Index]);
        (double Draw, ReviewItem Item)[] audits = [.. drawn.Where(one => one.Item.Audit).OrderBy(one => one.Draw).ThenBy(one => one.Item.Row)];
        (double Draw, ReviewItem Item)[] others = [.. drawn.Where(one => !one.Item.Audit).OrderByDescending(one => one.Item.Stratum.Band).ThenBy(one => one.Draw).ThenBy(one => one.Item.Row)];
        var items = new ReviewItem[drawn.Count];
        for (int i = 0, audit = 0; i < items.Length; i++)
        {
            bool next = audit < audits.Length && (i - audit == others.Length || ((2L * audit) + 1) * others.Length <= ((2L * (i - audit)) + 1) * audits.Length);
            ReviewItem item = next ? audits[audit].Item : others[i - audit].Item;
            if (next) audit++;
            items[i] = item with { Propensity = _shares[item.Stratum.Index] };
        }
        return new ReviewQueue(_policyHash, items);
    }

    private bool IsIn(double draw, ReviewStratum stratum) => draw < _shares[stratum.Index] * (1 + Slack);

    private void Prune()
    {
        _shares = _sampling.Propensities(_rows);
        _held = _held.FindAll(one => IsIn(one.Draw, one.Item.Stratum));
        _pruneAt = Math.Max(1 << 12, 2 * _held.Count);
    }
}
