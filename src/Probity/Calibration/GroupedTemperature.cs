namespace Probity.Calibration;

/// <summary>The likelihood of each group's rows as a function of log T.</summary>
internal sealed class GroupedTemperature(CalibrationRows rows, int[] groupOf, int groups)
{
    private readonly int[][] _rowsOf = RowsOf(groupOf, groups);

    /// <inheritdoc cref="PartialPooling.Likelihood"/>
    public double Evaluate(int group, ReadOnlySpan<double> parameters, Span<double> gradient, Span<double> information)
    {
        double beta = Math.Exp(-parameters[0]), nll = 0, slope = 0, curvature = 0;
        int classes = rows.Classes;
        foreach (int i in _rowsOf[group])
        {
            ReadOnlySpan<double> z = rows.Logits.AsSpan(i * classes, classes);
            double largest = double.NegativeInfinity, sum = 0, first = 0, second = 0;
            foreach (double logit in z) largest = Math.Max(largest, logit);
            foreach (double logit in z)
            {
                double gap = logit - largest, e = Math.Exp(beta * gap);
                sum += e;
                first += e * gap;
                second += e * gap * gap;
            }
            double own = z[rows.Labels[i]] - largest, mean = first / sum, weight = rows.Weight(i);
            nll += weight * (Math.Log(sum) - (beta * own));
            slope += weight * (mean - own);
            curvature += weight * Math.Max(0, (second / sum) - (mean * mean));
        }
        gradient[0] = -beta * slope;
        information[0] = beta * beta * curvature;
        return nll;
    }

    internal static int[][] RowsOf(int[] groupOf, int groups)
    {
        var lists = new List<int>[groups];
        for (int g = 0; g < groups; g++) lists[g] = [];
        for (int i = 0; i < groupOf.Length; i++) lists[groupOf[i]].Add(i);
        return Array.ConvertAll(lists, list => list.ToArray());
    }
}
