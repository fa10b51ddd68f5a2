using Probity.Metrics;
using Probity.Numerics;

namespace Probity.Decisions;

/// <summary>Thresholds by point estimate for many classes: rows are sorted once, and all classes share each draw of the bootstrap.</summary>
/// <remarks>
/// A class looks only at the rows answered with it and at those it should have been answered with; of the rest it needs the weight.
/// So a replicate costs one draw of all rows and two looks at each, however many classes there are.
/// </remarks>
internal static class ClassThresholdChoice
{
    private const int MostClasses = 256;        // at a time: a replicate's figures stand on the stack
    private const int MostValues = 4_000_000;   // held at a time; for classes beyond them the same draws are made again
    private const double Rounding = 1e-12;      // of a sum of weights

    public static ChosenThreshold[] Choose(
        ReadOnlySpan<double> scores, ReadOnlySpan<int> answers, ReadOnlySpan<int> labels, int classes, ThresholdTarget target, ReadOnlySpan<double> weights,
        ReadOnlySpan<bool> acceptable, int replicates, double level, ulong seed)
    {
        int[] order = RankedAnswers.Order(scores, acceptable, out int some);
        var sorted = new double[order.Length];
        for (int i = 0; i < sorted.Length; i++) sorted[i] = weights.IsEmpty ? 1 : weights[order[i]];
        double total = Sum(sorted);

        int[][] members = Members(order, answers, labels, classes, some, out int[] acceptances);
        var choices = new ThresholdReplicates[classes];
        for (int k = 0; k < classes; k++)
        {
            int[] own = members[k];
            bool[] right = new bool[own.Length], counted = new bool[own.Length];
            double[] listed = new double[own.Length], descending = new double[acceptances[k]];
            for (int i = 0; i < own.Length; i++)
            {
                int row = order[own[i]];
                (right[i], counted[i], listed[i]) = (labels[row] == k, answers[row] == k, sorted[own[i]]);
                if (i < descending.Length) descending[i] = scores[row] + 0.0;
            }
            choices[k] = new(RankedAnswers.Of(sorted.Length, descending, right, counted, listed, Others(total, listed, sorted.Length)), target);
        }

        ChosenThreshold[] chosen = Array.ConvertAll(choices, choice => choice.Chosen);
        int[] reached = replicates == 0 ? [] : [.. Enumerable.Range(0, classes).Where(k => chosen[k].Point is not null)];
        int together = Math.Clamp(MostValues / (ThresholdReplicates.Figures * Math.Max(1, replicates)), 1, MostClasses);
        double effective = Thresholds.EffectiveRows(sorted);
        foreach (int[] batch in reached.Chunk(together))
        {
            double[][] figures = Replicates(batch, choices, members, sorted, replicates, seed);
            for (int c = 0; c < batch.Length; c++)
            {
                ReadOnlySpan<double[]> own = figures.AsSpan(c * ThresholdReplicates.Figures, ThresholdReplicates.Figures);
                chosen[batch[c]] = chosen[batch[c]] with { Stability = choices[batch[c]].Stability(own, level, effective) };
            }
        }
        return chosen;
    }

    private static double[][] Replicates(int[] batch, ThresholdReplicates[] choices, int[][] members, double[] sorted, int replicates, ulong seed)
    {
        int rows = sorted.Length, room = batch.Max(k => members[k].Length + choices[k].Scratch);
        var draws = new MultinomialWeights(seed, ReplicateStreams.Thresholds, rows);
        return Metrics.Replicates.Run(replicates, ThresholdReplicates.Figures * batch.Length, rows + room, (replicate, scratch, values) =>
        {
            Span<double> weights = scratch.AsSpan(0, rows);
            draws.Resample(replicate, sorted, weights);
            double total = Sum(weights);
            for (int c = 0; c < batch.Length; c++)
            {
                int[] own = members[batch[c]];
                Span<double> drawn = scratch.AsSpan(rows, own.Length);
                for (int i = 0; i < own.Length; i++) drawn[i] = weights[own[i]];
                choices[batch[c]].Run(drawn, Others(total, drawn, rows), scratch.AsSpan(rows + own.Length), values.Slice(c * ThresholdReplicates.Figures, ThresholdReplicates.Figures));
            }
        });
    }

    /// <summary>Of every class the places in the ranking of the rows that it looks at: those it can be accepted for, most confident first, then others answered with it or labelled with it.</summary>
    private static int[][] Members(int[] order, ReadOnlySpan<int> answers, ReadOnlySpan<int> labels, int classes, int some, out int[] acceptances)
    {
        acceptances = new int[classes];
        var counts = new int[classes];
        for (int place = 0; place < order.Length; place++)
        {
            int answer = answers[order[place]], label = labels[order[place]];
            counts[answer]++;
            if (label != answer) counts[label]++;
            if (place < some) acceptances[answer]++;
        }
        int[][] members = Array.ConvertAll(counts, count => new int[count]);
        int[] accepted = new int[classes], others = [.. acceptances];
        for (int place = 0; place < order.Length; place++)
        {
            int answer = answers[order[place]], label = labels[order[place]];
            members[answer][place < some ? accepted[answer]++ : others[answer]++] = place;
            if (label != answer) members[label][others[label]++] = place;
        }
        return members;
    }

    /// <summary>Weight of the rows that a class does not look at; what rounding leaves of none is none.</summary>
    private static double Others(double total, ReadOnlySpan<double> listed, int rows)
    {
        double rest = total - Sum(listed);
        return listed.Length == rows || rest <= Rounding * total ? 0 : rest;
    }

    private static double Sum(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values) sum += value;
        return sum;
    }
}
