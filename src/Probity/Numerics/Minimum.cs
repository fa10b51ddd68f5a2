namespace Probity.Numerics;

/// <summary>Why a minimisation stopped.</summary>
internal enum StopReason
{
    /// <summary>The gradient is as small as was asked for.</summary>
    GradientSmall,

    /// <summary>No step gives a smaller value that rounding could show; the gradient is as small as it will get.</summary>
    NoFurtherDescent,

    /// <summary>The iterations ran out.</summary>
    IterationsExhausted,

    /// <summary>The objective is not a finite number at the start.</summary>
    StartNotFinite,

    /// <summary>The value falls below every bound: there is no minimum, or it is at infinity.</summary>
    Unbounded,
}

/// <summary>The best point that a minimisation found, and what is known about how good it is.</summary>
/// <param name="Point">Never holds NaN if the start held none.</param>
/// <param name="Value">The objective there, never above that of the start.</param>
/// <param name="GradientNorm">Euclidean, at the point.</param>
/// <param name="Iterations">Steps taken.</param>
/// <param name="Evaluations">Calls of the objective.</param>
/// <param name="Reason">Why it stopped.</param>
/// <param name="NewtonDecrement">√(gᵀH⁻¹g) at the point where a Hessian was at hand, else NaN; ½ of its square estimates the gap.</param>
/// <param name="GapBound">An upper bound on the value less the minimum: ‖g‖²/(2m) for a strongly convex objective whose m was given, else +∞.</param>
internal sealed record Minimum(
    double[] Point, double Value, double GradientNorm, int Iterations, int Evaluations, StopReason Reason, double NewtonDecrement, double GapBound)
{
    /// <summary>The gradient reached the tolerance.</summary>
    public bool Converged => Reason == StopReason.GradientSmall;

    /// <summary>½λ², the gap if the objective were the quadratic it looks like at the point; NaN without a Hessian.</summary>
    public double GapEstimate => .5 * NewtonDecrement * NewtonDecrement;

    /// <summary>‖g‖²/(2m), +∞ where m is not positive.</summary>
    internal static double Gap(double gradientNorm, double strongConvexity) =>
        strongConvexity > 0 ? gradientNorm * gradientNorm / (2 * strongConvexity) : double.PositiveInfinity;
}

/// <summary>When to stop.</summary>
/// <param name="GradientTolerance">Done when the Euclidean norm of the gradient is at most this.</param>
/// <param name="MaximumIterations">At least 0.</param>
/// <param name="StrongConvexity">An m with H ≥ m·I everywhere (a ridge's coefficient, say), 0 where none is known.</param>
internal sealed record MinimumOptions(double GradientTolerance = 1e-8, int MaximumIterations = 200, double StrongConvexity = 0)
{
    internal void Check(ReadOnlySpan<double> start)
    {
        if (!(GradientTolerance >= 0)) throw new ArgumentException($"gradient tolerance: {GradientTolerance}; it must not be negative");
        Require.InRange(MaximumIterations, 0, int.MaxValue, "iterations");
        if (!(StrongConvexity >= 0)) throw new ArgumentException($"strong convexity: {StrongConvexity}; it must not be negative");
        Require.SomeRows(start.Length, nameof(start));
        for (int i = 0; i < start.Length; i++)
        {
            if (!double.IsFinite(start[i])) throw new ArgumentException($"start: value {i} is {start[i]}; every value must be finite");
        }
    }
}
