using System.Numerics;

namespace Probity.Learning.Engine;

/// <summary>What the outputs of a row are compared with.</summary>
internal enum TargetKind
{
    /// <summary>One class of K.</summary>
    Classes,

    /// <summary>Class 0 or 1, from one logit.</summary>
    Binary,

    /// <summary>K questions of yes or no.</summary>
    Cells,

    /// <summary>A number in [0, 1], from one logit.</summary>
    Value,
}

/// <summary>The outputs of a batch and what is right, as losses and penalties see them. Made once a training.</summary>
internal sealed unsafe class LossBatch<T>(int capacity, int columns, int classes, TargetKind targets, bool mixes = false) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly PinnedArray<T> _logits = new(checked(capacity * columns)), _gradient = new(checked(capacity * columns));
    private double[] _scratch = [];

    public TargetKind Targets { get; } = targets;

    /// <summary>Outputs of a row: K, or more where a head adds some.</summary>
    public int Columns { get; } = columns;

    /// <summary>K.</summary>
    public int Classes { get; } = classes;

    /// <summary>Rows of this batch.</summary>
    public int Count { get; set; }

    /// <summary>The first so many rows are of known classes; the others are outliers.</summary>
    public int Known { get; set; }

    public Step Step { get; set; }

    /// <summary>What multiplies every derivative: 1 / <see cref="Known"/>.</summary>
    public double Scale { get; set; }

    public int[] Labels { get; } = new int[capacity];

    /// <summary>The class that a row was mixed with.</summary>
    public int[] PartnerLabels { get; } = new int[capacity];

    /// <summary>N×K of 0 and 1, or empty.</summary>
    public byte[] AllCells { get; } = targets == TargetKind.Cells ? new byte[checked(capacity * classes)] : [];

    /// <summary>The cells of what a row was mixed with, or empty.</summary>
    public byte[] AllPartnerCells { get; } = mixes && targets == TargetKind.Cells ? new byte[checked(capacity * classes)] : [];

    /// <summary>One a row, or empty.</summary>
    public double[] Values { get; } = targets == TargetKind.Value ? new double[capacity] : [];

    /// <summary>Room for sorting rows.</summary>
    public int[] Order { get; } = new int[capacity];

    /// <summary>Share of a row's own label, below 1 where it was mixed; empty without mixup.</summary>
    public double[] Shares { get; set; } = [];

    /// <summary>One a class with mean 1 over the training rows; empty where all are 1.</summary>
    public double[] ClassWeights { get; init; } = [];

    /// <summary>What the loss carries from step to step.</summary>
    public double[] State { get; set; } = [];

    public T* LogitsStart => _logits.Start;

    public T* GradientStart => _gradient.Start;

    public Span<T> AllLogits => _logits.Span;

    public Span<T> AllGradients => _gradient.Span;

    public ReadOnlySpan<T> Logits(int row) => new(_logits.Start + ((long)row * Columns), Columns);

    public Span<T> Gradient(int row) => new(_gradient.Start + ((long)row * Columns), Columns);

    public ReadOnlySpan<byte> Cells(int row) => AllCells.AsSpan(row * Classes, Classes);

    public ReadOnlySpan<byte> PartnerCells(int row) => AllPartnerCells.AsSpan(row * Classes, Classes);

    /// <summary>Room for numbers of all rows, made when first asked for; for penalties that look at the whole batch.</summary>
    /// <param name="each">Numbers a row.</param>
    public Span<double> Scratch(int each)
    {
        if (_scratch.Length < capacity * each) _scratch = new double[checked(capacity * each)];
        return _scratch;
    }

    public double Share(int row) => Shares.Length == 0 ? 1 : Shares[row];

    public double ClassWeight(int label) => ClassWeights.Length == 0 ? 1 : ClassWeights[label];

    /// <summary>A batch of rows given by hand, checked.</summary>
    /// <param name="logits">Rows with labels, then the outliers.</param>
    /// <param name="labels">Those of the known rows.</param>
    /// <param name="classes">K.</param>
    /// <param name="outliers">Rows without a label.</param>
    /// <param name="added">Columns behind the K, or −1 where any number of them will do.</param>
    /// <param name="room">Length of where the gradient goes.</param>
    public static LossBatch<T> Of(ReadOnlySpan<T> logits, ReadOnlySpan<int> labels, int classes, int outliers, int added, int room)
    {
        Require.InRange(classes, 2, int.MaxValue, nameof(classes));
        Require.InRange(outliers, 0, int.MaxValue, nameof(outliers));
        Require.SomeRows(labels.Length, nameof(labels));
        Require.Labels(labels, classes, nameof(labels));
        int rows = checked(labels.Length + outliers), columns = Math.Max(1, logits.Length / rows);
        Require.SameRows(Require.Rows(logits.Length, columns, nameof(logits)), rows, nameof(logits), outliers == 0 ? nameof(labels) : "labels and outliers");
        bool fits = added < 0 ? columns >= classes : columns == classes + added;
        if (!fits && (added > 0 || (columns, classes) != (1, 2)))
        {
            throw new ArgumentException(added > 0
                ? $"logits: {columns:N0} columns for {classes:N0} classes; this loss needs {classes + added:N0}"
                : $"logits: {columns:N0} columns for {classes:N0} classes; as many are needed, or one where there are two classes");
        }
        for (int i = 0; i < logits.Length; i++)
        {
            if (!T.IsFinite(logits[i])) throw new ArgumentException($"logits: row {i / columns}, column {i % columns} is {logits[i]}; every value must be finite");
        }
        Require.Destination(logits.Length, room, "gradient");
        var batch = new LossBatch<T>(rows, columns, classes, columns == 1 ? TargetKind.Binary : TargetKind.Classes)
        {
            Count = rows,
            Known = labels.Length,
            Scale = 1.0 / labels.Length,
        };
        labels.CopyTo(batch.Labels);
        logits.CopyTo(batch.AllLogits);
        return batch;
    }

    /// <summary>Whether the row's label (of a mixed row the one with the larger share) has the largest of the K logits, the first among equals.</summary>
    public bool IsCorrect(int row)
    {
        ReadOnlySpan<T> logits = Logits(row)[..(Targets == TargetKind.Binary ? 1 : Classes)];
        int label = Share(row) < .5 ? PartnerLabels[row] : Labels[row];
        if (Targets == TargetKind.Binary) return (logits[0] > T.Zero) == (label == 1);
        T own = logits[label];
        var bar = new Vector<T>(own);
        int j = 0;
        for (; j <= logits.Length - Vector<T>.Count; j += Vector<T>.Count)
        {
            if (Vector.GreaterThanAny(new Vector<T>(logits[j..]), bar)) return false;
        }
        for (; j < logits.Length; j++)
        {
            if (logits[j] > own) return false;
        }
        return logits[..label].IndexOf(own) < 0;
    }
}
