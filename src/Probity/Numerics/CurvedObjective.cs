namespace Probity.Numerics;

/// <summary>A smooth strongly convex function of many variables whose Hessian is known by its products with vectors.</summary>
internal abstract class CurvedObjective
{
    /// <summary>How many variables.</summary>
    public abstract int Dimension { get; }

    /// <summary>An m &gt; 0 with H ≥ m·I everywhere.</summary>
    public abstract double StrongConvexity { get; }

    /// <summary>Value and gradient at x, where the products that follow have their Hessian.</summary>
    public abstract double Evaluate(ReadOnlySpan<double> x, Span<double> gradient);

    /// <summary>H·v at the point evaluated last.</summary>
    public abstract void HessianTimes(ReadOnlySpan<double> v, Span<double> product);

    /// <summary>Takes an approximation of H at the point evaluated last that is easy to solve with.</summary>
    public abstract void Factor();

    /// <summary>Solves with that approximation.</summary>
    public abstract void Precondition(ReadOnlySpan<double> from, Span<double> to);
}
