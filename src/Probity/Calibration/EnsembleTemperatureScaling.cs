using Probity.IO;
using Probity.Numerics;
using static System.FormattableString;

namespace Probity.Calibration;

/// <summary>
/// Ensemble temperature scaling (Zhang, Kailkhura &amp; Han, ICML 2020): w₁·softmax(z/T) + w₂·softmax(z) + w₃/K, with weights
/// ≥ 0 that sum to 1.
/// </summary>
/// <remarks>
/// T is that of <see cref="TemperatureScaling"/>, exact; then the weights are one convex problem, solved to a gap of some 1e-12
/// between its value and a lower bound of it (<see cref="FitDiagnostics.Gradient"/> is that gap). Never changes which class is
/// predicted. Three parameters: right from some 200 rows on. w₃ is the share of rows about which the model says nothing, such as
/// wrong labels: it keeps confidence away from 1, which temperature scaling cannot do without blurring all rows.
/// </remarks>
public sealed class EnsembleTemperatureScaling : Calibrator
{
    private readonly double[] _weights;

    private EnsembleTemperatureScaling(CalibratorBasis basis, double temperature, double[] weights) : base(basis)
    {
        Temperature = temperature;
        _weights = weights;
    }

    /// <inheritdoc/>
    public override string Kind => "ets";

    /// <inheritdoc/>
    public override bool KeepsPrediction => true;

    /// <summary>T &gt; 0.</summary>
    public double Temperature { get; }

    /// <summary>Weights of the softmax at T, of the softmax as it is, and of equal shares.</summary>
    public IReadOnlyList<double> Weights => _weights;

    /// <inheritdoc/>
    public override IReadOnlyList<CalibratorParameter> Parameters => [CalibratorParameter.Number("temperature", Temperature), new("weights", _weights)];

    /// <summary>Fits T, then the weights.</summary>
    /// <param name="rows">Rows of any number of classes.</param>
    public static EnsembleTemperatureScaling Fit(CalibrationRows rows)
    {
        var tempered = TemperatureScaling.Fit(rows);
        double temperature = tempered.Temperature;
        var likelihoods = new double[rows.Count * 3];
        double even = -Math.Log(rows.Outcomes), beta = 1 / temperature;
        double[] given = rows.Masked(), atT = rows.Nll([.. given.Select(z => z * beta)]), atOne = rows.Nll(given);
        for (int i = 0; i < rows.Count; i++)
        {
            Span<double> row = likelihoods.AsSpan(3 * i, 3);
            double largest = Math.Max(even, Math.Max(-atT[i], -atOne[i]));   // only ratios within a row count
            (row[0], row[1], row[2]) = (Math.Exp(-atT[i] - largest), Math.Exp(-atOne[i] - largest), Math.Exp(even - largest));
        }

        MixtureWeights.Optimum found;
        double[] weights;
        if (temperature == 1)
        {
            // Both softmaxes are one: its weight is counted with the second.
            double[] two = [.. Enumerable.Range(0, rows.Count).SelectMany(i => new[] { likelihoods[(3 * i) + 1], likelihoods[(3 * i) + 2] })];
            found = MixtureWeights.Solve(two, 2, rows);
            weights = [0, .. found.Weights];
        }
        else
        {
            found = MixtureWeights.Solve(likelihoods, 3, rows);
            weights = found.Weights;
        }
        List<string> warnings = [.. tempered.Diagnostics.Warnings];
        if (!found.Converged) warnings.Add(Invariant($"the search for the weights did not converge; the likelihood may be {found.Gap:G3} below its best"));
        if (weights[2] == 1) warnings.Add("the model's probabilities are no better than equal shares: every class gets the same");
        var fitted = new EnsembleTemperatureScaling(rows.Basis(FitDiagnostics.None), temperature, weights);
        return new(rows.Basis(fitted.Diagnosed(rows, tempered.Diagnostics.Iterations + found.Looks, found.Converged, found.Gap, warnings)), temperature, weights);
    }

    /// <inheritdoc/>
    public override string Explain()
    {
        string text = Invariant($"Confidence is {_weights[0]:P1} of the softmax at temperature {Temperature:G6}, {_weights[1]:P1} of the model's own and {_weights[2]:P1} of equal shares");
        double most = 1 - (_weights[2] * (1 - (1.0 / Math.Max(2, Classes))));
        return _weights[2] > 0 ? text + Invariant($": none is above {most:G6}.") : $"{text}.";
    }

    internal override void Transform(Span<double> rows)
    {
        if (Classes > 1)
        {
            for (int i = 0; i < rows.Length; i += Classes) Mix(rows.Slice(i, Classes));
            return;
        }
        Span<double> pair = stackalloc double[2];
        foreach (ref double z in rows)
        {
            (pair[0], pair[1]) = (0, z);
            Mix(pair);
            z = pair[1] - pair[0];
        }
    }

    private void Mix(Span<double> row)
    {
        int top = 0;
        for (int j = 1; j < row.Length; j++)
        {
            if (row[j] > row[top]) top = j;
        }
        double beta = 1 / Temperature, largest = row[top], atT = 0, atOne = 0;
        foreach (double z in row)
        {
            atT += Math.Exp(beta * (z - largest));
            atOne += Math.Exp(z - largest);
        }
        double first = Math.Log(_weights[0]) - Math.Log(atT), second = Math.Log(_weights[1]) - Math.Log(atOne), third = Math.Log(_weights[2]) - Math.Log(row.Length);
        foreach (ref double z in row) z = LogSum(LogSum(first + (beta * (z - largest)), second + (z - largest)), third);
        // Where equal shares drown what is left, rounding makes ties; the prediction stays.
        double most = row[0];
        int lead = 0;
        for (int j = 1; j < row.Length; j++)
        {
            if (row[j] > most) (most, lead) = (row[j], j);
        }
        if (lead != top) row[top] = Math.BitIncrement(most);
    }

    private static double LogSum(double a, double b)
    {
        double larger = Math.Max(a, b), less = Math.Min(a, b);
        return double.IsNegativeInfinity(less) ? larger : larger + Elementary.Log1P(Math.Exp(less - larger));
    }

    internal static EnsembleTemperatureScaling Restore(CalibratorReader from)
    {
        double temperature = from.Number("temperature");
        double[] weights = from.Values("weights", 3);
        from.Expect(temperature > 0 && double.IsFinite(1 / temperature), $"temperature {temperature}");
        from.Expect(weights.All(weight => weight >= 0) && Math.Abs(weights.Sum() - 1) < 1e-9, $"weights {string.Join(", ", weights.Select(weight => Invariant($"{weight}")))}");
        return new(from.Basis, temperature, weights);
    }
}
