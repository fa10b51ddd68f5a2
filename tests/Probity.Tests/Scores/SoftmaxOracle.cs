namespace Probity.Tests.Scores;

/// <summary>The textbook formulas, in double on sorted terms: slow, plain, and nobody's kernel.</summary>
internal sealed class SoftmaxOracle
{
    public SoftmaxOracle(ReadOnlySpan<float> logits, double temperature = 1)
    {
        double[] z = logits.Length == 1 ? [0, logits[0] / temperature] : [.. logits.ToArray().Select(v => v / temperature)];
        double max = z.Max();
        Predicted = Array.IndexOf(z, max);
        double[] others = [.. z.Where((_, j) => j != Predicted).OrderBy(v => v)];
        double rest = others.Sum(v => Math.Exp(v - max));
        Probabilities = [.. z.Select(v => Math.Exp(v - max) / (1 + rest))];
        MaxProbability = 1 / (1 + rest);
        ErrorProbability = rest / (1 + rest);
        LogSumExp = temperature * (max + Math.Log(1 + rest));
        MaxLogit = max * temperature;
        MarginLogit = (max - others[^1]) * temperature;
        MarginProbability = (1 - Math.Exp(others[^1] - max)) / (1 + rest);
        double log1P = 2 * Math.Atanh(rest / (2 + rest));   // ln(1 + rest), exact for small rest
        Entropy = z.Select((v, j) => j == Predicted ? log1P / (1 + rest) : Probabilities[j] * (log1P + max - v)).Sum();
        double[] complements = [.. z.Select((v, j) => j == Predicted ? ErrorProbability : 1 - Probabilities[j])];
        Gini = Probabilities.Zip(complements, (p, q) => p * q).Sum();
        double squares = Probabilities.Sum(p => p * p);
        DoctorAlpha = Gini / squares;
        DoctorBeta = rest;
        Gen = Probabilities.Zip(complements, (p, q) => (p, q)).OrderByDescending(t => t.p).Take(100).Sum(t => Math.Pow(t.p * t.q, .1));
    }

    public int Predicted { get; }
    public double[] Probabilities { get; }
    public double MaxProbability { get; }
    public double ErrorProbability { get; }
    public double LogSumExp { get; }
    public double MaxLogit { get; }
    public double MarginLogit { get; }
    public double MarginProbability { get; }
    public double Entropy { get; }
    public double Gini { get; }
    public double DoctorAlpha { get; }
    public double DoctorBeta { get; }
    public double Gen { get; }
}
