using System.Runtime.CompilerServices;

namespace Probity.Metrics;

/// <summary>One pass over ranked rows, from the highest down, for every figure of positives against negatives.</summary>
internal struct RankingPass
{
    private const double Tiny = 1e-300;   // makes 0/0 a 0, where rows of no weight come first or last, and changes nothing else

    private readonly double _positives, _negatives, _keep, _nearlyKept;
    private double _seenPositives, _seenNegatives, _concordant, _precisions, _precisionsOfNegatives, _passed;

    /// <param name="positives">Weight of all positive rows.</param>
    /// <param name="negatives">Weight of all negative rows.</param>
    /// <param name="keep">Share of the positives that the threshold must keep.</param>
    public RankingPass(double positives, double negatives, double keep)
    {
        _positives = positives;
        _negatives = negatives;
        _keep = keep;
        _nearlyKept = keep * positives * (1 - 1e-12);
        _passed = double.NaN;
    }

    /// <summary>Ties one half; NaN where a class is missing.</summary>
    public readonly double Auroc => Both ? _concordant / _positives / _negatives : double.NaN;

    /// <summary>Share of negatives at or above the largest threshold that keeps the wanted share of positives.</summary>
    public readonly double FalsePositiveRate => Both ? (double.IsNaN(_passed) ? _negatives : _passed) / _negatives : double.NaN;

    /// <summary>Step average precision of the positives, highest first.</summary>
    public readonly double AveragePrecision => _positives > 0 ? _precisions / _positives : double.NaN;

    /// <summary>Step average precision of the negatives on the negated ranking, lowest first.</summary>
    public readonly double AveragePrecisionOfNegatives => _negatives > 0 ? _precisionsOfNegatives / _negatives : double.NaN;

    private readonly bool Both => _positives > 0 && _negatives > 0;

    public static RankingPass Of(
        ReadOnlySpan<double> ranking, ReadOnlySpan<bool> positive, ReadOnlySpan<double> weights,
        string rankingName, string positiveName, double keep = 0.95) =>
        RankedOutcomes.Pass(ranking, positive, weights, rankingName, positiveName, keep);

    /// <summary>Takes in the next group of ties.</summary>
    /// <param name="hits">Weight of its positive rows.</param>
    /// <param name="misses">Weight of its negative rows; nothing happens where both are 0.</param>
    /// <returns>The weight of the negatives that a row of the group ranks above, ties one half.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Add(double hits, double misses)
    {
        // Sums of fractional weights may round to less than what is there.
        double negativesFromHere = _negatives - _seenNegatives;
        if (negativesFromHere < misses) negativesFromHere = misses;
        double fromHere = negativesFromHere + (_positives - _seenPositives);
        if (fromHere < hits + misses) fromHere = hits + misses;

        double below = negativesFromHere - (misses / 2);
        _concordant += hits * below;
        _precisionsOfNegatives += misses * (negativesFromHere / (fromHere + Tiny));
        _seenPositives += hits;
        _seenNegatives += misses;
        _precisions += hits * (_seenPositives / (_seenPositives + _seenNegatives + Tiny));
        // A quotient decides, because keep·positives may round to just above a whole number.
        if (_seenPositives >= _nearlyKept && double.IsNaN(_passed) && _seenPositives / _positives >= _keep) _passed = _seenNegatives;
        return below;
    }
}
