using Probity.Numerics;

namespace Probity.Calibration;

/// <summary>
/// The likelihood of each group's rows as a function of log a and of the level c: σ(a·(s − m) + c), where m is the mean of
/// all log-odds, so that a group's slope and level vary on their own. Targets are smoothed as Platt's, by the counts of all rows.
/// </summary>
internal sealed class GroupedAffine
{
    /// <summary>Below, the logarithm of a slope means nothing.</summary>
    public const double LeastSlope = 1e-6;

    private readonly double[] _logOdds;
    private readonly int[] _labels;
    private readonly double[]? _weights;
    private readonly int[][] _rowsOf;
    private readonly double _centre, _high, _low;

    public GroupedAffine(double[] logOdds, int[] labels, double[]? weights, int[] groupOf, int groups)
    {
        _logOdds = logOdds;
        _labels = labels;
        _weights = weights;
        _rowsOf = GroupedTemperature.RowsOf(groupOf, groups);
        double ones = 0, total = 0, sum = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            double weight = weights is null ? 1 : weights[i];
            ones += weight * labels[i];
            total += weight;
            sum += weight * logOdds[i];
        }
        (_high, _low) = ((ones + 1) / (ones + 2), 1 / (total - ones + 2));
        _centre = sum / total;
    }

    /// <inheritdoc cref="PartialPooling.Likelihood"/>
    public double Evaluate(int group, ReadOnlySpan<double> parameters, Span<double> gradient, Span<double> information)
    {
        double slope = Math.Exp(parameters[0]), level = parameters[1], nll = 0;
        gradient.Clear();
        information.Clear();
        foreach (int i in _rowsOf[group])
        {
            double x = slope * (_logOdds[i] - _centre), z = x + level, p = Elementary.Logistic(z);
            double target = _labels[i] == 1 ? _high : _low, weight = _weights is null ? 1 : _weights[i];
            double error = weight * (p - target), curvature = weight * p * Elementary.Logistic(-z);
            nll += weight * (Elementary.Softplus(z) - (target * z));
            gradient[0] += error * x;
            gradient[1] += error;
            information[0] += curvature * x * x;
            information[1] += curvature * x;
            information[3] += curvature;
        }
        information[2] = information[1];
        return nll;
    }

    /// <summary>Slope and intercept as log a and c.</summary>
    public double[] Inside(double slope, double intercept) => [Math.Log(slope), intercept + (slope * _centre)];

    /// <summary>Pairs of log a and c as slopes and intercepts.</summary>
    public double[] Outside(double[] pairs)
    {
        var result = new double[pairs.Length];
        for (int i = 0; i < pairs.Length; i += 2)
        {
            result[i] = Math.Exp(pairs[i]);
            result[i + 1] = pairs[i + 1] - (result[i] * _centre);
        }
        return result;
    }

    /// <summary>Standard errors of slopes and of the levels at the mean log-odds.</summary>
    public static double[] OutsideErrors(double[] pairs, double[] errors)
    {
        double[] result = [.. errors];
        for (int i = 0; i < pairs.Length; i += 2) result[i] = errors[i] * Math.Exp(pairs[i]);
        return result;
    }
}
