using System.Numerics;
using Probity.Numerics;
using Probity.Scores;

namespace Probity.Calibration;

/// <summary>Rows that calibrators are fitted on: a model's outputs with labels and weights, checked once and kept as doubles.</summary>
/// <remarks>
/// A logit of −∞ is a masked class, which no calibrator brings back, where there are three classes or more and no label lies
/// on one. Otherwise, and of probabilities always, it is a probability that was rounded to 0 (as those of forests often are): then −∞, and all that lies
/// further below its row's largest, is read as lying <see cref="Floor"/> below it, so that no answer is ever certain.
/// </remarks>
public sealed class CalibrationRows
{
    private const double Largest = 1e300;

    private CalibrationRows(double[] logits, int[] labels, double[]? weights, string[]? groups, int classes, double floor, bool keepsMasks)
    {
        Logits = logits;
        Labels = labels;
        Weights = weights;
        Groups = groups;
        Classes = classes;
        Floor = floor;
        KeepsMasks = keepsMasks;
        Total = weights is null ? labels.Length : weights.Sum();
    }

    /// <summary>Rows of weight above 0.</summary>
    public int Count => Labels.Length;

    /// <summary>Columns; 1 for a binary column.</summary>
    public int Classes { get; }

    /// <summary>Sum of the weights: how many rows these stand for.</summary>
    public double Total { get; }

    /// <summary>How far below its row's largest a logit may lie; +∞ where there was no −∞.</summary>
    public double Floor { get; }

    /// <summary>−∞ marks impossible classes, which stay so.</summary>
    public bool KeepsMasks { get; }

    /// <summary>N×Classes, row-major, all finite.</summary>
    internal double[] Logits { get; }

    /// <summary>The same with −∞ on classes that are masked and stay so: what calibrators are given, and losses are those of.</summary>
    internal double[] Masked()
    {
        if (!KeepsMasks || double.IsPositiveInfinity(Floor)) return Logits;
        double[] masked = [.. Logits];
        for (int i = 0; i < Count; i++)
        {
            Span<double> row = masked.AsSpan(i * Classes, Classes);
            double largest = double.NegativeInfinity, label = row[Labels[i]];
            foreach (double z in row) largest = Math.Max(largest, z);
            foreach (ref double z in row)
            {
                if (z <= largest - Floor) z = double.NegativeInfinity;   // no finite logit lies so low
            }
            row[Labels[i]] = label;
        }
        return masked;
    }

    /// <summary>0 to <see cref="Outcomes"/> − 1.</summary>
    internal int[] Labels { get; }

    /// <summary>Weights above 0, or null for one each.</summary>
    internal double[]? Weights { get; }

    /// <summary>The group of every row, or null where none were given.</summary>
    internal string[]? Groups { get; }

    /// <summary>Classes that a label may name.</summary>
    internal int Outcomes => Math.Max(2, Classes);

    /// <summary>Checks and copies rows.</summary>
    /// <param name="logits">N×K logits, row-major (of probabilities the logarithms); one column means binary.</param>
    /// <param name="labels">N labels, 0 to K − 1 (0 or 1 for binary).</param>
    /// <param name="classes">K.</param>
    /// <param name="weights">N weights ≥ 0, or empty for one each. A weight counts as repetition.</param>
    /// <param name="groups">The name of every row's group, for calibrators that tell groups apart; null for none.</param>
    /// <param name="outputs">What the rows were: of logits −∞ is a masked class, of probabilities one of 0. The default value is logits.</param>
    /// <exception cref="ArgumentException">No rows, rows that do not pair up, a label out of range, a logit NaN or +∞, a row −∞ throughout.</exception>
    public static CalibrationRows Of(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, int classes, ReadOnlySpan<double> weights = default, IReadOnlyList<string>? groups = null, OutputKind outputs = OutputKind.Logits) =>
        OfAny(logits, labels, classes, weights, groups, outputs);

    /// <inheritdoc cref="Of(ReadOnlySpan{float}, ReadOnlySpan{int}, int, ReadOnlySpan{double}, IReadOnlyList{string}, OutputKind)"/>
    public static CalibrationRows Of(ReadOnlySpan<double> logits, ReadOnlySpan<int> labels, int classes, ReadOnlySpan<double> weights = default, IReadOnlyList<string>? groups = null, OutputKind outputs = OutputKind.Logits) =>
        OfAny(logits, labels, classes, weights, groups, outputs);

    /// <summary>The weight of a row.</summary>
    internal double Weight(int row) => Weights is null ? 1 : Weights[row];

    /// <summary>What a calibrator fitted on these rows carries.</summary>
    internal CalibratorBasis Basis(FitDiagnostics diagnostics) => new(Classes, Floor, KeepsMasks, diagnostics);

    /// <summary>The log-odds of class 1 of binary rows, of one column or two.</summary>
    /// <exception cref="ArgumentException">There are more classes.</exception>
    internal double[] LogOdds()
    {
        if (Classes > 2) throw new ArgumentException($"{Classes:N0} classes, but this calibrator is for two; use it one-vs-rest");
        if (Classes == 1) return Logits;
        var logOdds = new double[Count];
        for (int i = 0; i < logOdds.Length; i++) logOdds[i] = Logits[(2 * i) + 1] - Logits[2 * i];
        return logOdds;
    }

    /// <summary>The same labels and weights with one column of log-odds instead: what a binary calibrator of one class against others sees.</summary>
    /// <param name="logOdds">N finite values.</param>
    /// <param name="outcomes">N outcomes, 0 or 1.</param>
    internal CalibrationRows AsBinary(double[] logOdds, int[] outcomes) => new(logOdds, outcomes, Weights, Groups, 1, double.PositiveInfinity, keepsMasks: false);

    /// <summary>Those rows of a fold, or all others.</summary>
    internal CalibrationRows Fold(byte[] foldOf, int fold, bool inside)
    {
        int[] chosen = [.. Enumerable.Range(0, Count).Where(row => (foldOf[row] == fold) == inside)];
        return Chosen(chosen);
    }

    /// <summary>The chosen rows, in the order chosen.</summary>
    internal CalibrationRows Chosen(ReadOnlySpan<int> rows) => new(
        RowSplit.Gather(Logits, Classes, rows), RowSplit.Gather(Labels, 1, rows), Weights is null ? null : RowSplit.Gather(Weights, 1, rows), Groups is null ? null : RowSplit.Gather<string>(Groups, 1, rows), Classes, Floor, KeepsMasks);

    /// <summary>Weighted mean of a value a row.</summary>
    internal double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        for (int i = 0; i < values.Length; i++) sum += Weight(i) * values[i];
        return sum / Total;
    }

    /// <summary>Negative log-likelihood of every row under logits, the model's own or calibrated ones.</summary>
    internal double[] Nll(ReadOnlySpan<double> logits)
    {
        var nll = new double[Count];
        LabelLosses.Compute(logits, Labels, Classes, default, nll, default);
        return nll;
    }

    private static CalibrationRows OfAny<T>(ReadOnlySpan<T> logits, ReadOnlySpan<int> labels, int classes, ReadOnlySpan<double> weights, IReadOnlyList<string>? groups,
        OutputKind outputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = Require.Rows(logits.Length, classes, nameof(logits));
        Require.SomeRows(rows, nameof(logits));
        Require.SameRows(rows, labels.Length, nameof(logits), nameof(labels));
        Require.Labels(labels, Math.Max(2, classes), nameof(labels));
        Require.Weights(weights, rows, nameof(weights));
        Require.Groups(groups, rows, nameof(groups));

        bool masks = classes > 2 && outputs == OutputKind.Logits;
        double[]? finite = weights.Contains(0) ? null : Finite(logits, classes == 1 ? double.MaxValue : Largest);
        if (finite is not null)
            return new CalibrationRows(finite, labels.ToArray(), weights.IsEmpty ? null : weights.ToArray(), groups is null ? null : [.. groups], classes, double.PositiveInfinity, masks);

        int[]? kept = null;
        if (weights.Contains(0))
        {
            List<int> some = [];
            for (int i = 0; i < rows; i++)
            {
                if (weights[i] > 0) some.Add(i);
            }
            kept = [.. some];
        }
        var values = new double[(kept?.Length ?? rows) * classes];
        var own = kept is null ? labels.ToArray() : RowSplit.Gather(labels, 1, kept);
        double[]? counts = weights.IsEmpty ? null : kept is null ? weights.ToArray() : RowSplit.Gather(weights, 1, kept);

        string[]? names = groups is null ? null : kept is null ? [.. groups] : Array.ConvertAll(kept, row => groups[row]);

        bool infinite = false, onLabel = false;
        double widest = 0;
        for (int i = 0; i < own.Length; i++)
        {
            int row = kept is null ? i : kept[i];
            ReadOnlySpan<T> from = logits.Slice(row * classes, classes);
            Span<double> to = values.AsSpan(i * classes, classes);
            double largest = classes == 1 ? 0 : double.NegativeInfinity, least = classes == 1 ? 0 : double.PositiveInfinity;
            for (int j = 0; j < classes; j++)
            {
                double z = to[j] = double.CreateTruncating(from[j]);
                if (!(z < double.PositiveInfinity)) Require.BadLogit(z, row, j);
                if (classes > 1 && Math.Abs(z) > Largest && !double.IsNegativeInfinity(z))
                    throw new ArgumentException($"logits: row {row}, column {j} is {z}; beyond ±{Largest:G1} what they differ by is no number any more");
                largest = Math.Max(largest, z);
                if (double.IsNegativeInfinity(z)) infinite = true;
                else least = Math.Min(least, z);
            }
            if (double.IsNegativeInfinity(largest)) Require.AllMasked(row);
            widest = Math.Max(widest, largest - least);
            onLabel |= double.IsNegativeInfinity(LabelLogit.Of<double>(to, own[i]));
        }
        if (!infinite) return new CalibrationRows(values, own, counts, names, classes, double.PositiveInfinity, masks);

        // Just beyond the largest finite gap, and no nearer than what so many rows could tell from 0.
        double total = counts is null ? own.Length : counts.Sum();
        double floor = Math.Max(widest, Math.Log(2 * Math.Max(1, total))) + Math.Log(2);
        var basis = new CalibratorBasis(classes, floor, false, FitDiagnostics.None);
        for (int i = 0; i < own.Length; i++) basis.TryPrepare<double>(values.AsSpan(i * classes, classes), values.AsSpan(i * classes, classes));
        return new CalibrationRows(values, own, counts, names, classes, floor, masks && !onLabel);
    }

    /// <summary>A copy as doubles, or null where some are infinite, NaN or too large, which must be looked at row by row.</summary>
    private static unsafe double[]? Finite<T>(ReadOnlySpan<T> logits, double largest) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] copy = GC.AllocateUninitializedArray<double>(logits.Length);
        bool others = false;
        fixed (T* values = logits)
        {
            T* from = values;
            RowRanges.For(copy.Length, RowRanges.Length(1), (_, start, end) =>
            {
                bool finite = true;
                for (int i = start; i < end; i++)
                {
                    double value = copy[i] = double.CreateTruncating(from[i]);
                    finite &= Math.Abs(value) <= largest;
                }
                if (!finite) Volatile.Write(ref others, true);
            });
        }
        return others ? null : copy;
    }
}
