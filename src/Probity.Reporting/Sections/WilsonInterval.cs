namespace Probity.Reporting.Sections;

/// <summary>The score interval of a share (Wilson, JASA 1927) at 95 %: stays in [0, 1] and has width even at 0 and n hits.</summary>
internal static class WilsonInterval
{
    private const double Z = 1.959963984540054;

    /// <param name="hits">0 to <paramref name="rows"/>; may be fractional where it is an expectation over ties.</param>
    /// <param name="rows">At least 1.</param>
    public static (double Low, double High) Of(double hits, int rows)
    {
        double share = hits / rows;
        double centre = (share + Z * Z / (2.0 * rows)) / (1 + Z * Z / rows);
        double half = Z / (1 + Z * Z / rows) * Math.Sqrt(share * (1 - share) / rows + Z * Z / (4.0 * rows * rows));
        return (hits <= 0 ? 0 : Math.Max(0, centre - half), hits >= rows ? 1 : Math.Min(1, centre + half));
    }
}
