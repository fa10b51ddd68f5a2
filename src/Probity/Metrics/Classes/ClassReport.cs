using Probity.Metrics.Families;
using Probity.Numerics;
using Probity.Scores;

namespace Probity.Metrics.Classes;

/// <summary>Puts the table of classes together: counts with closed forms, calibration with replicates.</summary>
internal sealed class ClassReport
{
    private const int MostKept = 1 << 24;   // replicates × classes
    private const int FewRows = 30;

    private readonly Sample _sample;
    private readonly EvaluationOptions _options;
    private readonly int _classes;
    private readonly int[] _labels, _predicted;
    private readonly double[] _confidence, _areas;
    private readonly Tally[] _tallies;
    private readonly Measured? _calibration;
    private readonly ClasswiseErrors? _errors;
    private readonly bool _hasReplicates;

    private unsafe ClassReport(Sample sample, EvaluationRows rows, EvaluationOptions options, ClasswiseErrors? errors)
    {
        _sample = sample;
        _options = options;
        _errors = errors;
        int columns = rows.Logits.Length / rows.Confidence.Length;
        _classes = Math.Max(2, columns);
        _labels = sample.Keep(rows.Labels);
        _confidence = sample.Keep(rows.Confidence);
        _predicted = new int[sample.Rows];
        var logits = sample.KeepRows(rows.Logits, columns);
        LogitScores.Compute(logits, columns, new ScoreColumns { Predicted = _predicted });
        fixed (float* z = logits) _areas = OneVersusRest.Areas(z, columns, _labels, sample.Weights, rows.Temperature);
        _tallies = CountRows();

        _hasReplicates = (long)_classes * options.Bootstrap <= MostKept;
        if (errors is null) return;   // too many bins
        var cells = new BinnedCells(_classes, options.Bins, sample.Rows, i => (i, _predicted[i], _confidence[i], _labels[i] == _predicted[i]));
        _calibration = Measure(cells, _hasReplicates ? options.Bootstrap : 0);
    }

    public static IReadOnlyList<ClassFigures> Of(Sample sample, EvaluationRows rows, EvaluationOptions options, ClasswiseErrors? errors)
    {
        var report = new ClassReport(sample, rows, options, errors);
        var table = new ClassFigures[report._classes];
        for (int k = 0; k < table.Length; k++) table[k] = report.Describe(k);
        return table;
    }

    private ClassFigures Describe(int k)
    {
        Tally t = _tallies[k];
        var figures = new Dictionary<string, Figure>(StringComparer.Ordinal)
        {
            ["precision"] = Share(t.Hits, t.PredictedWeight, t.PredictedSquares, t.Predicted, ClassDefinitions.Precision, NeverPredicted),
            ["recall"] = Share(t.Hits, t.LabelWeight, t.LabelSquares, t.Rows, ClassDefinitions.Recall, NoRow),
            ["f1"] = F1(t),
            ["mean_confidence"] = MeanConfidence(t),
            ["ece"] = Calibration(k, t),
            ["auroc"] = Area(k, t),
            ["ece_classwise"] = _errors?.OfClass(k) ?? ClasswiseErrors.TooManyBins(_sample, _classes, _options.Bins),
        };
        return new ClassFigures(k, t.Rows, t.Predicted, figures);
    }

    private const string NeverPredicted = "no row is predicted as this class", NoRow = "no row has this label";

    private Figure Share(double part, double whole, double squares, int rows, string definition, string otherwise) => rows == 0
        ? Of(null, definition, 0, null, otherwise)
        : Of(part / whole, definition, rows, Interval.Wilson(part / whole, whole / squares * whole, _options.Level));

    private Figure F1(Tally t)
    {
        double union = t.LabelWeight + t.PredictedWeight - t.Hits;
        if (union == 0) return Of(null, ClassDefinitions.F1, 0, null, "no row has this label or is predicted as this class");
        double jaccard = t.Hits / union;
        var interval = Interval.Wilson(jaccard, union / t.UnionSquares * union, _options.Level);
        return Of(Carried(jaccard), ClassDefinitions.F1, t.Union, new Interval(Carried(interval.Low), Carried(interval.High)));

        static double Carried(double j) => 2 * j / (1 + j);
    }

    private Figure MeanConfidence(Tally t)
    {
        if (t.Predicted == 0) return Of(null, ClassDefinitions.MeanConfidence, 0, null, NeverPredicted);
        double mean = t.Confidences / t.PredictedWeight;
        double half = NormalDistribution.TwoSided(_options.Level) * Math.Sqrt(t.Spread) / t.PredictedWeight;
        if (t.Predicted == 1) return Of(mean, ClassDefinitions.MeanConfidence, 1, null, "one row: no spread to go by");
        half *= Math.Sqrt(t.Predicted / (t.Predicted - 1.0));
        return Of(mean, ClassDefinitions.MeanConfidence, t.Predicted, new Interval(Math.Max(0, mean - half), Math.Min(1, mean + half)));
    }

    private Figure Calibration(int k, Tally t)
    {
        string definition = ClassDefinitions.EceWherePredicted(_options.Bins);
        if (t.Predicted == 0) return Of(null, definition, 0, null, NeverPredicted);
        if (_calibration is null) return ClasswiseErrors.TooManyBins(_sample, _classes, _options.Bins) with { Definition = definition };
        if (!_hasReplicates) return Of(_calibration.Value(k), definition, t.Predicted, null);
        return _calibration.BiasedUpward(k, definition) with { Rows = t.Predicted, Reason = Few(t.Predicted) };
    }

    private Figure Area(int k, Tally t)
    {
        if (t.Rows == 0) return Of(null, ClassDefinitions.OneVersusRest, _sample.Rows, null, NoRow);
        if (t.Rows == _sample.Rows) return Of(null, ClassDefinitions.OneVersusRest, _sample.Rows, null, "every row has this label: there is nothing to tell apart");
        double share = t.LabelWeight / _sample.TotalWeight, rows = _sample.EffectiveRows;
        return Of(_areas[k], ClassDefinitions.OneVersusRest, _sample.Rows, Interval.Newcombe(_areas[k], share * rows, (1 - share) * rows, _options.Level), Few(t.Rows));
    }

    private Figure Of(double? value, string definition, int rows, Interval? interval, string? reason = null) => new()
    {
        Value = value,
        Low = _options.Bootstrap == 0 ? null : interval?.Low,
        High = _options.Bootstrap == 0 ? null : interval?.High,
        Rows = rows,
        Definition = definition,
        Reason = reason ?? (rows > 0 ? Few(rows) : null),
    };

    private static string? Few(int rows) => rows < FewRows ? $"only {rows} {(rows == 1 ? "row" : "rows")}: the interval is rough" : null;

    private Measured Measure(BinnedCells cells, int replicates)
    {
        var values = new double[_classes];
        cells.Errors(_sample.Weights, values);
        double[][] resampled = Empty(), drawn = Empty();
        var draws = new MultinomialWeights(_options.Seed, ReplicateStreams.Rows, _sample.Rows);
        RowRanges.For(replicates, 8, (_, from, to) =>
        {
            double[] weights = new double[_sample.Rows], room = new double[_sample.Rows], errors = new double[_classes];
            Span<uint> buffer = stackalloc uint[RandomWords.BufferLength];
            for (int r = from; r < to; r++)
            {
                draws.FillAll(r, weights);
                for (int i = 0; i < weights.Length; i++) weights[i] *= _sample.Weights[i];
                cells.Errors(weights, errors);
                for (int k = 0; k < errors.Length; k++) resampled[k][r] = errors[k];
                var words = new RandomWords(_options.Seed, ((ulong)ReplicateStreams.ClassOutcomes << 32) | (uint)r, buffer);
                cells.DrawnErrors(ref words, _sample.Weights, room, errors);
                for (int k = 0; k < errors.Length; k++) drawn[k][r] = errors[k];
            }
        });
        return new Measured(_options, _sample, values, resampled, drawn);

        double[][] Empty()
        {
            var arrays = new double[_classes][];
            for (int k = 0; k < arrays.Length; k++) arrays[k] = new double[replicates];
            return arrays;
        }
    }

    private Tally[] CountRows()
    {
        var tallies = new Tally[_classes];
        for (int i = 0; i < _labels.Length; i++)
        {
            double w = _sample.Weights[i];
            ref Tally label = ref tallies[_labels[i]];
            label.Rows++;
            label.LabelWeight += w;
            label.LabelSquares += w * w;
            label.Union++;
            label.UnionSquares += w * w;
            ref Tally predicted = ref tallies[_predicted[i]];
            predicted.Predicted++;
            predicted.PredictedWeight += w;
            predicted.PredictedSquares += w * w;
            predicted.Confidences += w * _confidence[i];
            if (_labels[i] == _predicted[i])
            {
                predicted.Hits += w;
            }
            else
            {
                predicted.Union++;
                predicted.UnionSquares += w * w;
            }
        }
        for (int i = 0; i < _labels.Length; i++)
        {
            ref Tally predicted = ref tallies[_predicted[i]];
            double off = _sample.Weights[i] * (_confidence[i] - (predicted.Confidences / predicted.PredictedWeight));
            predicted.Spread += off * off;
        }
        return tallies;
    }

    /// <summary>What is counted of a class; squares are of weights.</summary>
    private struct Tally
    {
        public int Rows, Predicted, Union;
        public double LabelWeight, LabelSquares, PredictedWeight, PredictedSquares, UnionSquares, Hits, Confidences, Spread;
    }
}
