using System.Runtime.InteropServices;
using Probity.Decisions;
using Probity.Metrics;
using Probity.Numerics;

namespace Probity;

/// <summary>Labelled rows and what each costs: under the cost rule, when answered whatever it is, when reviewed.</summary>
internal sealed class CostedRows
{
    private const int Replicated = 1_000, Figures = 3;

    private readonly CostMatrix _costs;
    private readonly int[] _labels;
    private readonly double[] _weights;
    private readonly bool[] _passes;
    private readonly double[] _policy, _answer;
    private readonly Decision[] _decisions;

    public CostedRows(CostMatrix costs, ReadOnlySpan<int> labels, ReadOnlySpan<double> weights, ReadOnlySpan<bool> passes)
    {
        (_costs, _labels, _weights, _passes) = (costs, labels.ToArray(), weights.ToArray(), passes.ToArray());
        (_policy, _answer, _decisions) = (new double[_labels.Length], new double[_labels.Length], new Decision[_labels.Length]);
    }

    /// <summary>Decides on some rows.</summary>
    /// <param name="rows">n numbers of rows.</param>
    /// <param name="calibrated">Their n×K calibrated logits.</param>
    public void Add(ReadOnlySpan<int> rows, ReadOnlySpan<double> calibrated)
    {
        var answers = new int[rows.Length];
        double[] confidence = new double[rows.Length], saving = new double[rows.Length];
        var otherwise = new Decision[rows.Length];
        CostAnswers.Compute(_costs, calibrated.Length / rows.Length, calibrated, answers, confidence, saving, otherwise);
        for (int i = 0; i < rows.Length; i++)
        {
            int row = rows[i], truth = _labels[row];
            _answer[row] = _costs.Of(truth, answers[i]);
            _decisions[row] = _passes.Length > 0 && !_passes[row] ? Decision.Reject : saving[i] >= 0 ? Decision.Accept : otherwise[i];
            _policy[row] = _decisions[row] switch
            {
                Decision.Accept => _answer[row],
                Decision.Review => _costs.Review![truth],
                _ => (_costs.Rejection ?? _costs.Review)![truth],   // what a gate stops is handed on where rejections have no price
            };
        }
    }

    /// <summary>Means with bootstrap intervals of 95 %.</summary>
    public CostEstimate Estimate(EstimationRows source, ulong seed)
    {
        // Rows alike in all that counts are one kind; the bootstrap draws how many there are of each, which is the same as drawing rows.
        var kinds = new Dictionary<(double Policy, double Answer, double Review, double Weight), int>();
        for (int i = 0; i < _labels.Length; i++)
            CollectionsMarshal.GetValueRefOrAddDefault(kinds, (_policy[i], _answer[i], _costs.Review?[_labels[i]] ?? 0, _weights.Length == 0 ? 1 : _weights[i]), out _)++;
        (double Policy, double Answer, double Review, double Weight)[] kind = [.. kinds.Keys];
        int[] count = [.. kinds.Values];
        double[] counts = Array.ConvertAll(count, one => (double)one);

        Span<double> means = stackalloc double[Figures];
        Means(kind, count, means);
        double[][] replicates = Replicates.Run(Replicated, Figures, 0, (replicate, _, figures) =>
        {
            var random = new RandomStream(seed, ((ulong)ReplicateStreams.Costs << 32) | (uint)replicate);
            var drawn = new int[kind.Length];
            MultinomialDraw.Next(ref random, _labels.Length, counts, drawn);
            Means(kind, drawn, figures);
        });
        return new CostEstimate
        {
            Source = source,
            Policy = CostFigures.Policy(source, _labels.Length, means[0], Interval.Percentile(replicates[0], .95)),
            AlwaysAnswer = CostFigures.AlwaysAnswer(source, _labels.Length, means[1], Interval.Percentile(replicates[1], .95)),
            AlwaysReview = _costs.Review is null ? null : CostFigures.AlwaysReview(source, _labels.Length, means[2], Interval.Percentile(replicates[2], .95)),
            Accepted = Share(Decision.Accept),
            Reviewed = Share(Decision.Review),
            Rejected = Share(Decision.Reject),
        };
    }

    private static void Means((double Policy, double Answer, double Review, double Weight)[] kinds, ReadOnlySpan<int> counts, Span<double> means)
    {
        means.Clear();
        double total = 0;
        for (int k = 0; k < kinds.Length; k++)
        {
            double weight = counts[k] * kinds[k].Weight;
            total += weight;
            means[0] += weight * kinds[k].Policy;
            means[1] += weight * kinds[k].Answer;
            means[2] += weight * kinds[k].Review;
        }
        foreach (ref double mean in means) mean /= total;
    }

    private double Share(Decision decision)
    {
        double sum = 0, total = 0;
        for (int i = 0; i < _decisions.Length; i++)
        {
            double weight = _weights.Length == 0 ? 1 : _weights[i];
            total += weight;
            if (_decisions[i] == decision) sum += weight;
        }
        return sum / total;
    }
}
