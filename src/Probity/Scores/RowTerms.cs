using System.Numerics;
using Probity.Numerics;

namespace Probity.Scores;

/// <summary>The terms of a single row for the one-score calls.</summary>
internal static class RowTerms
{
    /// <exception cref="ArgumentException">No logits, one is NaN or +∞, or all are −∞; T is not positive.</exception>
    public static SoftmaxTerms Of<T>(ReadOnlySpan<T> logits, double temperature) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (logits.IsEmpty) throw new ArgumentException("logits: empty; a row needs at least one column (one means binary)");
        Require.Temperature(temperature, nameof(temperature));
        if (!SoftmaxKernel.TryRow<T, SquaredTerms>(logits, 1 / temperature, out SoftmaxTerms terms)) SoftmaxRows.Refuse(logits, 0);
        return terms;
    }
}
