using System.Globalization;

namespace Probity;

/// <summary>Shares in per cent, never rounded to the side that promises more.</summary>
internal static class Percent
{
    private const int Fewest = 2, Most = 10;   // decimals

    /// <summary>All its digits: for what is promised.</summary>
    public static string Exact(double share)
    {
        decimal digits = (decimal)share;   // the fifteen digits that were meant
        return (digits is 0 && share > 0) || (digits is 1 && share < 1)
            ? string.Create(CultureInfo.InvariantCulture, $"{share * 100:R} %")
            : string.Create(CultureInfo.InvariantCulture, $"{digits * 100:0.############################} %");
    }

    /// <summary>Two decimals at most, nearest; more where fewer would say 0 or 100 of what is neither.</summary>
    public static string Nearest(double share) => Rounded(share, decimal.Round);

    /// <summary>The same downwards: for what is at least so much.</summary>
    public static string Down(double share) => Rounded(share, decimal.Floor);

    /// <summary>The same upwards: for what is at most so much.</summary>
    public static string Up(double share) => Rounded(share, decimal.Ceiling);

    private static string Rounded(double share, Func<decimal, decimal> round)
    {
        decimal scale = 100;
        for (int digits = Fewest; digits <= Most; digits++, scale *= 10)
        {
            decimal percent = round((decimal)share * 100 * scale) / scale;
            if ((percent == 0 && share > 0) || (percent == 100 && share < 1)) continue;
            return string.Create(CultureInfo.InvariantCulture, $"{percent:0.##########} %");
        }
        return Exact(share);
    }
}
