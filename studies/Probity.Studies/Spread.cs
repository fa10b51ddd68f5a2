using Probity.Numerics;

namespace Probity.Studies;

/// <summary>A figure over seeds: its mean, and Student's 95 % interval for the mean.</summary>
/// <param name="Mean">Null where a seed has no such figure.</param>
/// <param name="Low">Null too where there is one seed.</param>
/// <param name="High">Likewise.</param>
/// <param name="Values">One a seed.</param>
internal sealed record Spread(double? Mean, double? Low, double? High, IReadOnlyList<double?> Values)
{
    public static Spread Of(IReadOnlyList<double> values)
    {
        double?[] shown = [.. values.Select(value => double.IsFinite(value) ? value : (double?)null)];
        if (shown.Contains(null)) return new Spread(null, null, null, shown);
        double mean = values.Average();
        if (values.Count == 1) return new Spread(mean, null, null, shown);
        double deviation = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
        double half = StudentDistribution.TwoSided(.95, values.Count - 1) * deviation / Math.Sqrt(values.Count);
        return new Spread(mean, mean - half, mean + half, shown);
    }

    /// <summary>In other units.</summary>
    public Spread Times(double factor) => this with { Mean = Mean * factor, Low = Low * factor, High = High * factor };
}
