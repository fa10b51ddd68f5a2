namespace Probity.Reporting.Sections;

/// <summary>log(p / (1 − p)), held within ±36.7: a double cannot come closer to 1 without being 1.</summary>
internal static class LogOdds
{
    public const double Most = 36.7;

    public static double Of(double probability) => Math.Clamp(Math.Log(probability / (1 - probability)), -Most, Most);

    /// <summary>A confidence as a per cent; as its distance from 1 where a per cent would be all nines.</summary>
    public static string Words(double probability, double? logOdds)
    {
        double x = logOdds ?? Math.Log(probability / (1 - probability));
        if (probability < .99995 || !double.IsFinite(x)) return HeadlineSection.Percent(probability);
        double power = -x / Math.Log(10);
        int exponent = (int)Math.Floor(power), mantissa = (int)Math.Round(Math.Pow(10, power - exponent), MidpointRounding.AwayFromZero);
        if (mantissa == 10) (mantissa, exponent) = (1, exponent + 1);
        string raised = string.Concat((-exponent).ToString().Select(digit => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit - '0']));
        return $"1\u202f−\u202f{(mantissa == 1 ? "" : mantissa + "×")}10⁻{raised}";
    }

    public static double Inverse(double logOdds) => 1 / (1 + Math.Exp(-logOdds));
}
