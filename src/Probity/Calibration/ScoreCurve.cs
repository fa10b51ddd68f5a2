using Probity.Numerics;

namespace Probity.Calibration;

/// <summary>Probabilities at log-odds, with straight lines between them and constant beyond the ends.</summary>
internal sealed class ScoreCurve
{
    private readonly double[] _scores, _probabilities, _logOdds;

    /// <param name="scores">Strictly ascending.</param>
    /// <param name="probabilities">In (0, 1), one each.</param>
    public ScoreCurve(double[] scores, double[] probabilities)
    {
        _scores = scores;
        _probabilities = probabilities;
        _logOdds = Array.ConvertAll(probabilities, LogOddsOf);
    }

    public double LogOdds(double score)
    {
        int at = Array.BinarySearch(_scores, score);
        if (at >= 0) return _logOdds[at];
        at = ~at;
        if (at == 0) return _logOdds[0];
        if (at == _scores.Length) return _logOdds[^1];
        double low = _probabilities[at - 1], high = _probabilities[at];
        if (low == high) return _logOdds[at];
        double below = _scores[at - 1], above = _scores[at], half = .5;   // of finite numbers the difference of halves is finite
        double share = double.IsFinite(above - below) ? (score - below) / (above - below) : ((half * score) - (half * below)) / ((half * above) - (half * below));
        return LogOddsOf(low < high ? Math.Clamp(low + (share * (high - low)), low, high) : Math.Clamp(low + (share * (high - low)), high, low));
    }

    /// <summary>The least log-odds that the curve, which must be monotone, takes to at least so much.</summary>
    public double Inverse(double calibrated) => Least(LogOdds, _scores[0], _scores[^1], calibrated);

    /// <summary>The least double at which a monotone map, constant beyond two ends, reaches a value; −∞ where all do, +∞ where none does.</summary>
    public static double Least(Func<double, double> map, double first, double last, double reached)
    {
        if (map(double.BitDecrement(first)) >= reached) return double.NegativeInfinity;
        if (!(map(double.BitIncrement(last)) >= reached)) return double.PositiveInfinity;
        ulong below = RadixKey.Of(double.BitDecrement(first)), at = RadixKey.Of(double.BitIncrement(last));
        while (at - below > 1)
        {
            ulong middle = below + ((at - below) / 2);
            if (map(RadixKey.ToDouble(middle)) >= reached) at = middle;
            else below = middle;
        }
        return RadixKey.ToDouble(at);
    }

    private static double LogOddsOf(double probability) => Math.Log(probability) - Elementary.Log1P(-probability);
}
