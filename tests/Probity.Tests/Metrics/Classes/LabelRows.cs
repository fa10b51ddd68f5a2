using MathNet.Numerics.Distributions;
using Probity.Metrics;
using Probity.Numerics;

namespace Probity.Tests.Metrics.Classes;

/// <summary>Multi-label rows whose labels depend on each other by a common factor; marginally label j is present with probability sigmoid(z).</summary>
internal sealed record LabelRows(float[] Logits, bool[] Present, int Labels)
{
    public int Rows => Logits.Length / Labels;

    public static LabelRows Draw(ulong seed, int rows, int labels, double sharpness = 1, double correlation = .6)
    {
        var random = new RandomStream(seed, 9_876);
        var logits = new float[rows * labels];
        var present = new bool[logits.Length];
        for (int i = 0; i < rows; i++)
        {
            double common = random.NextGaussian(), level = random.NextGaussian();
            for (int j = 0; j < labels; j++)
            {
                double z = level + random.NextGaussian() - (.3 * (j % 4));
                double latent = (correlation * common) + (Math.Sqrt(1 - (correlation * correlation)) * random.NextGaussian());
                logits[(i * labels) + j] = (float)(sharpness * z);
                present[(i * labels) + j] = Normal.CDF(0, 1, latent) < 1 / (1 + Math.Exp(-z));
            }
        }
        return new(logits, present, labels);
    }

    public MultiLabelEvaluation Evaluate(EvaluationOptions options, double[]? weights = null, double temperature = 1) =>
        Evaluation.MultiLabel(Logits, Present, Labels, weights, temperature, options);

    public double[] Column(int label) => [.. Enumerable.Range(0, Rows).Select(i => (double)Logits[(i * Labels) + label])];

    public bool[] Outcomes(int label) => [.. Enumerable.Range(0, Rows).Select(i => Present[(i * Labels) + label])];

    public double[] Probabilities(double temperature = 1) => [.. Logits.Select(z => 1 / (1 + Math.Exp(-z / temperature)))];

    public LabelRows Take(IEnumerable<int> rows)
    {
        int[] order = [.. rows];
        return new([.. order.SelectMany(i => Logits[(i * Labels)..((i + 1) * Labels)])], [.. order.SelectMany(i => Present[(i * Labels)..((i + 1) * Labels)])], Labels);
    }
}
