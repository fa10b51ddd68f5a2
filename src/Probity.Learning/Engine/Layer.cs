using System.Numerics;
using Probity.Numerics;

namespace Probity.Learning.Engine;

/// <summary>
/// A step of a network, from a row of inputs to a row of outputs. The weights live here and are only read by <see cref="Forward(T*, T*, int)"/>,
/// which any thread may call; what training keeps of a batch lives here too, for one training at a time.
/// </summary>
internal abstract unsafe class Layer<T>(int inputs, int outputs) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Values of an input row.</summary>
    public int Inputs { get; } = inputs;

    /// <summary>Values of an output row.</summary>
    public int Outputs { get; } = outputs;

    /// <summary>What training moves.</summary>
    public virtual IReadOnlyList<Parameter<T>> Parameters => [];

    /// <summary>What training keeps without moving it along a gradient (running means), by name; saved with the model.</summary>
    public virtual IReadOnlyList<(string Name, T[] Values)> Statistics => [];

    /// <summary>Element i of the output depends on element i of the input alone, and the output may be written over the input.</summary>
    public virtual bool InPlace => false;

    /// <summary><see cref="Backward"/> reads the output.</summary>
    public virtual bool ReadsOutput => false;

    /// <summary>A row's output depends on the other rows of the batch while training; <see cref="Gather"/> and <see cref="GatherBack"/> look at all of them.</summary>
    public virtual bool CouplesRows => false;

    /// <summary>Variance that a linear layer before this one should give its outputs, over that of its inputs; null where what follows decides.</summary>
    public virtual double? GainBefore => 1;

    /// <summary>Sets the parameters at the start; what follows this layer is told by <paramref name="gain"/>.</summary>
    /// <param name="random">A stream of this layer's own.</param>
    /// <param name="gain">Wanted variance of outputs over that of inputs: the <see cref="GainBefore"/> of what follows.</param>
    public virtual void Initialise(RandomStream random, double gain)
    {
    }

    /// <summary>Makes the room that training on batches of so many rows needs.</summary>
    public virtual void Reserve(int rows)
    {
    }

    /// <summary>Makes the room that <see cref="Backward"/> needs, which a network's first layer is never asked for.</summary>
    public virtual void ReserveBackward()
    {
    }

    /// <summary>Parts that <see cref="Prepare"/> works in, by shape alone; any thread does any part.</summary>
    public virtual int PreparationParts => 0;

    /// <summary>Training: makes ready once a step what all rows need, from the parameters alone.</summary>
    public virtual void Prepare(int part)
    {
    }

    /// <summary>The outputs of some rows, as a trained network gives them.</summary>
    public abstract void Forward(T* x, T* y, int rows);

    /// <summary>The outputs of some rows with what is random drawn; row i draws as row <paramref name="start"/> + i.</summary>
    public virtual void Forward(in Sampling sampling, T* x, T* y, long start, int rows) => Forward(x, y, rows);

    /// <summary>Training: looks at the whole batch before any of its rows goes forward.</summary>
    public virtual void Gather(T* x, int rows)
    {
    }

    /// <summary>Training: the outputs of rows [start, start + rows) of the batch; x and y point at row start.</summary>
    public virtual void Forward(in Step step, T* x, T* y, int start, int rows) => Forward(x, y, rows);

    /// <summary>Training: looks at the whole batch before any of its rows goes backward.</summary>
    public virtual void GatherBack(T* x, T* dy, int rows)
    {
    }

    /// <summary>Training: the derivative of the loss in the inputs of rows [start, start + rows), from that in their outputs; pointers at row start.</summary>
    /// <param name="step">Which step of the training this is.</param>
    /// <param name="x">Inputs; where <see cref="InPlace"/>, what they were overwritten by.</param>
    /// <param name="y">Outputs.</param>
    /// <param name="dy">Derivative in the outputs.</param>
    /// <param name="dx">Derivative in the inputs; where <see cref="InPlace"/>, the memory of dy.</param>
    /// <param name="start">First row.</param>
    /// <param name="rows">Rows.</param>
    public abstract void Backward(in Step step, T* x, T* y, T* dy, T* dx, int start, int rows);

    /// <summary>Parts that the gradient of the parameters is computed in, by shape alone; any thread computes any part.</summary>
    public virtual int GradientParts => 0;

    /// <summary>Training: one part of the gradient of the parameters, from the inputs and the derivatives in the outputs of the whole batch.</summary>
    public virtual void Gradient(int part, T* x, T* dy, int rows)
    {
    }

    protected static Parameter<T> NewParameter(string name, int rows, int columns, bool decays) => new(name, rows, columns, decays);
}

/// <summary>Where a training stands: keys everything random that a row draws.</summary>
/// <param name="Seed">Of the training.</param>
/// <param name="Number">Steps made before this one.</param>
internal readonly record struct Step(ulong Seed, long Number);
