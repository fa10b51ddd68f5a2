using Probity.Decisions;
using Probity.Numerics;
using static System.FormattableString;

namespace Probity;

/// <summary>Weights of rows that are to carry a promise.</summary>
internal static class PromiseWeights
{
    /// <exception cref="ArgumentException">There is no bound on them, a bound without weights, or one above the bound.</exception>
    public static void Check(ReadOnlySpan<double> weights, int rows, string name, PolicyOptions options)
    {
        if (weights.IsEmpty)
        {
            if (options.MaxWeight is { } idle) throw new ArgumentException(Invariant($"maximal weight {idle} but no weights: rows count once each; leave it out, or give the weights"));
            return;
        }
        Require.Weights(weights, rows, name);
        if (options.MaxWeight is not { } most)
        {
            throw new ArgumentException(
                $"{name} together with a promise: counts guarantee nothing for rows that do not count once each; give the most that any row could weigh, known before they were drawn " +
                "(MaxWeight, --max-weight), for a bound by betting; or leave the weights out; or, where they are repetitions, repeat the rows");
        }
        if (options.Promise is SelectiveRiskPromise)
            throw new ArgumentException($"{name} together with SGR: its bound is binomial, for rows that count once each; use fixed-sequence testing, which has a bound for weights");
        if (options.Promise is { Confidence: null })
            throw new ArgumentException($"{name} together with a promise in expectation: that holds for rows that count once each; give a confidence, for a bound by betting");
        if (options.Scope != RuleScope.Together)
            throw new ArgumentException($"{name} together with thresholds by class: the bound by betting is for all rows at once; leave the weights out, or promise all classes together");
        if (options.GateScore is not null)
            throw new ArgumentException($"{name} together with a promise and a gate: the gate counts rows once each, so its share of stopped rows would not be that of the rows the weights speak for; leave the gate or the weights out");
        WeightedRows.CheckBound(weights, most, name);
    }

    /// <summary>Those of one part of the rows; none where there are none.</summary>
    /// <exception cref="PromiseRefusedException">All of that part are 0.</exception>
    public static double[] Part(ReadOnlySpan<double> weights, ReadOnlySpan<int> rows, string part)
    {
        if (weights.IsEmpty) return [];
        double[] chosen = RowSplit.Gather(weights, 1, rows);
        if (!chosen.AsSpan().ContainsAnyExcept(0.0))
            throw new PromiseRefusedException(Invariant($"the weights of all {rows.Length:N0} {part} rows are 0, so that they say nothing: give more rows with a weight, or another seed"));
        return chosen;
    }
}
