using Probity.Decisions;
using Probity.Numerics;
using Probity.Tests.Scores;

namespace Probity.Tests.Policies;

/// <summary>Outputs of a model that is overconfident by a known temperature.</summary>
internal sealed record SimulatedOutputs(float[] Logits, int[] Labels, int Classes, double Truth)
{
    public int Rows => Labels.Length;

    /// <summary>Normal logits, labels from softmax(z / truth).</summary>
    public static SimulatedOutputs Draw(int rows, int classes, ulong seed, double scale = 12, double truth = 2.5)
    {
        float[] logits = LogitScoresTests.Normal(rows * classes, scale, seed);
        var stream = new RandomStream(seed, 99);
        var labels = new int[rows];
        var weights = new double[classes];
        for (int i = 0; i < rows; i++)
        {
            ReadOnlySpan<float> row = logits.AsSpan(i * classes, classes);
            float max = float.NegativeInfinity;
            foreach (float z in row) max = Math.Max(max, z);
            double total = 0;
            for (int j = 0; j < classes; j++) total += weights[j] = Math.Exp((row[j] - max) / truth);
            double u = total * stream.NextDouble();
            while (labels[i] < classes - 1 && u >= weights[labels[i]]) u -= weights[labels[i]++];
        }
        return new(logits, labels, classes, truth);
    }

    /// <summary>One column: label 1 with probability σ(z / truth).</summary>
    public static SimulatedOutputs DrawBinary(int rows, ulong seed, double scale = 12, double truth = 2.5)
    {
        float[] logits = LogitScoresTests.Normal(rows, scale, seed);
        var stream = new RandomStream(seed, 98);
        int[] labels = [.. logits.Select(z => stream.NextDouble() < 1 / (1 + Math.Exp(-z / truth)) ? 1 : 0)];
        return new(logits, labels, 1, truth);
    }

    /// <summary>Rows that were drawn as one set, learning first.</summary>
    public (SimulatedOutputs Learning, SimulatedOutputs Certifying) Cut(int learning) =>
        (this with { Logits = Logits[..(learning * Classes)], Labels = Labels[..learning] },
            this with { Logits = Logits[(learning * Classes)..], Labels = Labels[learning..] });

    public ReadOnlySpan<float> Row(int row) => Logits.AsSpan(row * Classes, Classes);
}

/// <summary>What a policy says of many rows.</summary>
internal sealed record AssessedOutputs(int[] Predicted, double[] Confidence, Decision[] Decisions, double[] Rule, double[] Gate)
{
    public static AssessedOutputs Of(ConfidencePolicy policy, SimulatedOutputs outputs)
    {
        int rows = outputs.Rows;
        var assessed = new AssessedOutputs(new int[rows], new double[rows], new Decision[rows], new double[rows], new double[rows]);
        policy.Assess(outputs.Logits, null, assessed.Predicted, assessed.Confidence, assessed.Decisions, assessed.Rule, assessed.Gate);
        return assessed;
    }

    public void AssertSame(AssessedOutputs other)
    {
        Assert.Equal(Predicted, other.Predicted);
        Assert.Equal(Confidence, other.Confidence);
        Assert.Equal(Decisions, other.Decisions);
        Assert.Equal(Rule, other.Rule);
        Assert.Equal(Gate, other.Gate);
    }
}
