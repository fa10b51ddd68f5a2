using Probity.Calibration;

namespace Probity.Cli.Assessing;

/// <summary>Multi-label rows with calibrated probabilities.</summary>
internal sealed class CalibratedLabelRows : AssessedRows
{
    private readonly MultiLabelCalibration _calibration;
    private readonly LabelAnswers _labels;
    private readonly double[] _cells;

    public CalibratedLabelRows(int capacity, MultiLabelCalibration calibration, IReadOnlyList<string>? names) : base(capacity)
    {
        _calibration = calibration;
        _labels = new LabelAnswers(capacity, calibration.Labels, names);
        _cells = new double[capacity * calibration.Labels];
    }

    public override IReadOnlyList<RowColumn> Columns => _labels.Columns;

    /// <returns>The calibrated probabilities, row by row; valid until the next chunk.</returns>
    public ReadOnlySpan<double> Assess(ReadOnlySpan<float> logits)
    {
        Count = logits.Length / _calibration.Labels;
        _calibration.Calibrate(logits, _calibration.Labels, _cells);
        for (int i = 0; i < logits.Length; i++) _labels[i] = _cells[i];
        return _cells.AsSpan(0, logits.Length);
    }
}
