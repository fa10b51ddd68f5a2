using Probity.Numerics;
using static System.FormattableString;

namespace Probity.Decisions;

/// <summary>
/// What it costs to answer a row of a class with another, to have it reviewed, and to reject it, in any one unit. A row is then answered with the class of
/// least expected cost under its calibrated probabilities, unless review or rejection is expected to cost less (Chow, "On optimum recognition error and reject
/// tradeoff", IEEE Trans. Inf. Theory 16, 1970).
/// </summary>
/// <remarks>Where every error costs c and a review r, a row is answered when its confidence is at least 1 − r/c. Immutable.</remarks>
public sealed class CostMatrix
{
    private const int MostClasses = 4096;

    private readonly double[] _answers;   // by true class, row-major
    private readonly double[]? _review, _rejection;
    private readonly double? _error;   // where all errors cost the same and right answers nothing

    private CostMatrix(double[] answers, double[]? review, double[]? rejection)
    {
        (_answers, _review, _rejection) = (answers, review, rejection);
        Classes = (review ?? rejection)!.Length;
        _error = OneError();
    }

    /// <summary>K, at least 2.</summary>
    public int Classes { get; }

    /// <summary>K×K costs, row-major: row the true class, column the answer.</summary>
    public IReadOnlyList<double> Answers => _answers;

    /// <summary>Cost of a review by true class, or null where there is none.</summary>
    public IReadOnlyList<double>? Review => _review;

    /// <summary>Cost of a rejection by true class, or null where rows are never rejected.</summary>
    public IReadOnlyList<double>? Rejection => _rejection;

    /// <summary>Costs by class pair.</summary>
    /// <param name="answers">K×K costs, row-major, row the true class, column the answer: finite, ≥ 0. Right answers usually cost 0.</param>
    /// <param name="classes">K, 2 to 4,096; 2 for a binary column.</param>
    /// <param name="review">Cost of a review: one number, K by true class, or empty where there are no reviews.</param>
    /// <param name="rejection">Cost of a rejection: the same. At least one of the two is needed.</param>
    /// <exception cref="ArgumentException">The shape is wrong, or a cost negative or not finite.</exception>
    public static CostMatrix Of(ReadOnlySpan<double> answers, int classes, ReadOnlySpan<double> review, ReadOnlySpan<double> rejection = default)
    {
        Require.InRange(classes, 2, MostClasses, "classes of the costs");
        if (answers.Length != classes * classes)
            throw new ArgumentException(Invariant($"costs: {answers.Length:N0} numbers where {classes:N0} classes need {(long)classes * classes:N0}, one for every true class and answer"));
        if (review.IsEmpty && rejection.IsEmpty)
            throw new ArgumentException("costs: neither of a review nor of a rejection, so every row would be answered; give one of the two or both");
        for (int i = 0; i < answers.Length; i++) Require.NotNegative(answers[i], Invariant($"cost of answering class {i / classes} with {i % classes}"));
        return new(answers.ToArray(), Instead(review, classes, "review"), Instead(rejection, classes, "rejection"));
    }

    /// <summary>The same cost for every error, none for right answers.</summary>
    /// <param name="error">Cost of a wrong answer: finite, ≥ 0.</param>
    /// <param name="review">Cost of a review, or null where there are none.</param>
    /// <param name="rejection">Cost of a rejection, or null. At least one of the two is needed.</param>
    /// <param name="classes">K, 2 to 4,096; 2 for a binary column.</param>
    /// <exception cref="ArgumentException">A cost is negative or not finite, or there is neither review nor rejection.</exception>
    public static CostMatrix Constant(double error, double? review, double? rejection, int classes)
    {
        Require.InRange(classes, 2, MostClasses, "classes of the costs");
        Require.NotNegative(error, "cost of an error");
        var answers = new double[classes * classes];
        for (int i = 0; i < answers.Length; i++) answers[i] = i % (classes + 1) == 0 ? 0 : error;
        return Of(answers, classes, review is { } r ? [r] : [], rejection is { } j ? [j] : []);
    }

    /// <summary>Cost of an answer.</summary>
    /// <param name="truth">The true class.</param>
    /// <param name="answer">The class answered.</param>
    public double Of(int truth, int answer) => _answers[(truth * Classes) + answer];

    /// <summary>What to bear in mind, in plain words: classes whose right answer costs more than a wrong one. Empty where there are none.</summary>
    internal IEnumerable<string> Warnings()
    {
        for (int k = 0; k < Classes; k++)
        {
            for (int a = 0; a < Classes; a++)
            {
                if (!(Of(k, a) < Of(k, k))) continue;
                yield return Invariant($"costs: of class {k} the wrong answer {a} costs {Of(k, a)}, less than the right one ({Of(k, k)}); are rows and columns exchanged?");
                yield break;
            }
        }
    }

    /// <summary>The one cost of all errors where right answers are free, else null.</summary>
    internal double? Error => _error;

    /// <summary>Expected cost of every answer.</summary>
    internal void Expect(ReadOnlySpan<double> probabilities, Span<double> expected)
    {
        expected.Clear();
        if (_error is { } error)
        {
            Others(probabilities, expected);
            for (int k = 0; k < Classes; k++) expected[k] *= error;
            return;
        }
        for (int k = 0; k < Classes; k++) DoubleVectors.AddScaled(probabilities[k], _answers.AsSpan(k * Classes, Classes), expected);
    }

    internal double ExpectedReview(ReadOnlySpan<double> probabilities) => Expected(probabilities, _review);

    internal double ExpectedRejection(ReadOnlySpan<double> probabilities) => Expected(probabilities, _rejection);

    /// <summary>1 − p of every class, without rounding away what is left of a confident one.</summary>
    private static void Others(ReadOnlySpan<double> probabilities, Span<double> others)
    {
        int top = 0;
        double rest = 0;
        for (int k = 1; k < probabilities.Length; k++)
        {
            if (probabilities[k] > probabilities[top]) top = k;
        }
        for (int k = 0; k < probabilities.Length; k++)
        {
            if (k != top) rest += probabilities[k];
            others[k] = 1 - probabilities[k];
        }
        others[top] = rest;
    }

    private static double Expected(ReadOnlySpan<double> probabilities, double[]? costs)
    {
        if (costs is null) return double.PositiveInfinity;
        bool one = costs.AsSpan().IndexOfAnyExcept(costs[0]) < 0;
        return one ? costs[0] : DoubleVectors.Dot(probabilities, costs);
    }

    private static double[]? Instead(ReadOnlySpan<double> costs, int classes, string what)
    {
        if (costs.IsEmpty) return null;
        if (costs.Length != 1 && costs.Length != classes) throw new ArgumentException(Invariant($"cost of a {what}: {costs.Length:N0} numbers where one, or one for each of {classes:N0} true classes, is needed"));
        foreach (double cost in costs) Require.NotNegative(cost, $"cost of a {what}");
        if (costs.Length == classes) return costs.ToArray();
        var all = new double[classes];
        Array.Fill(all, costs[0]);
        return all;
    }

    private double? OneError()
    {
        double error = _answers[1];
        for (int i = 0; i < _answers.Length; i++)
        {
            if (_answers[i] != (i % (Classes + 1) == 0 ? 0 : error)) return null;
        }
        return error;
    }
}
