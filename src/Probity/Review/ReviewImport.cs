using Probity.Decisions;

namespace Probity.Review;

/// <summary>Joins the answers to a queue with the outputs that it was drawn from, which come again in chunks.</summary>
/// <remarks>Holds the queue's rows alone. The outputs are assessed anew and must lead to what the queue says of its rows. Not thread-safe.</remarks>
public sealed class ReviewImport
{
    private const double SameConfidence = 1e-5;

    private readonly ConfidencePolicy _policy;
    private readonly ReviewQueue _queue;
    private readonly JoinedAnswers _joined;
    private readonly int[] _byRow;   // items in the order of their rows
    private readonly long[] _rows = new long[ReviewStratum.Count];
    private readonly float[] _logits;
    private string[]? _groups;
    private int _found;
    private long _row;

    /// <summary>Joins answers and questions.</summary>
    /// <param name="policy">The policy that asked.</param>
    /// <param name="queue">The questions.</param>
    /// <param name="answers">The answers, in any order; rows without one are missing.</param>
    /// <param name="policyHash">Hash of the policy's file; null for that of the file that it would be saved as.</param>
    /// <exception cref="InvalidDataException">
    /// Another policy asked, a label is no class, answers contradict each other or are of another queue, or the queue is damaged.
    /// </exception>
    public ReviewImport(ConfidencePolicy policy, ReviewQueue queue, IReadOnlyList<ReviewAnswer> answers, string? policyHash = null)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(queue);
        ArgumentNullException.ThrowIfNull(answers);
        policyHash ??= PolicyHash.Of(policy);
        if (queue.PolicyHash != policyHash)
            throw new InvalidDataException($"the queue was written with another policy: it says {Short(queue.PolicyHash)}, this one is {Short(policyHash)}; give the policy that assessed the rows");
        if (queue.Items.Count == 0) throw new InvalidDataException("the queue is empty: nothing was asked");
        (_policy, _queue) = (policy, queue);
        _joined = JoinedAnswers.Of(queue.Items, answers, Math.Max(2, policy.Classes));
        _byRow = [.. Enumerable.Range(0, queue.Items.Count).OrderBy(i => queue.Items[i].Row)];
        if ((long)queue.Items.Count * policy.Classes > Array.MaxLength) throw new InvalidDataException($"the queue's {queue.Items.Count:N0} rows of {policy.Classes:N0} columns do not fit in one array; ask about fewer");
        _logits = new float[queue.Items.Count * policy.Classes];

        static string Short(string hash) => hash.Length > 12 ? hash[..12] : hash;
    }

    /// <summary>Further rows of the outputs, in their order.</summary>
    /// <param name="logits">N×K outputs.</param>
    /// <param name="ids">N ids, or null where rows have none.</param>
    /// <param name="groups">N names of groups, or null where the policy does not calibrate by group.</param>
    /// <exception cref="ArgumentException">The shape is wrong, or a logit is NaN or +∞.</exception>
    /// <exception cref="InvalidDataException">These are not the rows that were assessed.</exception>
    public void Add(ReadOnlySpan<float> logits, IReadOnlyList<string>? ids = null, IReadOnlyList<string>? groups = null)
    {
        int rows = Require.Rows(logits.Length, _policy.Classes, nameof(logits));
        if (ids is not null) Require.SameRows(rows, ids.Count, nameof(logits), nameof(ids));
        var predicted = new int[rows];
        var confidence = new double[rows];
        var decisions = new Decision[rows];
        _policy.Assess(logits, groups, predicted, confidence, decisions);
        if (groups is not null) _groups ??= new string[_queue.Items.Count];
        for (int i = 0; i < rows; i++, _row++)
        {
            var stratum = ReviewStratum.Of(decisions[i], confidence[i]);
            if (_found == _byRow.Length || _queue.Items[_byRow[_found]].Row != _row)
            {
                _rows[stratum.Index]++;
                continue;
            }
            int item = _byRow[_found++];
            RequireSame(_queue.Items[item], ids?[i], predicted[i], confidence[i], stratum);
            _rows[_queue.Items[item].Stratum.Index]++;
            logits.Slice(i * _policy.Classes, _policy.Classes).CopyTo(_logits.AsSpan(item * _policy.Classes));
            if (groups is not null) _groups![item] = groups[i];
            RequirePossible(item);
        }
    }

    /// <summary>What the answers say of the policy.</summary>
    /// <param name="level">Level of the one-sided tests of the promise. The default value is 0.05.</param>
    /// <exception cref="InvalidDataException">The queue asks about rows that did not come.</exception>
    public ReviewReport Report(double level = .05)
    {
        Require.OpenShare(level, nameof(level));
        return ReviewReport.Of(_queue, _joined, Strata(), _policy, level);
    }

    /// <summary>The answered rows, weighted so that they stand for all.</summary>
    /// <exception cref="ArgumentException">No answer names a class.</exception>
    /// <exception cref="InvalidDataException">The queue asks about rows that did not come.</exception>
    public ReviewedRows Rows() => ReviewedRows.Of(_queue.Items, _joined, Strata(), _policy.Classes, _logits, _groups);

    private StratumAnswers[] Strata()
    {
        if (_found < _byRow.Length)
            throw new InvalidDataException($"the queue asks about row {_queue.Items[_byRow[^1]].Row:N0} but there are {_row:N0} rows; give the outputs that were assessed");
        var strata = new StratumAnswers[ReviewStratum.Count];
        for (int s = 0; s < strata.Length; s++) strata[s] = new StratumAnswers(ReviewStratum.At(s), _rows[s], 0, 0, 0, 0, null);
        for (int i = 0; i < _queue.Items.Count; i++)
        {
            ReviewItem item = _queue.Items[i];
            ref StratumAnswers stratum = ref strata[item.Stratum.Index];
            if (stratum.Propensity is { } other && other != item.Propensity)
                throw new InvalidDataException($"{item.Name}: propensity {item.Propensity} where another row of stratum {item.Stratum} has {other}; the queue was joined or changed");
            int? label = _joined.Labels[i];
            stratum = stratum with
            {
                Asked = stratum.Asked + 1,
                Answered = stratum.Answered + (label is null ? 0 : 1),
                Right = stratum.Right + (label == item.Predicted ? 1 : 0),
                NoClass = stratum.NoClass + (label == ReviewAnswer.NoClass ? 1 : 0),
                Propensity = item.Propensity,
            };
        }
        return [.. strata.Where(one => one.Rows > 0)];
    }

    private static void RequireSame(ReviewItem item, string? id, int predicted, double confidence, ReviewStratum stratum)
    {
        if (item.Id is not null && id is null) throw new InvalidDataException($"{item.Name}: the queue names rows by id; give the outputs with their ids");
        if (item.Id is not null && item.Id != id) throw new InvalidDataException($"{item.Name}: row {item.Row} of the outputs is '{id}'; give the outputs that were assessed, in the same order");
        // Another machine may round the last digits otherwise, and so put a row on the edge into the next band.
        if (item.Predicted != predicted || item.Stratum.Decision != stratum.Decision || !(Math.Abs(item.Confidence - confidence) <= SameConfidence))
        {
            throw new InvalidDataException(
                $"{item.Name}: the queue says class {item.Predicted} at {item.Confidence:G6}, {item.Stratum.Decision.Token()}, but these outputs lead to class {predicted} at {confidence:G6}, {stratum.Decision.Token()}; give the outputs that were assessed");
        }
    }

    private void RequirePossible(int item)
    {
        if (_joined.Labels[item] is not { } label || label == ReviewAnswer.NoClass || _policy.Classes == 1 || _policy.Outputs == OutputKind.Probabilities) return;
        if (float.IsNegativeInfinity(_logits[(item * _policy.Classes) + label]))
            throw new InvalidDataException($"{_queue.Items[item].Name}: the answer is class {label}, which the outputs rule out (a logit of −infinity)");
    }
}
