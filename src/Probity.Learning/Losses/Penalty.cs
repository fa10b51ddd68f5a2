using System.Numerics;
using Probity.Learning.Engine;

namespace Probity.Learning;

/// <summary>What is added to a <see cref="Loss"/> to keep confidence honest. Immutable and thread-safe.</summary>
public abstract class Penalty
{
    private protected Penalty()
    {
    }

    /// <summary>In words, with its settings, such as <c>mmce(2)</c>.</summary>
    public abstract override string ToString();

    /// <summary>Whether a row's derivative depends on the other rows of the batch: then it is asked once for all rows, not range by range.</summary>
    internal virtual bool CouplesRows => false;

    /// <summary>Adds the derivative of the penalty's mean over the batch, for rows [start, end).</summary>
    /// <returns>The penalty, times <see cref="LossBatch{T}.Known"/>, of these rows: what is added to the sum of losses.</returns>
    internal abstract double Rows<T>(LossBatch<T> batch, int start, int end) where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
