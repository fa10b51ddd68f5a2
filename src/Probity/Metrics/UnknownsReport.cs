using Probity.Numerics;

namespace Probity.Metrics;

/// <summary>The four figures of one score on in-distribution and unknown rows.</summary>
internal sealed class UnknownsReport
{
    private const double Keep = 0.95;
    private const uint Family = 2;

    private readonly string _token;
    private readonly EvaluationOptions _options;
    private readonly int _known, _unknown;
    private readonly RankingPass _values;
    private readonly double[][] _replicates;

    public UnknownsReport(string token, ReadOnlySpan<double> inDistribution, ReadOnlySpan<double> unknown, EvaluationOptions options)
    {
        _token = token;
        _options = options;
        _known = inDistribution.Length;
        _unknown = unknown.Length;

        var all = new double[checked(_known + _unknown)];
        inDistribution.CopyTo(all);
        unknown.CopyTo(all.AsSpan(_known));
        var ranked = RankedRows.Descending(all);
        var known = new double[all.Length];
        int[] knownAt = new int[_known], unknownAt = new int[_unknown];
        int k = 0, u = 0;
        for (int i = 0; i < all.Length; i++)
        {
            if (ranked.Order[i] < _known)
            {
                known[i] = 1;
                knownAt[k++] = i;
            }
            else
            {
                unknownAt[u++] = i;
            }
        }

        var ones = new double[all.Length];
        Array.Fill(ones, 1);
        _values = RankingPass.Run(ranked.GroupEnds, known, ones, Keep);
        _replicates = Replicates.Run(options.Bootstrap, 4, all.Length, options.Seed, Family, Resample);

        void Resample(ref RandomWords words, double[] scratch, Span<double> figures)
        {
            Array.Clear(scratch);
            Draw(ref words, knownAt, scratch);
            Draw(ref words, unknownAt, scratch);
            var pass = RankingPass.Run(ranked.GroupEnds, known, scratch, Keep);
            figures[0] = pass.Auroc;
            figures[1] = pass.FalsePositiveRate;
            figures[2] = pass.AveragePrecision;
            figures[3] = pass.AveragePrecisionOfNegatives;
        }
    }

    public Dictionary<string, Figure> Figures()
    {
        double level = _options.Level;
        var area = Interval.Newcombe(_values.Auroc, _known, _unknown, level);
        var rate = Interval.Wilson(_values.FalsePositiveRate, _unknown, level);
        double share = _known / (double)(_known + _unknown);
        return new(StringComparer.Ordinal)
        {
            [$"ood_auroc_{_token}"] = Of(_values.Auroc, Definitions.OodAuroc(_token), Drawn(0)?.Hull(area)),
            [$"ood_fpr95_{_token}"] = Of(_values.FalsePositiveRate, Definitions.OodFpr95(_token), Drawn(1)?.Hull(rate)),
            [$"ood_aupr_in_{_token}"] = Precision(_values.AveragePrecision, Definitions.OodAuprIn(_token), 2, area.Low, share),
            [$"ood_aupr_out_{_token}"] = Precision(_values.AveragePrecisionOfNegatives, Definitions.OodAuprOut(_token), 3, area.Low, 1 - share),
        };
    }

    private Figure Precision(double value, string definition, int replicates, double areaLow, double share)
    {
        if (_values.Auroc == 1)
        {
            var interval = HonestIntervals.PerfectAveragePrecision(areaLow, share);
            return Of(value, definition, interval, "resamples cannot vary: the lower end follows from that of the AUROC");
        }
        if (_values.Auroc == 0)
            return Of(value, definition, null, "every unknown row ranks above every in-distribution one: resamples cannot vary");
        return Of(value, definition, Drawn(replicates));
    }

    private Interval? Drawn(int figure) => Interval.Percentile(_replicates[figure], _options.Level);

    private Figure Of(double value, string definition, Interval? interval, string? reason = null) => new()
    {
        Value = value,
        Low = _options.Bootstrap == 0 ? null : interval?.Low,
        High = _options.Bootstrap == 0 ? null : interval?.High,
        Rows = _known + _unknown,
        Definition = definition,
        Reason = reason,
    };

    private static void Draw(ref RandomWords words, int[] positions, double[] weights)
    {
        for (int i = 0; i < positions.Length; i++) weights[positions[words.NextInt32(positions.Length)]]++;
    }
}
