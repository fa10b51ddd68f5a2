using System.Numerics;
using Probity.Numerics;

namespace Probity.Scores;

/// <summary>Every score of every row from logits in one fused, threaded call.</summary>
/// <remarks>
/// Softmax over K ≥ 2 columns; one column is a binary logit; for multi-label outputs (a sigmoid a column) see
/// <see cref="MultiLabelScores"/>. Float logits go through vector kernels (1e-6 relative), doubles through scalar code.
/// </remarks>
public static class LogitScores
{
    /// <summary>Computes the scores that have a destination.</summary>
    /// <param name="logits">N×K logits, row-major. −∞ masks a class; NaN and +∞ are refused.</param>
    /// <param name="classes">K. One column means binary: the logit of class 1 against 0 for class 0.</param>
    /// <param name="destination">One span a score, each empty or of at least N values.</param>
    /// <param name="temperature">T &gt; 0; the scores are those of z/T. The default value is 1.</param>
    /// <exception cref="ArgumentException">The shape is wrong, a logit is NaN or +∞, or a row is −∞ throughout.</exception>
    public static void Compute(ReadOnlySpan<float> logits, int classes, ScoreColumns destination, double temperature = 1) =>
        ComputeAny(logits, classes, destination, temperature);

    /// <inheritdoc cref="Compute(ReadOnlySpan{float}, int, ScoreColumns, double)"/>
    public static void Compute(ReadOnlySpan<double> logits, int classes, ScoreColumns destination, double temperature = 1) =>
        ComputeAny(logits, classes, destination, temperature);

    /// <summary>One score of every row, turned so that higher means more trustworthy, on a scale that ranking can use.</summary>
    /// <remarks>The two scores that end at 1 come as log-odds, so that no confident rows tie by rounding.</remarks>
    /// <param name="logits">N×K logits, row-major.</param>
    /// <param name="classes">K.</param>
    /// <param name="score">Which one.</param>
    /// <param name="destination">At least N values.</param>
    /// <param name="temperature">T &gt; 0. The default value is 1.</param>
    /// <exception cref="ArgumentException">As for <see cref="Compute(ReadOnlySpan{float}, int, ScoreColumns, double)"/>.</exception>
    public static void Rank(ReadOnlySpan<float> logits, int classes, Score score, Span<double> destination, double temperature = 1) =>
        Compute(logits, classes, ScoreColumns.ForRanking(score, destination), temperature);

    private static unsafe void ComputeAny<T>(ReadOnlySpan<T> logits, int classes, ScoreColumns to, double temperature)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = Require.Rows(logits.Length, classes, nameof(logits));
        Require.Positive(temperature, nameof(temperature));
        to.RequireRoom(rows);
        fixed (int* predicted = to.Predicted)
        fixed (double* maxProbability = to.MaxProbability, maxProbabilityLogOdds = to.MaxProbabilityLogOdds,
               errorProbability = to.ErrorProbability, marginProbability = to.MarginProbability,
               marginProbabilityLogOdds = to.MarginProbabilityLogOdds, marginLogit = to.MarginLogit,
               negativeEntropy = to.NegativeEntropy, logSumExp = to.LogSumExp, maxLogit = to.MaxLogit,
               negativeGini = to.NegativeGini, negativeDoctorAlpha = to.NegativeDoctorAlpha,
               negativeDoctorBeta = to.NegativeDoctorBeta, negativeGen = to.NegativeGen)
        {
            var sink = new Sink<T>
            {
                Temperature = temperature,
                Predicted = predicted,
                MaxProbability = maxProbability,
                MaxProbabilityLogOdds = maxProbabilityLogOdds,
                ErrorProbability = errorProbability,
                MarginProbability = marginProbability,
                MarginProbabilityLogOdds = marginProbabilityLogOdds,
                MarginLogit = marginLogit,
                NegativeEntropy = negativeEntropy,
                LogSumExp = logSumExp,
                MaxLogit = maxLogit,
                NegativeGini = negativeGini,
                NegativeDoctorAlpha = negativeDoctorAlpha,
                NegativeDoctorBeta = negativeDoctorBeta,
                NegativeGen = negativeGen,
            };
            SoftmaxRows.For<T, Sink<T>, SquaredTerms>(logits, classes, 1 / temperature, sink);
        }
    }

    private unsafe struct Sink<T> : IRowSink<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public double Temperature;
        public int* Predicted;
        public double* MaxProbability, MaxProbabilityLogOdds, ErrorProbability, MarginProbability, MarginProbabilityLogOdds, MarginLogit,
            NegativeEntropy, LogSumExp, MaxLogit, NegativeGini, NegativeDoctorAlpha, NegativeDoctorBeta, NegativeGen;

        public readonly void Row(int i, in SoftmaxTerms terms, ReadOnlySpan<T> logits)
        {
            double second = terms.Second, rest = second * terms.Others;
            double logTotal = NegativeEntropy != null || LogSumExp != null || NegativeGen != null ? Elementary.Log1P(rest) : 0;
            if (Predicted != null) Predicted[i] = terms.Predicted;
            if (MaxLogit != null) MaxLogit[i] = terms.MaxLogit;
            if (MarginLogit != null) MarginLogit[i] = terms.Gap * Temperature;
            if (MaxProbability != null) MaxProbability[i] = MaxProbabilityConfidence.From(rest);
            if (ErrorProbability != null) ErrorProbability[i] = rest / (1 + rest);
            if (MaxProbabilityLogOdds != null) MaxProbabilityLogOdds[i] = MaxProbabilityConfidence.LogOddsFrom(terms);
            if (MarginProbability != null) MarginProbability[i] = ProbabilityMarginConfidence.From(terms.Gap, second, rest);
            if (MarginProbabilityLogOdds != null) MarginProbabilityLogOdds[i] = ProbabilityMarginConfidence.LogOddsFrom(terms);
            if (NegativeEntropy != null) NegativeEntropy[i] = -EntropyAnomaly.From(terms, second, rest, logTotal);
            if (LogSumExp != null) LogSumExp[i] = LogSumExpConfidence.From(terms.MaxLogit, logTotal, Temperature);
            if (NegativeGini != null) NegativeGini[i] = -GiniAnomaly.From(terms, second, rest);
            if (NegativeDoctorAlpha != null) NegativeDoctorAlpha[i] = -DoctorAlphaAnomaly.From(terms, second, rest);
            if (NegativeDoctorBeta != null) NegativeDoctorBeta[i] = -rest;
            if (NegativeGen != null) NegativeGen[i] = -GeneralizedEntropyAnomaly.From(terms, logTotal, logits, 1 / Temperature);
        }
    }
}
