using Probity.Numerics;

namespace Probity.Metrics.Families;

/// <summary>
/// Figures that share one arrangement of the rows, made once (sorted, binned), from which each follows in linear passes for
/// any weights: those given, or those times the counts of a bootstrap replicate.
/// </summary>
internal abstract class FigureFamily
{
    /// <summary>How many values there are.</summary>
    public abstract int Count { get; }

    /// <summary>How many of the first of them are also wanted with outcomes drawn from the stated probabilities.</summary>
    public virtual int DrawnCount => 0;

    /// <summary>Doubles of room that one call needs.</summary>
    public virtual int Room => 0;

    /// <summary>Writes every value; NaN where undefined. Called from many threads at once.</summary>
    /// <param name="weights">One a row, in the order of the rows; zeros are fine.</param>
    /// <param name="room">At least <see cref="Room"/> doubles of any content.</param>
    /// <param name="values"><see cref="Count"/> values.</param>
    public abstract void Compute(ReadOnlySpan<double> weights, Span<double> room, Span<double> values);

    /// <summary>Writes the first <see cref="DrawnCount"/> values for outcomes drawn from the stated probabilities.</summary>
    /// <param name="words">Where the draws come from.</param>
    /// <param name="room">At least <see cref="Room"/> doubles of any content.</param>
    /// <param name="values"><see cref="DrawnCount"/> values.</param>
    public virtual void DrawOutcomes(ref RandomWords words, Span<double> room, Span<double> values)
    {
    }

    /// <summary>Adds the figures in order of display.</summary>
    public abstract void Describe(Measured measured, Dictionary<string, Figure> figures);
}
