using System.Globalization;

namespace Probity;

/// <summary>Shares in per cent, never rounded to the side that promises more.</summary>
internal static class Percent
{
    /// <summary>All its digits: for what is promised.</summary>
    public static string Exact(double share)
    {
        decimal digits = (decimal)share;   // the fifteen digits that were meant
        return (digits is 0 && share > 0) || (digits is 1 && share < 1)
            ? string.Create(CultureInfo.InvariantCulture, $"{share * 100:R} %")
            : string.Create(CultureInfo.InvariantCulture, $"{digits * 100:0.############################} %");
    }

    /// <summary>At most two decimals, nearest; never 0 or 100 unless it is.</summary>
    public static string Nearest(double share) => Rounded(share, decimal.Round((decimal)share * 10_000));

    /// <summary>At most two decimals, downwards: for what is at least so much.</summary>
    public static string Down(double share) => Rounded(share, decimal.Floor((decimal)share * 10_000));

    /// <summary>At most two decimals, upwards: for what is at most so much.</summary>
    public static string Up(double share) => Rounded(share, decimal.Ceiling((decimal)share * 10_000));

    private static string Rounded(double share, decimal hundredths) =>
        (hundredths == 0 && share > 0) || (hundredths == 10_000 && share < 1)
            ? Exact(share)
            : string.Create(CultureInfo.InvariantCulture, $"{hundredths / 100:0.##} %");
}
