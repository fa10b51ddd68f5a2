namespace Probity.Metrics.Families;

/// <summary>
/// The split of the proper losses into what recalibration removes and what it does not (Berta, Bach &amp; Jordan, 2025, arXiv
/// 2501.19195), with recalibration by cross-fitted temperature scaling.
/// </summary>
internal sealed class RefinementFigures : FigureFamily
{
    private const int NllCalibration = 0, NllRefinement = 1, BrierCalibration = 2, BrierRefinement = 3;

    private readonly LossSplit _split;

    public RefinementFigures(Sample sample, EvaluationRows rows)
    {
        int columns = rows.Logits.Length / rows.Confidence.Length;
        _split = LossSplit.Of(sample.KeepRows(rows.Logits, columns), sample.Keep(rows.Labels), columns, sample.Weights, rows.Temperature);
    }

    public override int Count => 4;

    public override void Compute(ReadOnlySpan<double> weights, Span<double> room, Span<double> values)
    {
        values.Fill(double.NaN);
        if (_split.Reason is not null) return;
        values[NllRefinement] = WeightedSums.Of(weights, _split.NllRefined).Mean;
        values[NllCalibration] = WeightedSums.Of(weights, _split.Nll).Mean - values[NllRefinement];
        values[BrierRefinement] = WeightedSums.Of(weights, _split.BrierRefined).Mean;
        values[BrierCalibration] = WeightedSums.Of(weights, _split.Brier).Mean - values[BrierRefinement];
    }

    public override void Describe(Measured measured, Dictionary<string, Figure> figures)
    {
        Add("nll_calibration", NllCalibration, ClassDefinitions.Calibration("NLL"), isRemoved: true);
        Add("nll_refinement", NllRefinement, ClassDefinitions.Refinement("NLL"));
        Add("brier_calibration", BrierCalibration, ClassDefinitions.Calibration("Brier"), isRemoved: true);
        Add("brier_refinement", BrierRefinement, ClassDefinitions.Refinement("Brier"));

        void Add(string name, int index, string definition, bool isRemoved = false)
        {
            Figure figure = _split.Reason is { } reason ? measured.Of(null, definition, null, reason) : measured.Sampled(index, definition);
            // What the fits cost themselves may put the estimate below 0, where the truth cannot be.
            figures[name] = isRemoved && figure.High < 0 ? figure with { High = 0 } : figure;
        }
    }
}
