using Probity.Numerics;

namespace Probity.Metrics.Families;

/// <summary>
/// Figures of top-label calibration. All of them are functions of confidence, of the gap between confidence and outcome, and of
/// the weights, in order of confidence: resampling changes the weights, drawing outcomes changes the gaps.
/// </summary>
internal sealed class CalibrationFigures : FigureFamily
{
    private readonly Sample _sample;
    private readonly ConfidenceBins _bins;
    private readonly double[] _gaps, _weights;
    private readonly CalibrationPart[] _parts;

    public CalibrationFigures(Sample sample, EvaluationRows rows, int bins)
    {
        _sample = sample;
        _bins = new ConfidenceBins(sample.Keep(rows.Confidence), bins);
        _gaps = new double[sample.Rows];
        _weights = new double[sample.Rows];
        for (int i = 0; i < _gaps.Length; i++)
        {
            int row = _bins.Order[i];
            _gaps[i] = _bins.Confidence[i] - (sample.Correct[row] ? 1 : 0);
            _weights[i] = sample.Weights[row];
        }
        _parts =
        [
            new BinnedErrors(_bins, _weights),
            new SmoothError(_bins, _gaps, _weights),
            new CumulativeErrors(_bins, _gaps, _weights),
            new BrierParts(_bins, _gaps, _weights),
        ];
        foreach (var part in _parts) Count += part.Count;
    }

    public override int Count { get; }

    public override int DrawnCount => Count;

    public override int Room => _sample.Rows;

    public override void Compute(ReadOnlySpan<double> weights, Span<double> room, Span<double> values)
    {
        var arranged = room[.._gaps.Length];
        for (int i = 0; i < arranged.Length; i++) arranged[i] = weights[_bins.Order[i]];
        Run(_gaps, arranged, values);
    }

    public override void DrawOutcomes(ref RandomWords words, Span<double> room, Span<double> values)
    {
        var gaps = room[.._gaps.Length];
        double[] confidence = _bins.Confidence;
        for (int i = 0; i < gaps.Length; i++)
        {
            // A 32-bit draw below 2³²·confidence: always where it is 1, never where it is 0.
            double drawn = words.Next() < confidence[i] * 4294967296.0 ? 1 : 0;
            gaps[i] = confidence[i] - drawn;
        }
        Run(gaps, _weights, values);
    }

    public override void Describe(Measured measured, Dictionary<string, Figure> figures)
    {
        int first = 0;
        foreach (var part in _parts)
        {
            part.Describe(measured, first, figures);
            first += part.Count;
        }
    }

    private void Run(ReadOnlySpan<double> gaps, ReadOnlySpan<double> weights, Span<double> values)
    {
        int first = 0;
        foreach (var part in _parts)
        {
            part.Compute(gaps, weights, values.Slice(first, part.Count));
            first += part.Count;
        }
    }
}

/// <summary>Some figures of calibration: made once for the confidences, computed for any gaps and weights.</summary>
internal abstract class CalibrationPart
{
    public abstract int Count { get; }

    /// <param name="gaps">Confidence minus outcome of each row, in order of confidence.</param>
    /// <param name="weights">In the same order; zeros are fine.</param>
    /// <param name="values"><see cref="Count"/> values.</param>
    public abstract void Compute(ReadOnlySpan<double> gaps, ReadOnlySpan<double> weights, Span<double> values);

    /// <param name="measured">Of the whole family.</param>
    /// <param name="first">Index of this part's first value in it.</param>
    /// <param name="figures">What to add to.</param>
    public abstract void Describe(Measured measured, int first, Dictionary<string, Figure> figures);
}
