using Probity.Decisions;
using Probity.Numerics;
using Probity.Scores;

namespace Probity.Tests.Policies;

/// <summary>Policies for answers given elsewhere.</summary>
public sealed class CorrectnessPolicyTests
{
    private static readonly PolicyOptions Promised = new() { Outputs = OutputKind.Correctness, Calibrator = "none", Promise = new PrecisionPromise(.9) };

    [Fact]
    public void Confidence_below_one_half_is_an_answer_that_is_likely_wrong()
    {
        (float[] logOdds, int[] labels) = Rows(2_000, 1);
        var policy = ConfidencePolicy.Fit(logOdds, labels, 1, Promised);
        Assessment wrong = policy.Assess([-3f]), right = policy.Assess([6f]);
        Assert.Equal(1, wrong.Predicted);
        Assert.Equal(1 / (1 + Math.Exp(3)), wrong.Confidence, 1e-12);
        Assert.Equal(Decision.Review, wrong.Decision);   // a binary model would be sure of the other class
        Assert.Equal(Decision.Accept, right.Decision);
        Assert.InRange(policy.AcceptFrom!.Value, .5, .99);
    }

    [Fact]
    public void The_promise_holds_as_often_as_it_says()
    {
        (float[] all, int[] allLabels) = Rows(200_000, 2);
        int broken = 0, refused = 0;
        const int fits = 300;
        for (int fit = 0; fit < fits; fit++)
        {
            (float[] logOdds, int[] labels) = Rows(1_000, 100 + (ulong)fit);
            ConfidencePolicy policy;
            try
            {
                policy = ConfidencePolicy.Fit(logOdds, labels, 1, Promised with { Seed = (ulong)fit });
            }
            catch (PromiseRefusedException)
            {
                refused++;
                continue;
            }
            int accepted = 0, right = 0;
            for (int i = 0; i < all.Length; i++)
            {
                if (!(all[i] >= policy.Threshold!.Threshold)) continue;
                accepted++;
                right += allLabels[i];
            }
            if (right < .9 * accepted) broken++;
        }
        Assert.InRange(broken, 0, 26);   // 99.9 % of Bin(300, .05)
        Assert.InRange(refused, 0, 30);
    }

    [Fact]
    public void Is_calibrated_where_it_is_asked_for()
    {
        (float[] logOdds, int[] labels) = Rows(5_000, 4);
        for (int i = 0; i < logOdds.Length; i++) logOdds[i] = (2 * logOdds[i]) + 1;
        var policy = ConfidencePolicy.Fit(logOdds, labels, 1, Promised with { Calibrator = "platt", Promise = null });
        Assert.Equal(.5, policy.Assess([1f]).Confidence, .03);
        Assert.Contains("answers given elsewhere", policy.Explain(), StringComparison.Ordinal);
    }

    [Fact]
    public void Goes_through_its_file()
    {
        (float[] logOdds, int[] labels) = Rows(2_000, 5);
        var policy = ConfidencePolicy.Fit(logOdds, labels, 1, Promised);
        string path = Path.GetTempFileName();
        try
        {
            policy.Save(path);
            var read = ConfidencePolicy.Load(path);
            Assert.Equal(OutputKind.Correctness, read.Outputs);
            Assert.Equal(policy.Assess([2f]), read.Assess([2f]));
            Assert.Equal(policy.Explain(), read.Explain());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Refuses_what_makes_no_sense()
    {
        (float[] logOdds, int[] labels) = Rows(200, 6);
        Assert.Contains("max_logit", Refusal(Promised with { GateScore = Score.MaxLogit }), StringComparison.Ordinal);
        Assert.Contains("entropy", Refusal(Promised with { Score = Score.Entropy }), StringComparison.Ordinal);
        Assert.Contains("priors", Refusal(Promised with { Promise = null, Priors = [.5, .5] }), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ConfidencePolicy.Fit(logOdds, labels.AsSpan(0, 100), 2, Promised));
        var policy = ConfidencePolicy.Fit(logOdds, labels, 1, Promised with { Promise = null });
        Assert.Throws<ArgumentException>(() => policy.RequireOutputs(OutputKind.Logits));

        string Refusal(PolicyOptions options) => Assert.Throws<ArgumentException>(() => ConfidencePolicy.Fit(logOdds, labels, 1, options)).Message;
    }

    /// <summary>Log-odds that are what they say.</summary>
    private static (float[] LogOdds, int[] Labels) Rows(int rows, ulong seed)
    {
        var random = new RandomStream(seed);
        var logOdds = new float[rows];
        var labels = new int[rows];
        for (int i = 0; i < rows; i++)
        {
            logOdds[i] = (float)((8 * random.NextDouble()) - 3);
            labels[i] = random.NextDouble() < 1 / (1 + Math.Exp(-logOdds[i])) ? 1 : 0;
        }
        return (logOdds, labels);
    }
}
