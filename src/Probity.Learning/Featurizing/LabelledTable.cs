using Probity.Numerics;

namespace Probity.Learning;

/// <summary>Rows of a table, and the class of each: what a model is to learn from.</summary>
/// <remarks>Only referred to, not copied.</remarks>
public sealed class LabelledTable
{
    /// <summary>Pairs rows with classes.</summary>
    /// <param name="table">N rows, without the column of the labels.</param>
    /// <param name="labels">N labels, 0 to K−1.</param>
    /// <param name="classes">K, at least 2.</param>
    /// <exception cref="ArgumentException">No rows, not as many labels, or a label out of range.</exception>
    public LabelledTable(Table table, int[] labels, int classes)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(labels);
        Require.InRange(classes, 2, int.MaxValue, nameof(classes));
        Require.SomeRows(table.Rows, nameof(table));
        Require.SameRows(table.Rows, labels.Length, nameof(table), nameof(labels));
        Require.Labels(labels, classes, nameof(labels));
        (Table, Labels, Classes) = (table, labels, classes);
    }

    /// <summary>The cells.</summary>
    public Table Table { get; }

    /// <summary>N.</summary>
    public int Rows => Labels.Length;

    /// <summary>K.</summary>
    public int Classes { get; }

    internal int[] Labels { get; }

    /// <summary>Some of the rows, in the order given.</summary>
    public LabelledTable Select(ReadOnlySpan<int> rows) => new(Table.Select(rows), RowSplit.Gather<int>(Labels, 1, rows), Classes);

    /// <summary>The rows as numbers, with their classes.</summary>
    /// <param name="featurizer">Fitted on these rows or others.</param>
    /// <exception cref="ArgumentException">A needed column is missing, or a cell cannot be read as its column's kind.</exception>
    public TrainingRows ToRows(Featurizer featurizer)
    {
        ArgumentNullException.ThrowIfNull(featurizer);
        return new TrainingRows(featurizer.Transform(Table), Labels, Classes);
    }
}
