using System.Numerics;
using Probity.Learning.Engine;
using Probity.Metrics;
using Probity.Scores;

namespace Probity.Learning;

/// <summary>Rows that a training is judged on after every epoch.</summary>
internal sealed class ValidationSet
{
    private readonly TrainingRows _rows;
    private readonly Head _head;
    private readonly int _columns;
    private readonly int[] _labels;   // of each question: a row, or a cell of a multi-label row
    private readonly bool[] _correct;
    private readonly double[] _nll, _confidence;
    private readonly double[]? _classWeights;

    /// <param name="rows">At least one.</param>
    /// <param name="head">Of the networks to come.</param>
    /// <param name="classWeights">
    /// What training weighs rows by: what chooses the epoch must weigh them likewise, or it prefers the epoch that has learned the least. Null for 1.
    /// </param>
    public ValidationSet(TrainingRows rows, Head head, double[]? classWeights)
    {
        _rows = rows;
        _head = head;
        bool cells = head.Targets == TargetKind.Cells;
        _columns = cells || head.Targets == TargetKind.Binary ? 1 : rows.Classes;
        _labels = cells ? Array.ConvertAll(rows.Targets.Cells, cell => (int)cell) : rows.Targets.Labels;
        _correct = new bool[_labels.Length];
        _nll = new double[_labels.Length];
        _confidence = new double[_labels.Length];
        _classWeights = classWeights is not null && Array.Exists(_labels, label => classWeights[label] > 0) ? classWeights : null;
    }

    public int Rows => _rows.Rows;

    private bool HasNumbers => _rows.Targets.Kind == TargetKind.Value;

    /// <summary>Figures of a network's outputs; all NaN where an output is not a number.</summary>
    public ValidationFigures Measure<T>(Network<T> network) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        float[] logits = HeadLogits.Of(network, _head, _rows.Classes, _rows.Features);
        foreach (float logit in logits)
        {
            if (!float.IsFinite(logit)) return new ValidationFigures(double.NaN, double.NaN, double.NaN, double.NaN);
        }
        if (HasNumbers) return new ValidationFigures(SquaredError(logits), double.NaN, double.NaN, double.NaN);
        LabelLosses.Compute(logits, _labels, _columns, _correct, _nll, default);
        LogitScores.Compute(logits, _columns, new ScoreColumns { MaxProbability = _confidence });
        return new ValidationFigures(
            Mean(_nll), _correct.Count(right => right) / (double)_correct.Length, CalibrationError.Ece(_confidence, _correct), _confidence.Average());
    }

    /// <summary>NLL of answering with the shares of the classes (or of each label) among the training rows as they are weighed, smoothed by one row each: what knows nothing of the features. Where targets are numbers, the squared error of their mean.</summary>
    public double NllOfShares(Targets training)
    {
        if (HasNumbers)
        {
            double mean = training.Values.Average();
            return _rows.Targets.Values.Average(value => (value - mean) * (value - mean));
        }
        double sum = 0;
        if (training.Kind == TargetKind.Cells)
        {
            var yes = new int[training.Classes];
            for (int i = 0; i < training.Cells.Length; i++) yes[i % training.Classes] += training.Cells[i];
            for (int i = 0; i < _labels.Length; i++)
            {
                double share = (yes[i % training.Classes] + 1.0) / (training.Rows + 2);
                sum -= Math.Log(_labels[i] == 1 ? share : 1 - share);
            }
            return sum / _labels.Length;
        }
        int[] counts = training.Counts();
        double[] shares = [.. counts.Select((count, k) => ((Weight(k) * count) + 1) / (training.Rows + training.Classes))];   // weights have mean 1
        return Mean(Array.ConvertAll(_labels, label => -Math.Log(shares[label])));
    }

    private double Weight(int label) => _classWeights is null ? 1 : _classWeights[label];

    /// <summary>Over the questions, weighed by class.</summary>
    private double Mean(double[] values)
    {
        if (_classWeights is null) return values.Average();
        double sum = 0, weights = 0;
        for (int i = 0; i < values.Length; i++)
        {
            sum += _classWeights[_labels[i]] * values[i];
            weights += _classWeights[_labels[i]];
        }
        return sum / weights;
    }

    private double SquaredError(float[] logits)
    {
        double sum = 0;
        for (int i = 0; i < logits.Length; i++)
        {
            double error = (1 / (1 + Math.Exp(-(double)logits[i]))) - _rows.Targets.Values[i];
            sum += error * error;
        }
        return sum / logits.Length;
    }
}
