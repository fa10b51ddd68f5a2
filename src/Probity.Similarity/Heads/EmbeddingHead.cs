using System.Numerics;
using Probity.Learning.Engine;

namespace Probity.Similarity;

/// <summary>
/// What turns a frozen embedding into one in which similar items are close, as a design: no weights. Immutable; equal when the texts are.
/// </summary>
public abstract record EmbeddingHead
{
    private protected EmbeddingHead(int inputEmbeddingSize)
    {
        Require.InRange(inputEmbeddingSize, 1, 1 << 20, "input embedding size");
        InputEmbeddingSize = inputEmbeddingSize;
    }

    /// <summary>D: numbers of a row that comes in.</summary>
    public int InputEmbeddingSize { get; }

    /// <summary>E: numbers of an embedding that goes out.</summary>
    public abstract int OutputSize { get; }

    /// <summary>Share of the input's numbers that training drops before the head, in [0, 1). The default value is 0.</summary>
    public double Dropout { get; init; }

    /// <summary>As text without the input's size, such as <c>linear(64)</c>: what model files, reports and the command line say.</summary>
    public abstract override string ToString();

    /// <summary>Adds the layers that it stands for, first of all those of <see cref="Dropout"/>.</summary>
    /// <param name="layers">Grows.</param>
    internal abstract void AddTo<T>(List<Layer<T>> layers) where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
