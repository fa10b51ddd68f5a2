using System.Diagnostics.CodeAnalysis;

namespace Probity;

/// <summary>The one place for checks at the boundary: each throws in words, with the offending numbers and what to do.</summary>
internal static class Require
{
    public static void SameRows(long firstRows, long secondRows, string first, string second)
    {
        if (firstRows != secondRows)
            throw new ArgumentException($"{first}: {firstRows:N0} rows but {second}: {secondRows:N0}; row i of one must describe row i of the other");
    }

    public static void SomeRows(long rows, string name)
    {
        if (rows == 0) throw new ArgumentException($"{name}: no rows; at least one is needed");
    }

    /// <returns>The number of rows of a row-major matrix.</returns>
    public static int Rows(int length, int columns, string name)
    {
        if (columns < 1) throw new ArgumentException($"{name}: {columns} columns; at least one is needed (one column means binary)");
        if (length % columns != 0)
            throw new ArgumentException($"{name}: {length:N0} values do not fill rows of {columns:N0} columns ({length % columns:N0} left over)");
        return length / columns;
    }

    public static void Finite(ReadOnlySpan<float> values, int columns, string name)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
                throw new ArgumentException($"{name}: row {i / columns}, column {i % columns} is {values[i]}; every value must be finite");
        }
    }

    public static void Labels(ReadOnlySpan<int> labels, int classes, string name)
    {
        int row = labels.IndexOfAnyExceptInRange(0, classes - 1);
        if (row >= 0) throw new ArgumentException($"{name}: row {row} is {labels[row]} but there are {classes} classes, 0 to {classes - 1}");
    }

    /// <summary>No NaN or +∞, and one finite logit in every row.</summary>
    public static void Logits(ReadOnlySpan<float> logits, int classes, string name)
    {
        for (int i = 0; i < logits.Length / classes; i++) Logits(logits.Slice(i * classes, classes), (long)i, name);
    }

    private static void Logits(ReadOnlySpan<float> row, long index, string name)
    {
        for (int j = 0; j < row.Length; j++)
        {
            if (!(row[j] < float.PositiveInfinity)) BadLogit(row[j], index, j, name);
        }
        if (row.Length > 1 && !row.ContainsAnyExcept(float.NegativeInfinity)) AllMasked(index, name);
    }

    /// <summary>Rows that something can be fitted on: as many labels as rows, in range, no NaN or +∞, and no label on a masked class, unless −∞ is the logarithm of a probability that was rounded to 0.</summary>
    public static void FittingRows(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, int classes, string logitsName, string labelsName, bool probabilities)
    {
        SameRows(Rows(logits.Length, classes, logitsName), labels.Length, logitsName, labelsName);
        Labels(labels, Math.Max(2, classes), labelsName);
        for (int i = 0; i < labels.Length; i++)
        {
            ReadOnlySpan<float> row = logits.Slice(i * classes, classes);
            Logits(row, (long)i, logitsName);
            if (!probabilities && float.IsNegativeInfinity(classes > 1 ? row[labels[i]] : labels[i] == 1 ? row[0] : 0)) MaskedLabel(i, labels[i], logitsName);
        }
    }

    /// <summary>Empty weights mean one each; otherwise one finite, non-negative weight a row and not all zero.</summary>
    public static void Weights(ReadOnlySpan<double> weights, int rows, string name)
    {
        if (weights.IsEmpty) return;
        SameRows(rows, weights.Length, "rows", name);
        double sum = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            if (!(weights[i] >= 0) || double.IsInfinity(weights[i]))
                throw new ArgumentException($"{name}: row {i} is {weights[i]}; weights must be finite and not negative");
            sum += weights[i];
        }
        if (!(sum > 0) || double.IsInfinity(sum)) throw new ArgumentException($"{name}: the weights sum to {sum}; the sum must be positive and finite");
    }

    /// <summary>No groups, or a name for every row.</summary>
    public static void Groups(IReadOnlyList<string>? groups, int rows, string name)
    {
        if (groups is null) return;
        SameRows(rows, groups.Count, "rows", name);
        for (int i = 0; i < rows; i++)
        {
            if (groups[i] is null) throw new ArgumentException($"{name}: row {i} is null; every row needs the name of its group");
        }
    }

    public static void NoNaN(ReadOnlySpan<double> values, string name)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (double.IsNaN(values[i])) throw new ArgumentException($"{name}: row {i} is NaN; every row needs a number");
        }
    }

    /// <summary>Columns that rank: rows, as many outcomes, no NaN, and weights that are none or one a row.</summary>
    public static void Ranking(
        ReadOnlySpan<double> ranking, ReadOnlySpan<bool> outcomes, ReadOnlySpan<double> weights, string rankingName, string outcomesName)
    {
        SomeRows(ranking.Length, rankingName);
        SameRows(ranking.Length, outcomes.Length, rankingName, outcomesName);
        NoNaN(ranking, rankingName);
        Weights(weights, ranking.Length, nameof(weights));
    }

    public static void Probabilities(ReadOnlySpan<double> values, string name)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!(values[i] >= 0 && values[i] <= 1)) throw new ArgumentException($"{name}: row {i} is {values[i]}; probabilities lie in [0, 1]");
        }
    }

    /// <summary>A share strictly between 0 and 1.</summary>
    public static void OpenShare(double value, string name)
    {
        if (!(value > 0 && value < 1)) throw new ArgumentException($"{name}: {value}; it must lie strictly between 0 and 1");
    }

    public static void InRange(int value, int low, int high, string name)
    {
        if (value < low || value > high) throw new ArgumentException($"{name}: {value}; it must be {low:N0} to {high:N0}");
    }

    public static void Positive(double value, string name)
    {
        if (!(value > 0) || double.IsInfinity(value)) throw new ArgumentException($"{name}: {value}; it must be positive and finite");
    }

    public static void NotNegative(double value, string name)
    {
        if (!(value >= 0) || double.IsInfinity(value)) throw new ArgumentException($"{name}: {value}; it must be finite and not negative");
    }

    public static void Destination(int needed, int length, string name)
    {
        if (length < needed) throw new ArgumentException($"{name}: room for {length:N0} values where {needed:N0} are needed");
    }

    /// <summary>Values that hold a row-major matrix whose rows are a stride apart.</summary>
    public static void Matrix(int length, int rows, int columns, int stride, string name)
    {
        if (rows < 0 || columns < 0) throw new ArgumentException($"{name}: {rows} rows by {columns} columns; neither can be negative");
        if (stride < columns) throw new ArgumentException($"{name}: rows {stride:N0} apart do not hold {columns:N0} columns");
        long needed = rows == 0 ? 0 : ((long)(rows - 1) * stride) + columns;
        if (length < needed)
            throw new ArgumentException($"{name}: {length:N0} values where {rows:N0} rows of {columns:N0}, {stride:N0} apart, need {needed:N0}");
    }

    /// <summary>Two matrices that can be multiplied.</summary>
    public static void Factors(int leftColumns, int rightRows, string left, string right)
    {
        if (leftColumns != rightRows)
            throw new ArgumentException($"{left}: {leftColumns:N0} columns but {right}: {rightRows:N0} rows; a product needs as many of one as of the other");
    }

    /// <summary>A destination that shares no memory with what it is computed from.</summary>
    public static void Apart<T>(ReadOnlySpan<T> destination, ReadOnlySpan<T> source, string destinationName, string sourceName)
    {
        if (destination.Overlaps(source)) throw new ArgumentException($"{destinationName}: shares memory with {sourceName}, which is still read while it is written");
    }

    /// <summary>A temperature whose inverse is a number too.</summary>
    public static void Temperature(double value, string name)
    {
        Positive(value, name);
        if (double.IsInfinity(1 / value)) throw new ArgumentException($"{name}: {value}; it is so small that 1/{name} is infinite");
    }

    [DoesNotReturn]
    public static void BadLogit(double value, long row, int column, string name = "logits") =>
        throw new ArgumentException($"{name}: row {row}, column {column} is {value}; NaN and +infinity are refused (−infinity marks a masked class)");

    [DoesNotReturn]
    public static void MaskedLabel(long row, int label, string name = "logits") =>
        throw new ArgumentException($"{name}: row {row} gives −infinity to its own label {label}; a fit needs every label to be possible");

    [DoesNotReturn]
    public static void AllMasked(long row, string name = "logits") =>
        throw new ArgumentException($"{name}: row {row} is −infinity in every column; at least one logit of a row must be finite");
}
