using Probity.Numerics;

namespace Probity.Metrics.Accumulators;

/// <summary>Weights, outcomes and losses of rows that come in chunks, summed without rounding.</summary>
internal sealed class LossSums
{
    private readonly ExactSum _weight = new(), _squaredWeight = new(), _right = new();
    private readonly Moments _nll = new(), _brier = new();
    private readonly ExactSum _excess = new(), _variance = new(), _rowVariance = new();

    /// <summary>Rows of positive weight.</summary>
    public long Rows { get; private set; }

    /// <summary>Rows that give their label probability 0.</summary>
    public long ZeroRows { get; private set; }

    private bool WholeWeights { get; set; } = true;

    /// <summary>Weights that are not all whole count only by their ratios: what scales them to a mean of 1, as everywhere.</summary>
    public double Scale => WholeWeights ? 1 : Rows / Weight;

    public double Weight => _weight.Value;

    public double Accuracy => _right.Value / _weight.Value;

    public double EffectiveRows => Weight / _squaredWeight.Value * Weight;

    public (double Mean, double StandardError) Nll => _nll.Of(Weight, EffectiveRows);

    public (double Mean, double StandardError) Brier => _brier.Of(Weight, EffectiveRows);

    /// <summary>NaN where every confidence is 0, ½ or 1.</summary>
    public SpiegelhalterTest Spiegelhalter => SpiegelhalterTest.Of(Scale * _excess.Value, Scale * _variance.Value, Scale * Scale * _rowVariance.Value);

    /// <param name="weight">Positive.</param>
    /// <param name="confidence">Stated, in [0, 1].</param>
    /// <param name="correct">The outcome.</param>
    public void Add(double weight, double confidence, bool correct)
    {
        double tilt = 1 - confidence - confidence, part = weight * (tilt * tilt * (confidence * (1 - confidence)));
        _excess.Add(weight * (tilt * ((correct ? 1 : 0) - confidence)));
        _variance.Add(part);
        _rowVariance.Add(weight * part);
        Rows++;
        _weight.Add(weight);
        _squaredWeight.Add(weight * weight);
        if (correct) _right.Add(weight);
        WholeWeights &= weight == Math.Floor(weight);
    }

    public void AddNll(double weight, double nll)
    {
        if (double.IsPositiveInfinity(nll)) ZeroRows++;
        else _nll.Add(weight, nll);
    }

    public void AddBrier(double weight, double brier) => _brier.Add(weight, brier);

    public void Merge(LossSums other)
    {
        Rows += other.Rows;
        ZeroRows += other.ZeroRows;
        WholeWeights &= other.WholeWeights;
        _weight.Add(other._weight);
        _squaredWeight.Add(other._squaredWeight);
        _right.Add(other._right);
        _nll.Merge(other._nll);
        _brier.Merge(other._brier);
        _excess.Add(other._excess);
        _variance.Add(other._variance);
        _rowVariance.Add(other._rowVariance);
    }

    private sealed class Moments
    {
        private readonly ExactSum _sum = new(), _squares = new();

        public void Add(double weight, double value)
        {
            _sum.Add(weight * value);
            _squares.Add(weight * value * value);
        }

        public void Merge(Moments other)
        {
            _sum.Add(other._sum);
            _squares.Add(other._squares);
        }

        public (double Mean, double StandardError) Of(double weight, double effectiveRows)
        {
            double mean = _sum.Value / weight;
            double variance = Math.Max(0, (_squares.Value / weight) - (mean * mean));
            return (mean, Math.Sqrt(variance / Math.Max(1, effectiveRows - 1)));
        }
    }
}
