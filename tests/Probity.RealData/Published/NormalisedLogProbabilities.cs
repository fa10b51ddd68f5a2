using Probity.Scores;

namespace Probity.RealData.Published;

/// <summary>Where a model gives log-probabilities, their log-sum-exp is rounding noise and must not be used as a score.</summary>
public class NormalisedLogProbabilities
{
    private const string DenseNet = "logits_densenet_bc_100_cifar_100", ResNet = "logits_cifar10_resnet50_ce";

    [RealDataFact(DenseNet)]
    public void A_policy_refuses_their_log_sum_exp()
    {
        LabelledRows rows = LabelledRows.Validation(DenseNet);
        Assert.True(LogSumExpConfidence.IsNormalised(LogSumExp(rows)));
        var refusal = Assert.Throws<ArgumentException>(() =>
            ConfidencePolicy.Fit(rows.Logits, rows.Labels, rows.Classes, new PolicyOptions { GateScore = Score.LogSumExp }));
        Assert.Contains("log_sum_exp: it is 0 on every row", refusal.Message, StringComparison.Ordinal);
    }

    [RealDataFact(ResNet)]
    public void Logits_keep_theirs()
    {
        LabelledRows rows = LabelledRows.Validation(ResNet);
        Assert.False(LogSumExpConfidence.IsNormalised(LogSumExp(rows)));
        var policy = ConfidencePolicy.Fit(rows.Logits, rows.Labels, rows.Classes, new PolicyOptions { GateScore = Score.LogSumExp });
        Assert.Equal(Score.LogSumExp, policy.Gate!.Score);
    }

    private static double[] LogSumExp(LabelledRows rows)
    {
        var values = new double[rows.Labels.Length];
        LogitScores.Compute(rows.Logits, rows.Classes, new ScoreColumns { LogSumExp = values });
        return values;
    }
}
