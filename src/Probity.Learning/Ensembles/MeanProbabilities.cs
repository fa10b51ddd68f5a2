using System.Buffers;
using Probity.Numerics;

namespace Probity.Learning;

/// <summary>
/// One question put to M members: ln p of every member and class, and ln of the mean p. A lone logit z is the two classes (0, z). To be
/// disposed of: the memory is borrowed.
/// </summary>
internal readonly ref struct MeanProbabilities
{
    private readonly double[] _borrowed;

    /// <param name="answers">Of the members.</param>
    /// <param name="first">Column of the first logit.</param>
    /// <param name="columns">K logits, or 1 for a sigmoid.</param>
    public MeanProbabilities(RowAnswers answers, int first, int columns)
    {
        Members = answers.Count;
        Classes = Math.Max(2, columns);
        _borrowed = ArrayPool<double>.Shared.Rent(checked((Members + 1) * Classes));
        for (int i = 0; i < Members; i++)
        {
            ReadOnlySpan<float> logits = answers[i].Slice(first, columns);
            Span<double> logs = _borrowed.AsSpan(i * Classes, Classes);
            if (columns == 1) (logs[0], logs[1]) = (-Elementary.Softplus(logits[0]), -Elementary.Softplus(-(double)logits[0]));
            else LogSoftmax(logits, logs);
        }
        Span<double> mean = LogMean;
        for (int k = 0; k < Classes; k++) mean[k] = MeanOf(k);
    }

    /// <summary>M.</summary>
    public int Members { get; }

    /// <summary>K.</summary>
    public int Classes { get; }

    /// <summary>ln of the mean of the members' probabilities, of each class.</summary>
    public Span<double> LogMean => _borrowed.AsSpan(Members * Classes, Classes);

    /// <summary>ln p of each class.</summary>
    public ReadOnlySpan<double> LogProbabilities(int member) => _borrowed.AsSpan(member * Classes, Classes);

    /// <summary>Log-odds of the mean of probabilities that are given as log-odds.</summary>
    public static double LogOdds(ReadOnlySpan<double> logOdds)
    {
        double top = double.NegativeInfinity, topNot = double.NegativeInfinity, sum = 0, sumNot = 0;
        foreach (double z in logOdds) (top, topNot) = (Math.Max(top, -Elementary.Softplus(-z)), Math.Max(topNot, -Elementary.Softplus(z)));
        foreach (double z in logOdds)
        {
            sum += Math.Exp(-Elementary.Softplus(-z) - top);
            sumNot += Math.Exp(-Elementary.Softplus(z) - topNot);
        }
        return logOdds.Length == 1 ? logOdds[0] : top - topNot + Math.Log(sum) - Math.Log(sumNot);
    }

    /// <summary>ln of the mean probabilities as logits; for a sigmoid its log-odds.</summary>
    /// <param name="to">K, or 1 for a sigmoid. Every value is finite.</param>
    public void Logits(Span<float> to)
    {
        ReadOnlySpan<double> mean = LogMean;
        if (to.Length == 1) to[0] = Finite(mean[1] - mean[0]);
        else for (int k = 0; k < to.Length; k++) to[k] = Finite(mean[k]);
    }

    public void Dispose() => ArrayPool<double>.Shared.Return(_borrowed);

    /// <summary>Equal members give their own number back, to the last bit.</summary>
    private double MeanOf(int k)
    {
        double top = double.NegativeInfinity, sum = 0;
        for (int i = 0; i < Members; i++) top = Math.Max(top, _borrowed[(i * Classes) + k]);
        for (int i = 0; i < Members; i++) sum += Math.Exp(_borrowed[(i * Classes) + k] - top);
        return top + Math.Log(sum / Members);
    }

    private static void LogSoftmax(ReadOnlySpan<float> logits, Span<double> logs)
    {
        int best = 0;
        for (int k = 1; k < logits.Length; k++)
        {
            if (logits[k] > logits[best]) best = k;
        }
        double rest = 0, top = logits[best];
        for (int k = 0; k < logits.Length; k++)
        {
            logs[k] = logits[k] - top;
            if (k != best) rest += Math.Exp(logs[k]);
        }
        double logTotal = Elementary.Log1P(rest);
        for (int k = 0; k < logits.Length; k++) logs[k] -= logTotal;
    }

    private static float Finite(double log) => (float)Math.Clamp(log, float.MinValue, float.MaxValue);
}
