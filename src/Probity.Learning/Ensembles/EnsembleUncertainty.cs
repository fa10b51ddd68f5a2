using Probity.Learning.Engine;
using Probity.Numerics;
using Probity.Scores;

namespace Probity.Learning;

/// <summary>
/// How unsure an ensemble is, and why: because its members see an ambiguous row (aleatoric), or because they do not agree (epistemic). Every
/// column is high when the answer is not to be trusted, in nats where it is an entropy.
/// </summary>
/// <remarks>
/// One value a row; of multi-label rows N×K, one a cell. Computed from terms of one sign, so that small values keep their digits and none
/// falls below 0 by rounding; the mutual information of equal members is exactly 0.
/// </remarks>
public sealed class EnsembleUncertainty
{
    private readonly double[] _predictive, _expected, _mutual, _pairwise, _disagreement;

    private EnsembleUncertainty(int members, int questions)
    {
        Members = members;
        _predictive = new double[questions];
        _expected = new double[questions];
        _mutual = new double[questions];
        _pairwise = new double[questions];
        _disagreement = new double[questions];
    }

    /// <summary>M: networks, or passes with dropout.</summary>
    public int Members { get; }

    /// <summary>Entropy of the mean prediction, in [0, ln K]: all uncertainty, the sum of the next two.</summary>
    public ReadOnlySpan<double> PredictiveEntropy => _predictive;

    /// <summary>Mean of the members' entropies, in [0, ln K]: what they agree is uncertain (aleatoric).</summary>
    public ReadOnlySpan<double> ExpectedEntropy => _expected;

    /// <summary>
    /// Mutual information of the answer and the member (BALD; Houlsby et al., 2011; Gal et al., ICML 2017), in [0, min(ln K, ln M)]: what
    /// the members disagree about (epistemic).
    /// </summary>
    public ReadOnlySpan<double> MutualInformation => _mutual;

    /// <summary>Expected pairwise Kullback–Leibler divergence over all M² pairs (Malinin &amp; Gales, ICLR 2021), at least the mutual information: no upper bound, one member that rules out another's class is enough to make it large.</summary>
    public ReadOnlySpan<double> ExpectedPairwiseDivergence => _pairwise;

    /// <summary>
    /// Share of the members that vote for another class than the ensemble answers: 0, 1/M, 2/M, … The variation ratio (Freeman, 1965) around
    /// the answer; it differs from that around the most frequent vote only where many weak votes lose to few strong ones.
    /// </summary>
    public ReadOnlySpan<double> Disagreement => _disagreement;

    internal static EnsembleUncertainty Of(MemberAnswers members, Features features, Head head, int classes)
    {
        int columns = head.LogitColumns(classes), questions = head.Targets == TargetKind.Cells ? columns : 1, width = columns / questions;
        var result = new EnsembleUncertainty(members.Count, checked(features.Rows * questions));
        members.ForEach(features, (row, answers) =>
        {
            for (int j = 0; j < questions; j++) result.Measure((row * questions) + j, answers, j * width, width);
        });
        return result;
    }

    private void Measure(int question, RowAnswers answers, int first, int columns)
    {
        using var mean = new MeanProbabilities(answers, first, columns);
        int answer = Best(mean.LogMean);
        double expected = 0, mutual = 0, pairwise = 0;
        int others = 0;
        for (int i = 0; i < mean.Members; i++)
        {
            ReadOnlySpan<double> own = mean.LogProbabilities(i);
            expected += EntropyAnomaly.Of(own);
            for (int k = 0; k < own.Length; k++)
            {
                double difference = own[k] - mean.LogMean[k], p = Math.Exp(mean.LogMean[k]);
                mutual += p * Divergence(difference);
                // Both directions together: r·ln r − r + 1 and r − 1 − ln r, where r = p_member/p_mean.
                pairwise += p * difference * Elementary.ExpM1(difference);
            }
            if (Best(own) != answer) others++;
        }
        _expected[question] = expected / mean.Members;
        _mutual[question] = mutual / mean.Members;
        _predictive[question] = _expected[question] + _mutual[question];
        _pairwise[question] = pairwise / mean.Members;
        _disagreement[question] = (double)others / mean.Members;
    }

    /// <summary>r·ln r − r + 1 for r = eᵈ: at least 0, and exact near d = 0, where the terms cancel.</summary>
    private static double Divergence(double d)
    {
        if (Math.Abs(d) > .01) return (d * Math.Exp(d)) - Elementary.ExpM1(d);
        return d * d * ((1.0 / 2) + (d * ((1.0 / 3) + (d * ((1.0 / 8) + (d * ((1.0 / 30) + (d * ((1.0 / 144) + (d / 840))))))))));
    }

    /// <summary>The first of the largest.</summary>
    private static int Best(ReadOnlySpan<double> logs)
    {
        int best = 0;
        for (int k = 1; k < logs.Length; k++)
        {
            if (logs[k] > logs[best]) best = k;
        }
        return best;
    }
}
