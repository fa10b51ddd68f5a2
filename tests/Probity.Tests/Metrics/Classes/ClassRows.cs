using Probity.Metrics;
using Probity.Numerics;
using Probity.Scores;

namespace Probity.Tests.Metrics.Classes;

/// <summary>Rows of K classes whose labels are drawn from softmax(z); the model states softmax(sharpness·z).</summary>
internal sealed record ClassRows(float[] Logits, int[] Labels, int Classes)
{
    public static ClassRows Draw(ulong seed, int rows, int classes, double sharpness = 1, double spread = 1.5)
    {
        var random = new RandomStream(seed, 4_321);
        var logits = new float[rows * classes];
        var labels = new int[rows];
        var z = new double[classes];
        for (int i = 0; i < rows; i++)
        {
            for (int k = 0; k < classes; k++)
            {
                z[k] = spread * random.NextGaussian();
                logits[(i * classes) + k] = (float)(sharpness * z[k]);
            }
            double u = random.NextDouble() * (classes == 1 ? 1 + Math.Exp(z[0]) : z.Sum(Math.Exp));
            if (classes == 1)
            {
                labels[i] = u < Math.Exp(z[0]) ? 1 : 0;
                continue;
            }
            while (labels[i] < classes - 1 && u >= Math.Exp(z[labels[i]])) u -= Math.Exp(z[labels[i]++]);
        }
        return new(logits, labels, classes);
    }

    /// <summary>The stated probabilities by the definition, two columns for binary.</summary>
    public double[][] Probabilities(double temperature = 1) =>
        [.. Enumerable.Range(0, Labels.Length).Select(i =>
        {
            double[] z = Classes == 1 ? [0, Logits[i]] : [.. Logits[(i * Classes)..((i + 1) * Classes)].Select(value => (double)value)];
            double[] e = [.. z.Select(value => Math.Exp((value - z.Max()) / temperature))];
            return e.Select(value => value / e.Sum()).ToArray();
        })];

    public IReadOnlyDictionary<string, Figure> Figures(EvaluationOptions options, double temperature = 1, double[]? weights = null)
    {
        return Evaluation.Classify(With(temperature, weights), options);
    }

    public EvaluationRows With(double temperature = 1, double[]? weights = null)
    {
        int rows = Labels.Length;
        double[] confidence = new double[rows], ranking = new double[rows], nll = new double[rows], brier = new double[rows];
        var correct = new bool[rows];
        LogitScores.Compute(Logits, Classes, new ScoreColumns { MaxProbability = confidence, MaxProbabilityLogOdds = ranking }, temperature);
        LabelLosses.Compute(Logits, Labels, Classes, correct, nll, brier, temperature);
        return new EvaluationRows
        {
            Confidence = confidence,
            Ranking = ranking,
            Correct = correct,
            Nll = nll,
            Brier = brier,
            Weights = weights,
            Labels = Labels,
            Logits = Logits,
            Temperature = temperature,
        };
    }

    /// <summary>Each row as often as its weight says.</summary>
    public ClassRows Repeat(double[] weights)
    {
        int[] order = [.. Enumerable.Range(0, Labels.Length).SelectMany(i => Enumerable.Repeat(i, (int)weights[i]))];
        return new([.. order.SelectMany(i => Logits[(i * Classes)..((i + 1) * Classes)])], [.. order.Select(i => Labels[i])], Classes);
    }

    /// <summary>The same rows with class k called permutation[k].</summary>
    public ClassRows Permute(int[] permutation)
    {
        var logits = new float[Logits.Length];
        for (int i = 0; i < logits.Length; i++) logits[i - (i % Classes) + permutation[i % Classes]] = Logits[i];
        return new(logits, [.. Labels.Select(y => permutation[y])], Classes);
    }

    /// <summary>The same rows with a constant of its own added to each row.</summary>
    public ClassRows Shift() => this with { Logits = [.. Logits.Select((z, i) => z + ((i / Classes % 7) - 3))] };
}
