using System.Diagnostics;
using System.Numerics;

namespace Probity.Learning.Engine;

/// <summary>What a network is trained towards: it is told which rows make a batch, reads their outputs and writes the derivative of a loss in them.</summary>
internal abstract unsafe class Objective<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Where the network writes the outputs of a batch, row by row.</summary>
    public abstract T* OutputsStart { get; }

    /// <summary>As large: where <see cref="Rows"/> and <see cref="Whole"/> write the derivative.</summary>
    public abstract T* GradientStart { get; }

    /// <summary>Whether <see cref="Whole"/> has anything to say.</summary>
    public abstract bool CouplesRows { get; }

    /// <summary>What is carried from step to step; saved in checkpoints.</summary>
    public virtual double[] State => [];

    /// <summary>A batch begins.</summary>
    public abstract void Begin(Batch batch);

    /// <summary>Row i of the batch is this row of the training set.</summary>
    public abstract void Take(int i, int row);

    /// <summary>Row i of the batch is mixed with this row of the training set.</summary>
    public virtual void TakePartner(int i, int row) => throw new UnreachableException();

    /// <summary>The loss of rows [start, end) and its derivative, where it depends on no other row; any thread.</summary>
    public abstract LossSums Rows(int start, int end);

    /// <summary>The loss of the whole batch and its derivative, once all outputs are there.</summary>
    /// <returns>What is added to the sum of losses.</returns>
    public virtual double Whole() => 0;

    /// <summary>The batch is done.</summary>
    public virtual void End(in LossSums sums)
    {
    }
}
