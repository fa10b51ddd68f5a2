using System.Globalization;

namespace Probity.Cli.Output;

/// <summary>A share of rows in per cent with one decimal, from the counts: halves away from zero, as the report's page rounds.</summary>
internal static class Share
{
    public static string Of(long part, long whole) =>
        whole == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{Math.Round(100m * part / whole, 1, MidpointRounding.AwayFromZero):0.0} %");
}
