namespace Probity.Reporting.Sections;

/// <summary>log(p / (1 − p)), held within ±36.7: a double cannot come closer to 1 without being 1.</summary>
internal static class LogOdds
{
    private const double Most = 36.7;

    public static double Of(double probability) => Math.Clamp(Math.Log(probability / (1 - probability)), -Most, Most);

    public static double Inverse(double logOdds) => 1 / (1 + Math.Exp(-logOdds));
}
