using Probity.Learning.Engine;

namespace Probity.Similarity;

/// <summary>A loss of the one number that a network says of each row of a batch. Works in double whatever the network is made of.</summary>
internal abstract class UncertaintyLoss
{
    /// <summary>Where the numbers that it learns of its own start; empty for most.</summary>
    public virtual IReadOnlyList<double> OwnNumbers => [];

    /// <summary>Makes the room that batches of so many rows need.</summary>
    public virtual void Reserve(int capacity)
    {
    }

    /// <summary>The loss of a batch.</summary>
    /// <param name="rows">Which rows of the training set.</param>
    /// <param name="outputs">What the network says of each.</param>
    /// <param name="gradient">As many zeros: becomes the derivative in the outputs.</param>
    /// <param name="own">Its own numbers.</param>
    /// <param name="ownGradient">As many zeros: becomes the derivative in them.</param>
    /// <param name="step">Keys what is drawn.</param>
    public abstract double Compute(ReadOnlySpan<int> rows, ReadOnlySpan<double> outputs, Span<double> gradient, ReadOnlySpan<double> own, Span<double> ownGradient, Step step);
}
