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
}

/// <summary>The outputs of a batch and what is right, as losses and penalties see them. Made once a training.</summary>
internal sealed unsafe class LossBatch<T>(int capacity, int columns, int classes, TargetKind targets) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly PinnedArray<T> _logits = new(checked(capacity * columns)), _gradient = new(checked(capacity * columns));

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

    public double Share(int row) => Shares.Length == 0 ? 1 : Shares[row];

    public double ClassWeight(int label) => ClassWeights.Length == 0 ? 1 : ClassWeights[label];

    /// <summary>Whether the row's label has the largest of the K logits, the first among equals.</summary>
    public bool IsCorrect(int row)
    {
        ReadOnlySpan<T> logits = Logits(row)[..(Targets == TargetKind.Binary ? 1 : Classes)];
        int label = Labels[row];
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
