using Probity.Numerics;

namespace Probity.Scores;

/// <summary>Every score of every row from logits in one fused call.</summary>
public static class LogitScores
{
    /// <summary>Computes the scores that have a destination.</summary>
    /// <param name="logits">N×K logits, row-major. −∞ masks a class; NaN and +∞ are refused.</param>
    /// <param name="classes">K. One column means binary: the logit of class 1 against 0 for class 0.</param>
    /// <param name="destination">One span a score, each empty or of at least N values.</param>
    /// <param name="temperature">T &gt; 0; the scores are those of z/T. The default value is 1.</param>
    /// <exception cref="ArgumentException">The shape is wrong, a logit is NaN or +∞, or a row is −∞ throughout.</exception>
    public static void Compute(ReadOnlySpan<float> logits, int classes, ScoreColumns destination, double temperature = 1)
    {
        int rows = Require.Rows(logits.Length, classes, nameof(logits));
        Require.Positive(temperature, nameof(temperature));
        for (int i = 0; i < rows; i++) Write(SoftmaxTerms.Scalar(logits.Slice(i * classes, classes), 1 / temperature), destination, i, temperature);
    }

    private static void Write(in SoftmaxTerms terms, ScoreColumns to, int i, double temperature)
    {
        double rest = terms.Rest;
        double total = 1 + rest;
        double second = terms.Others == 0 ? 0 : terms.Second;
        if (!to.Predicted.IsEmpty) to.Predicted[i] = terms.Predicted;
        if (!to.MaxProbability.IsEmpty) to.MaxProbability[i] = 1 / total;
        if (!to.MaxProbabilityLogOdds.IsEmpty) to.MaxProbabilityLogOdds[i] = terms.Gap - Math.Log(terms.Others);
        if (!to.ErrorProbability.IsEmpty) to.ErrorProbability[i] = rest / total;
        if (!to.MarginProbability.IsEmpty) to.MarginProbability[i] = -Math.Exp(-terms.Gap) / total;
        if (!to.MarginLogit.IsEmpty) to.MarginLogit[i] = terms.Gap * temperature;
        if (!to.LogSumExp.IsEmpty) to.LogSumExp[i] = terms.MaxLogit + (temperature * double.LogP1(rest));
        if (!to.MaxLogit.IsEmpty) to.MaxLogit[i] = terms.MaxLogit;
        _ = second;
    }
}
