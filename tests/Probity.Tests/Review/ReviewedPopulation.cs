using Probity.Decisions;
using Probity.Numerics;
using Probity.Review;
using Probity.Scores;
using Probity.Tests.Policies;

namespace Probity.Tests.Review;

/// <summary>Rows assessed by a policy, with answers that are the truth.</summary>
internal sealed record ReviewedPopulation(ConfidencePolicy Policy, float[] Logits, int[] Labels, int[] Predicted, double[] Confidence, Decision[] Decisions)
{
    public const int Classes = 4;

    public int Rows => Labels.Length;

    public static ConfidencePolicy FitPolicy(Score? gate = null, double precision = .9, int rows = 4_000)
    {
        var outputs = SimulatedOutputs.Draw(rows, Classes, 3, scale: 6);
        return ConfidencePolicy.Fit(outputs.Logits, outputs.Labels, Classes, new PolicyOptions { Calibrator = "temperature", Promise = new PrecisionPromise(precision), GateScore = gate });
    }

    public static ReviewedPopulation Of(ConfidencePolicy policy, float[] logits, int[] labels)
    {
        var population = new ReviewedPopulation(policy, logits, labels, new int[labels.Length], new double[labels.Length], new Decision[labels.Length]);
        policy.Assess(logits, population.Predicted, population.Confidence, population.Decisions);
        return population;
    }

    public static ReviewedPopulation Draw(int rows, ulong seed, Score? gate = null, double truth = 2.5)
    {
        var outputs = SimulatedOutputs.Draw(rows, Classes, seed, scale: 6, truth: truth);
        return Of(FitPolicy(gate), outputs.Logits, outputs.Labels);
    }

    /// <summary>Labels drawn anew, given the outputs: right with the probability that <paramref name="right"/> makes of the confidence, else the next class.</summary>
    public ReviewedPopulation Relabelled(ulong seed, Func<double, double> right)
    {
        var random = new RandomStream(seed, 77);
        var labels = new int[Rows];
        for (int i = 0; i < Rows; i++) labels[i] = random.NextDouble() < right(Confidence[i]) ? Predicted[i] : (Predicted[i] + 1) % Classes;
        return this with { Labels = labels };
    }

    public ReviewQueue Queue(ReviewSampling sampling, int chunk = int.MaxValue, string[]? ids = null)
    {
        var builder = new ReviewQueueBuilder("hash", sampling);
        for (int start = 0; start < Rows; start += chunk)
        {
            int from = start, length = Math.Min(chunk, Rows - start);
            builder.Add(Predicted.AsSpan(start, length), Confidence.AsSpan(start, length), Decisions.AsSpan(start, length), row => $"reason {from + row}", ids is null ? [] : ids.AsSpan(start, length));
            if (chunk > Rows - start) break;
        }
        return builder.Finish();
    }

    public ReviewImport Import(ReviewQueue queue, Func<ReviewItem, int?>? answer = null, string[]? ids = null)
    {
        var import = new ReviewImport(Policy, queue, [.. queue.Items.Select(item => new ReviewAnswer { Row = item.Row, Label = answer is null ? Labels[item.Row] : answer(item) })], queue.PolicyHash);
        import.Add(Logits, ids);
        return import;
    }

    public double Precision(Func<int, bool> of) => Enumerable.Range(0, Rows).Where(of).Average(i => Predicted[i] == Labels[i] ? 1.0 : 0);
}
