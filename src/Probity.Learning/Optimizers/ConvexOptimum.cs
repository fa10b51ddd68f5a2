namespace Probity.Learning;

/// <summary>How near a model that was trained by <see cref="LimitedMemoryBfgs"/> is to the best there is.</summary>
public sealed record ConvexOptimum
{
    /// <summary>The gradient is as small as was asked for, and nothing shows that there is no optimum.</summary>
    public required bool Converged { get; init; }

    /// <summary>What was minimised, at the end: mean loss and ridge.</summary>
    public required double Value { get; init; }

    /// <summary>Euclidean, of that, in weights and biases for centred features.</summary>
    public required double GradientNorm { get; init; }

    /// <summary>Steps taken.</summary>
    public required int Iterations { get; init; }

    /// <summary>
    /// What other weights could gain at most with these biases, ‖g‖²/(2λ), for the ridge is λ-strongly convex in the weights; +∞
    /// without weight decay.
    /// </summary>
    public required double GapBound { get; init; }

    /// <summary>What is wrong and what to do, in a sentence, or null.</summary>
    public string? Warning { get; init; }
}
