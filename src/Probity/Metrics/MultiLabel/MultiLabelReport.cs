using System.Buffers;
using Probity.Metrics.Classes;
using Probity.Metrics.Families;
using Probity.Numerics;

namespace Probity.Metrics.MultiLabel;

/// <summary>Measures multi-label outputs: rows are resampled with all their cells, rankings are sorted once.</summary>
internal sealed class MultiLabelReport
{
    private const int Accuracy = 0, Nll = 1, Brier = 2, Ece = 3, EceLabelwise = 4, AurocMicro = 5, AurocMacro = 6, PrecisionMicro = 7, PrecisionMacro = 8, Common = 9;
    private const int MostKept = 1 << 24;   // replicates × labels
    private const int FewRows = 30;

    private readonly MultiLabelRows _rows;
    private readonly EvaluationOptions _options;
    private readonly BinnedCells _bins;
    private readonly CellRanking _all;
    private readonly CellRanking[] _ranked;
    private readonly bool[] _counts;   // labels with both present and absent rows
    private readonly bool _everyLabel;
    private readonly Measured _measured;

    public MultiLabelReport(MultiLabelRows rows, EvaluationOptions options, IProgress<double>? progress)
    {
        _rows = rows;
        _options = options;
        _counts = Array.ConvertAll(rows.Positives, count => count > 0 && count < rows.Sample.Rows);
        _bins = new BinnedCells(rows.Labels, options.Bins, rows.Cells, rows.Cell);
        var ranked = new CellRanking[rows.Labels];
        RowRanges.For(rows.Labels, 1, (label, _, _) => ranked[label] = rows.Rank(label));
        _ranked = ranked;
        _all = rows.RankAll();
        _everyLabel = (long)rows.Labels * options.Bootstrap <= MostKept;
        _measured = Measure(progress);
    }

    public MultiLabelEvaluation Evaluation() => new(Figures(), Labels());

    /// <summary>Values of all cells together, then AUROC, average precision and ECE of every label.</summary>
    private void Compute(ReadOnlySpan<double> weights, Span<double> values)
    {
        int labels = _rows.Labels;
        var areas = values.Slice(Common, labels);
        var precisions = values.Slice(Common + labels, labels);
        var errors = values.Slice(Common + (2 * labels), labels);
        values[Accuracy] = WeightedSums.Of(weights, _rows.Accuracy).Mean;
        values[Nll] = WeightedSums.Of(weights, _rows.Nll).Mean;
        values[Brier] = WeightedSums.Of(weights, _rows.Brier).Mean;
        values[Ece] = _bins.Errors(weights, errors);
        values[EceLabelwise] = DefinedMean.Of(errors);
        (values[AurocMicro], values[PrecisionMicro]) = _all.Areas(weights);
        for (int label = 0; label < labels; label++)
            (areas[label], precisions[label]) = _counts[label] ? _ranked[label].Areas(weights) : (double.NaN, double.NaN);
        values[AurocMacro] = DefinedMean.Of(areas);
        values[PrecisionMacro] = DefinedMean.Of(precisions);
    }

    private Measured Measure(IProgress<double>? progress)
    {
        Sample sample = _rows.Sample;
        int labels = _rows.Labels, all = Common + (3 * labels), kept = _everyLabel ? all : Common, replicates = _options.Bootstrap;
        var values = new double[all];
        Compute(sample.Weights, values);
        double[][] resampled = Arrays(kept), signed = Arrays(kept);
        var draws = new MultinomialWeights(_options.Seed, ReplicateStreams.Rows, sample.Rows);
        int done = 0;
        RowRanges.For(replicates, 4, (_, from, to) =>
        {
            double[] rented = ArrayPool<double>.Shared.Rent(sample.Rows), results = new double[all];
            var weights = rented.AsSpan(0, sample.Rows);
            Span<uint> buffer = stackalloc uint[RandomWords.BufferLength];
            for (int r = from; r < to; r++)
            {
                draws.Resample(r, sample.Weights, weights);
                Compute(weights, results);
                for (int figure = 0; figure < kept; figure++) resampled[figure][r] = results[figure];

                var words = new RandomWords(_options.Seed, ((ulong)ReplicateStreams.RowSigns << 32) | (uint)r, buffer);
                for (int i = 0; i < weights.Length; i++) weights[i] = (words.Next() & 1) == 0 ? sample.Weights[i] : -sample.Weights[i];
                var errors = results.AsSpan(Common + (2 * labels), labels);
                results[Ece] = _bins.Errors(sample.Weights, weights, errors);
                results[EceLabelwise] = DefinedMean.Of(errors);
                for (int figure = 0; figure < kept; figure++) signed[figure][r] = results[figure];
            }
            ArrayPool<double>.Shared.Return(rented);
            progress?.Report(Interlocked.Add(ref done, to - from) / (double)replicates);
        });
        return new Measured(_options, sample, values, resampled, signed);

        double[][] Arrays(int count)
        {
            var arrays = new double[count][];
            for (int figure = 0; figure < count; figure++) arrays[figure] = new double[replicates];
            return arrays;
        }
    }

    private Dictionary<string, Figure> Figures()
    {
        Sample sample = _rows.Sample;
        var whole = Interval.Wilson(sample.Accuracy, sample.EffectiveRows, _options.Level);
        return new(StringComparer.Ordinal)
        {
            // Where no cell is wrong resamples cannot vary; the unseen share of rows is then what may be wrong at worst.
            ["accuracy"] = sample.AllRight ? _measured.Of(1, ClassDefinitions.CellAccuracy, whole, "no cell is wrong") : _measured.Sampled(Accuracy, ClassDefinitions.CellAccuracy),
            ["subset_accuracy"] = _measured.Of(sample.Accuracy, ClassDefinitions.SubsetAccuracy, whole),
            ["nll"] = _rows.ImpossibleCells == 0 ? _measured.Sampled(Nll, ClassDefinitions.CellNll) : _measured.Of(
                double.PositiveInfinity, ClassDefinitions.CellNll, null, $"{_rows.ImpossibleCells:N0} cells state that a label that is present is impossible, so there is no interval"),
            ["brier"] = _measured.Sampled(Brier, ClassDefinitions.CellBrier),
            ["ece"] = _measured.BiasedUpward(Ece, ClassDefinitions.EceOfCells(_options.Bins)),
            ["ece_labelwise"] = _measured.BiasedUpward(EceLabelwise, ClassDefinitions.EceLabelwise(_options.Bins)),
            ["auroc_micro"] = Area(AurocMicro, ClassDefinitions.AurocMicro),
            ["auroc_macro"] = Macro(AurocMacro, ClassDefinitions.AurocMacro),
            ["average_precision_micro"] = Area(PrecisionMicro, ClassDefinitions.PrecisionMicro),
            ["average_precision_macro"] = Macro(PrecisionMacro, ClassDefinitions.PrecisionMacro),
        };
    }

    private Figure Area(int index, string definition)
    {
        double value = _measured.Value(index);
        if (double.IsNaN(_measured.Value(AurocMicro))) return _measured.Of(null, definition, null, "every cell has the same outcome: there is nothing to tell apart");
        return value == 1
            ? _measured.Of(value, definition, null, "every present cell ranks above every absent one: resamples cannot vary")
            : _measured.Of(value, definition, _measured.Percentile(index));
    }

    private Figure Macro(int index, string definition)
    {
        int left = _counts.Count(counts => !counts);
        string? reason = left == 0 ? null : $"{left:N0} of {_counts.Length:N0} labels are present in every row or in none and are left out";
        double value = _measured.Value(index);
        if (double.IsNaN(value)) return _measured.Of(null, definition, null, "every label is present in every row or in none");
        if (value == 1) reason = "every label's present rows rank above its absent ones: resamples cannot vary";
        return _measured.Of(value, definition, value == 1 ? null : _measured.Percentile(index), reason) with
        {
            Beside = new Dictionary<string, double>(StringComparer.Ordinal) { ["labels_left_out"] = left },
        };
    }

    private LabelFigures[] Labels()
    {
        var table = new LabelFigures[_rows.Labels];
        for (int label = 0; label < table.Length; label++) table[label] = Describe(label);
        return table;
    }

    private LabelFigures Describe(int label)
    {
        Sample sample = _rows.Sample;
        int positives = _rows.Positives[label], fewest = Math.Min(positives, sample.Rows - positives);
        string? few = fewest < FewRows ? $"the label is {(positives == fewest ? "present" : "absent")} in only {fewest} of {sample.Rows:N0} rows: the interval is rough" : null;
        string? undefined = fewest > 0 ? null : positives == 0 ? "the label is present in no row" : "the label is present in every row";
        double area = _measured.Value(Common + label), precision = _measured.Value(Common + _rows.Labels + label);
        int ece = Common + (2 * _rows.Labels) + label;
        double share = Share(label);
        var newcombe = undefined is null ? Interval.Newcombe(area, share * sample.EffectiveRows, (1 - share) * sample.EffectiveRows, _options.Level) : default;
        string definition = ClassDefinitions.EceOfLabel(_options.Bins);
        return new LabelFigures(label, positives, new Dictionary<string, Figure>(StringComparer.Ordinal)
        {
            ["auroc"] = undefined is not null
                ? _measured.Of(null, ClassDefinitions.LabelAuroc, null, undefined)
                : _measured.Of(area, ClassDefinitions.LabelAuroc, Percentile(Common + label)?.Hull(newcombe) ?? newcombe, few),
            ["average_precision"] = undefined is not null
                ? _measured.Of(null, ClassDefinitions.LabelPrecision, null, undefined)
                : _measured.Of(
                    precision, ClassDefinitions.LabelPrecision,
                    area == 1 ? HonestIntervals.PerfectAveragePrecision(newcombe.Low, share) : Percentile(Common + _rows.Labels + label), few),
            ["ece"] = _everyLabel ? _measured.BiasedUpward(ece, definition) : _measured.Of(_measured.Value(ece), definition, null),
        });
    }

    private Interval? Percentile(int index) => _everyLabel ? _measured.Percentile(index) : null;

    /// <summary>Weighted share of the rows in which the label is present.</summary>
    private double Share(int label)
    {
        double sum = 0;
        for (int i = 0; i < _rows.Sample.Rows; i++)
        {
            if (_rows.IsPresent(i, label)) sum += _rows.Sample.Weights[i];
        }
        return sum / _rows.Sample.TotalWeight;
    }
}
