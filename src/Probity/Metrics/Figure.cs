namespace Probity.Metrics;

/// <summary>A reported figure: never a bare number, always with what it means and how sure it is.</summary>
public sealed record Figure
{
    /// <summary>The value; null where it is undefined, and then <see cref="Reason"/> says why. +∞ is a value.</summary>
    public required double? Value { get; init; }

    /// <summary>Lower end of the interval, null without one.</summary>
    public double? Low { get; init; }

    /// <summary>Upper end of the interval, null without one.</summary>
    public double? High { get; init; }

    /// <summary>p-value of the hypothesis that the stated probabilities are true, where the figure tests it.</summary>
    public double? P { get; init; }

    /// <summary>95 % quantile of the figure when labels are drawn from the stated probabilities.</summary>
    public double? Null95 { get; init; }

    /// <summary>Rows used.</summary>
    public required int Rows { get; init; }

    /// <summary>The definition in words: bin edges and side, positive class, tie rule.</summary>
    public required string Definition { get; init; }

    /// <summary>Why there is no value, or what to bear in mind.</summary>
    public string? Reason { get; init; }

    /// <summary>Named side values, such as <c>zero_rows</c> and <c>nll_clipped</c> of an infinite NLL.</summary>
    public IReadOnlyDictionary<string, double>? Beside { get; init; }
}
