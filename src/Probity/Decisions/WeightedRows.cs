using Probity.Numerics;

namespace Probity.Decisions;

/// <summary>Certifying rows that do not count once each: a promise on them is that the mean of weight·counts·(miss − limit) is not above 0, a bounded number.</summary>
internal sealed class WeightedRows
{
    private readonly int[] _order;
    private readonly double[] _excess;

    /// <exception cref="ArgumentException">A weight above the largest.</exception>
    public WeightedRows(CertifyingRows rows)
    {
        CheckBound(rows.Weights, rows.MaxWeight, "certifying weights");
        _order = RowSplit.Shuffled(rows.Scores.Length, rows.Seed);
        _excess = new double[_order.Length];
    }

    public static void CheckBound(ReadOnlySpan<double> weights, double most, string name)
    {
        Require.Positive(most, "maximal weight");
        for (int i = 0; i < weights.Length; i++)
        {
            if (!(weights[i] <= most))
                throw new ArgumentException($"{name}: row {i} is {weights[i]}, above the maximal weight {most}; that must hold for every row that could come, known before these were drawn");
        }
    }

    /// <summary>Log-wealth of the bets against "the rate of misses is the limit or more" at a threshold, and how many rows it was bet on.</summary>
    public double LogWealth(CertifyingRows rows, DecisionPromise promise, double level, double threshold)
    {
        int counted = 0;
        for (int i = 0; i < _order.Length; i++)
        {
            int row = _order[i];
            bool counts = rows.Weights[row] > 0 && rows.Counts(promise.Kind, row, threshold);
            if (counts) counted++;
            _excess[i] = counts ? rows.Weights[row] * ((rows.Misses(promise.Kind, row, threshold) ? 1 : 0) - promise.Limit) : 0;
        }
        return Bets(promise, rows.MaxWeight, counted, level).LogWealth(_excess);
    }

    public static BettingTest Bets(DecisionPromise promise, double maxWeight, int counted, double level) =>
        new(counted, -maxWeight * promise.Limit, maxWeight * (1 - promise.Limit), level);

    /// <summary>A threshold that passed, with the rows that tell.</summary>
    public static CertifiedThreshold Certified(CertifyingRows rows, DecisionPromise promise, double threshold, double logWealth, int tested)
    {
        var (accepted, errors) = rows.Count(PromiseKind.Precision, threshold);
        var (counted, misses) = rows.Count(promise.Kind, threshold);
        double weight = 0, missed = 0;
        for (int i = 0; i < rows.Weights.Length; i++)
        {
            if (!rows.Counts(promise.Kind, i, threshold)) continue;
            weight += rows.Weights[i];
            if (rows.Misses(promise.Kind, i, threshold)) missed += rows.Weights[i];
        }
        return new CertifiedThreshold
        {
            Threshold = threshold,
            Promise = promise,
            RowsLearned = rows.LearningScores.Length,
            RowsCertified = rows.Scores.Length,
            Accepted = accepted,
            Errors = errors,
            Counted = counted,
            Misses = misses,
            PValue = Math.Exp(-logWealth),
            Bound = null,
            CandidatesTested = tested,
            Weights = new(rows.MaxWeight, weight, missed),
        };
    }
}
