namespace Probity.Metrics.Families;

/// <summary>Accuracy and the proper losses: means over rows.</summary>
internal sealed class LossFigures : FigureFamily
{
    private const int Accuracy = 0, Nll = 1, Brier = 2;
    private const double Clip = 1e-15;

    private readonly double[] _right, _nll, _brier;
    private readonly bool _nllIsFinite;

    public LossFigures(Sample sample, EvaluationRows rows)
    {
        _right = Array.ConvertAll(sample.Correct, correct => correct ? 1.0 : 0);
        _nll = sample.Keep(rows.Nll);
        _brier = sample.Keep(rows.Brier);
        _nllIsFinite = Array.TrueForAll(_nll, double.IsFinite);
    }

    public override int Count => 3;

    public override void Compute(ReadOnlySpan<double> weights, Span<double> room, Span<double> values)
    {
        values[Accuracy] = WeightedSums.Of(weights, _right).Mean;
        values[Nll] = !_nllIsFinite ? double.PositiveInfinity : Mean(weights, _nll);
        values[Brier] = Mean(weights, _brier);
    }

    public override void Describe(Measured measured, Dictionary<string, Figure> figures)
    {
        double accuracy = measured.Value(Accuracy);
        figures["accuracy"] = measured.Of(
            accuracy, Definitions.Accuracy, Interval.Wilson(accuracy, measured.Sample.EffectiveRows, measured.Options.Level));
        if (_nll.Length > 0) figures["nll"] = _nllIsFinite ? measured.Sampled(Nll, Definitions.Nll) : Infinite(measured);
        if (_brier.Length > 0) figures["brier"] = measured.Sampled(Brier, Definitions.Brier);
    }

    private Figure Infinite(Measured measured)
    {
        int zeroRows = 0;
        var clipped = new double[_nll.Length];
        for (int i = 0; i < clipped.Length; i++)
        {
            if (double.IsPositiveInfinity(_nll[i])) zeroRows++;
            clipped[i] = Math.Min(_nll[i], -Math.Log(Clip));
        }
        string rows = zeroRows == 1 ? "1 row gives its label" : $"{zeroRows:N0} rows give their label";
        string reason = $"{rows} probability 0, so there is no interval; nll_clipped counts probabilities below 1e-15 as 1e-15";
        return measured.Of(double.PositiveInfinity, Definitions.Nll, null, reason) with
        {
            Beside = new Dictionary<string, double>(StringComparer.Ordinal)
            {
                ["zero_rows"] = zeroRows,
                ["nll_clipped"] = WeightedSums.Of(measured.Sample.Weights, clipped).Mean,
            },
        };
    }

    private static double Mean(ReadOnlySpan<double> weights, ReadOnlySpan<double> column) =>
        column.IsEmpty ? double.NaN : WeightedSums.Of(weights, column).Mean;
}
