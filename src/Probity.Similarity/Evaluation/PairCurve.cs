namespace Probity.Similarity;

/// <summary>Figures of two columns of counts over bins of rising distance: pairs that belong together and pairs that do not.</summary>
internal static class PairCurve
{
    /// <summary>AUC, equal error rate, then the rate of true accepts at each rate of false ones; between bins the curve is read linearly.</summary>
    /// <param name="right">Pairs that belong together.</param>
    /// <param name="wrong">The others.</param>
    /// <param name="falseAcceptRates">In (0, 1).</param>
    /// <param name="figures">Room for two and one a rate; NaN where a kind has no pairs.</param>
    public static void Read(ReadOnlySpan<double> right, ReadOnlySpan<double> wrong, IReadOnlyList<double> falseAcceptRates, Span<double> figures)
    {
        figures.Fill(double.NaN);
        double allRight = Sum(right), allWrong = Sum(wrong);
        if (!(allRight > 0 && allWrong > 0)) return;

        double seenRight = 0, seenWrong = 0, concordant = 0;
        for (int bin = 0; bin < right.Length; bin++)
        {
            double r = right[bin], w = wrong[bin];
            if (r == 0 && w == 0) continue;
            concordant += r * (allWrong - seenWrong - (w / 2));
            if (double.IsNaN(figures[1]))
            {
                // Where false accepts (rising) meet false rejects (falling).
                double far = seenWrong / allWrong, frr = 1 - (seenRight / allRight), rise = w / allWrong, fall = r / allRight;
                if (far + rise >= frr - fall) figures[1] = far + (rise * Math.Clamp((frr - far) / (rise + fall), 0, 1));
            }
            for (int i = 0; i < falseAcceptRates.Count; i++)
            {
                double wanted = falseAcceptRates[i] * allWrong;
                if (double.IsNaN(figures[2 + i]) && seenWrong + w > wanted) figures[2 + i] = (seenRight + (r * ((wanted - seenWrong) / w))) / allRight;
            }
            seenRight += r;
            seenWrong += w;
        }
        figures[0] = concordant / allRight / allWrong;
        for (int i = 1; i < figures.Length; i++)
        {
            if (double.IsNaN(figures[i])) figures[i] = i == 1 ? 0 : 1;   // all false accepts are below what rounding let through
        }
    }

    /// <summary>Most that the AUC can be off because pairs in one bin count as tied.</summary>
    public static double Bound(ReadOnlySpan<double> right, ReadOnlySpan<double> wrong)
    {
        double sum = 0;
        for (int bin = 0; bin < right.Length; bin++) sum += right[bin] * wrong[bin];
        return sum / 2 / Sum(right) / Sum(wrong);
    }

    public static double Sum(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values) sum += value;
        return sum;
    }
}
