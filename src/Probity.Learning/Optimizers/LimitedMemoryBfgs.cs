using System.Globalization;
using Probity.Learning.Engine;

namespace Probity.Learning;

/// <summary>
/// Limited-memory BFGS (Liu &amp; Nocedal, Math. Programming 1989) on the whole set at once, in double: for softmax, sigmoid and multi-label
/// regression without hidden layers, whose cross-entropy is convex, so that the best model there is gets found, and this is certified.
/// </summary>
/// <remarks>
/// Learns from all rows: validation rows are only measured, and none are set aside. Starts at 0, so that neither seed, epochs nor batch size matter. Rows that a line tells apart without error have no best model unless weight
/// decay makes one. The ridge is on the weights of features as <see cref="TrainingOptions.Scaling"/> scales them: with <see cref="FeatureScaling.None"/>
/// the same model as scikit-learn's <c>LogisticRegression</c> with C = 1 / (N · decay).
/// </remarks>
public sealed record LimitedMemoryBfgs : Optimizer
{
    /// <summary>Not used: a line search finds the length of every step.</summary>
    public override double LearningRate { get; init; } = 1;

    /// <summary>λ of the ridge ½·λ·‖W‖² that is added to the mean loss (biases are free), at least 0. The default value is 0.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Done when the Euclidean norm of the gradient is at most this, positive. The default value is 1e-7.</summary>
    public double GradientTolerance { get; init; } = 1e-7;

    /// <summary>At least 1. The default value is 1,000.</summary>
    public int MaximumIterations { get; init; } = 1_000;

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"lbfgs(decay={WeightDecay},tolerance={GradientTolerance},iterations={MaximumIterations})");

    internal override void Check()
    {
        base.Check();
        CheckDecay(WeightDecay);
        Require.Positive(GradientTolerance, "gradient tolerance");
        Require.InRange(MaximumIterations, 1, int.MaxValue, "iterations");
    }

    internal override OptimizerRun<T> Start<T>(ParameterStore<T> parameters) =>
        throw new NotSupportedException("L-BFGS takes all rows at once; it cannot be run step by step");
}
