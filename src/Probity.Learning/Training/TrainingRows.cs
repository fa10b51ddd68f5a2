using Probity.Learning.Engine;

namespace Probity.Learning;

/// <summary>Rows and what is right for each: what a model learns from, or is validated on.</summary>
/// <remarks>Only referred to, not copied: leave arrays as they are while they are in use.</remarks>
public sealed class TrainingRows
{
    private TrainingRows(Features features, Targets targets)
    {
        Features = features;
        Targets = targets;
        Require.SomeRows(features.Rows, nameof(features));
        Require.SameRows(features.Rows, targets.Rows, nameof(features), "labels");
    }

    /// <summary>Rows that each belong to one class.</summary>
    /// <param name="features">N rows.</param>
    /// <param name="labels">N labels, 0 to K−1.</param>
    /// <param name="classes">K, at least 2.</param>
    /// <exception cref="ArgumentException">No rows, not as many labels, or a label out of range.</exception>
    public TrainingRows(Features features, int[] labels, int classes) : this(features, Single(labels, classes))
    {
    }

    /// <summary>The inputs.</summary>
    public Features Features { get; }

    /// <summary>N.</summary>
    public int Rows => Features.Rows;

    /// <summary>K.</summary>
    public int Classes => Targets.Classes;

    internal Targets Targets { get; }

    /// <summary>Rows that each have a yes or no for every label.</summary>
    /// <param name="features">N rows.</param>
    /// <param name="cells">N×K of 0 and 1.</param>
    /// <param name="labels">K, at least 1.</param>
    /// <exception cref="ArgumentException">No rows, not N×K cells, or a cell that is neither 0 nor 1.</exception>
    public static TrainingRows MultiLabel(Features features, byte[] cells, int labels)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(cells);
        Require.InRange(labels, 1, int.MaxValue, nameof(labels));
        Require.Rows(cells.Length, labels, nameof(cells));
        int wrong = cells.AsSpan().IndexOfAnyExcept((byte)0, (byte)1);
        if (wrong >= 0) throw new ArgumentException($"cells: row {wrong / labels}, column {wrong % labels} is {cells[wrong]}; a cell is 0 or 1");
        return new TrainingRows(features, new Targets(TargetKind.Cells, labels, [], cells));
    }

    /// <summary>Rows whose target is a number in [0, 1].</summary>
    internal static TrainingRows Numbers(Features features, double[] values)
    {
        Require.Probabilities(values, nameof(values));
        return new TrainingRows(features, new Targets(TargetKind.Value, 1, [], []) { Values = values });
    }

    /// <summary>Some of the rows, in the order given.</summary>
    internal TrainingRows Select(int[] rows) => new(Features.Select(rows), Targets.Select(rows));

    /// <summary>
    /// One weight a class that makes all classes count the same: N / (K·N_c), for <see cref="TrainingOptions.ClassWeights"/>. A class
    /// without rows gets 1.
    /// </summary>
    /// <exception cref="ArgumentException">The rows are multi-label.</exception>
    public double[] BalancedClassWeights()
    {
        if (Targets.Kind == TargetKind.Cells) throw new ArgumentException("class weights: multi-label rows have no one class to weigh by");
        int[] counts = Targets.Counts();
        return Array.ConvertAll(counts, count => count == 0 ? 1 : (double)Rows / ((double)Classes * count));
    }

    private static Targets Single(int[] labels, int classes)
    {
        ArgumentNullException.ThrowIfNull(labels);
        Require.InRange(classes, 2, int.MaxValue, nameof(classes));
        Require.Labels(labels, classes, nameof(labels));
        return new Targets(TargetKind.Classes, classes, labels, []);
    }
}
