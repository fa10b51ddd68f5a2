using System.Numerics;
using Probity.Learning.Engine;

namespace Probity.Learning;

/// <summary>How a gradient moves parameters. Immutable.</summary>
public abstract record Optimizer
{
    private protected Optimizer()
    {
    }

    /// <summary>Size of the steps, positive. Schedules multiply it. The default value depends on the method.</summary>
    public abstract double LearningRate { get; init; }

    /// <summary>With all its settings, such as <c>sgd(rate=0.1,momentum=0.9,decay=0)</c>: what model files and checkpoints say.</summary>
    public abstract override string ToString();

    /// <summary>Refuses settings out of range.</summary>
    internal virtual void Check() => Require.Positive(LearningRate, "learning rate");

    /// <summary>Begins to move the parameters of a network.</summary>
    internal abstract OptimizerRun<T> Start<T>(ParameterStore<T> parameters) where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    private protected static void CheckShare(double value, string name)
    {
        if (!(value >= 0 && value < 1)) throw new ArgumentException($"{name}: {value}; it must lie in [0, 1)");
    }

    private protected static void CheckDecay(double value)
    {
        if (!(value >= 0) || double.IsInfinity(value)) throw new ArgumentException($"weight decay: {value}; it must be finite and not negative");
    }
}

/// <summary>An optimiser at work on one network.</summary>
internal abstract class OptimizerRun<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Arrays that it keeps from step to step, by name; saved in checkpoints together with the number of steps.</summary>
    public abstract IReadOnlyList<(string Name, PinnedArray<T> Values)> State { get; }

    /// <summary>Steps made; set on resuming.</summary>
    public long Steps { get; set; }

    /// <summary>Moves every parameter along its gradient.</summary>
    /// <param name="learningRate">Of this step.</param>
    public void Step(double learningRate)
    {
        Steps++;
        Move(learningRate);
    }

    private protected abstract void Move(double learningRate);
}
