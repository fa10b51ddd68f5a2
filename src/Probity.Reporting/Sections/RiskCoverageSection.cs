using Probity.Metrics;

namespace Probity.Reporting.Sections;

/// <summary>Selective risk of the most confident rows at up to 200 coverages, expected under random order within ties.</summary>
internal static class RiskCoverageSection
{
    private const int Points = 200;

    public static RiskCoverage Of(double[] before, double[]? after, bool[] rightBefore, bool[] right, TradeOffCurve? tradeOff = null)
    {
        int[] counts = Counts(right.Length);
        int wrong = right.Length - right.AsSpan().Count(true);
        // The best order there is: every mistake ranked below every right answer.
        double[] perfect = [.. counts.Select(taken => Math.Max(0, taken - (right.Length - wrong)) / (double)taken)];
        return new(Curve(before, rightBefore, counts), after is null ? null : Curve(after, right, counts), perfect, tradeOff);
    }

    private static int[] Counts(int rows) =>
        [.. Enumerable.Range(1, Points).Select(i => (int)Math.Ceiling((double)i * rows / Points)).Distinct()];

    private static RiskCurve Curve(double[] confidence, bool[] right, int[] counts)
    {
        int rows = right.Length;
        var scores = (double[])confidence.Clone();
        var outcomes = (bool[])right.Clone();
        Array.Sort(scores, outcomes);
        Array.Reverse(scores);
        Array.Reverse(outcomes);

        var curve = new RiskCurve(new double[counts.Length], new double[counts.Length], new double[counts.Length], new double[counts.Length]);
        int start = 0, wrongBefore = 0;
        for (int point = 0; start < rows;)
        {
            int end = start;
            int wrong = 0;
            for (; end < rows && scores[end] == scores[start]; end++) wrong += outcomes[end] ? 0 : 1;
            for (; point < counts.Length && counts[point] <= end; point++)
            {
                int taken = counts[point];
                double errors = wrongBefore + wrong * ((taken - start) / (double)(end - start));
                var (low, high) = Interval.Wilson(errors / taken, taken, .95);
                (curve.Coverage[point], curve.Risk[point]) = (taken / (double)rows, errors / taken);
                (curve.Low[point], curve.High[point]) = (low, high);
            }
            (start, wrongBefore) = (end, wrongBefore + wrong);
        }
        return curve;
    }
}
