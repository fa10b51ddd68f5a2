using Probity.Decisions;
using Probity.Scores;
using Probity.Tests.IO;

namespace Probity.Tests.Policies;

/// <summary>Policies with the other promises, and of rows with weights: fitted, explained, saved and read back.</summary>
public class WeightedPolicyTests
{
    private static readonly SimulatedOutputs Rows = SimulatedOutputs.Draw(3_000, 3, 5, 8);
    private static readonly double[] Weights = [.. Enumerable.Range(0, 3_000).Select(i => i % 4 == 0 ? 3.0 : 1)];

    public static TheoryData<DecisionPromise> Promises =>
    [
        RatePromise.Recall(.8), RatePromise.FalseAlarm(.3), RatePromise.Coverage(.7, null), RatePromise.JointRisk(.1), new SelectiveRiskPromise(.85), new PrecisionPromise(.85),
    ];

    [Theory]
    [MemberData(nameof(Promises))]
    public void A_policy_with_any_promise_reads_back_as_it_was(DecisionPromise promise) => ReadsBack(Fit(promise, []));

    [Theory]
    [MemberData(nameof(Promises))]
    public void So_does_one_of_rows_with_weights(DecisionPromise promise)
    {
        ArgumentNullException.ThrowIfNull(promise);
        if (promise is SelectiveRiskPromise)
        {
            Says("weights together with SGR: its bound is binomial", () => Fit(promise, Weights));
            return;
        }
        if (promise.Confidence is null)
        {
            Says("weights together with a promise in expectation", () => Fit(promise, Weights));
            return;
        }
        ConfidencePolicy policy = Fit(promise, Weights);
        Assert.Equal((3, "betting"), (policy.Threshold!.Weights!.MaxWeight, policy.Threshold.Method));
        Assert.Contains("Counted by weight, for rows that weigh 3 at most", policy.Explain(), StringComparison.Ordinal);
        Assert.Equal((1_500, 1_500), (policy.RowsLearned, policy.RowsCertified));
        ReadsBack(policy);
    }

    [Fact]
    public void Weights_stay_with_their_rows_when_these_are_split()
    {
        // Rows of weight 0 tell nothing: turn their labels and the threshold stays.
        double[] weights = [.. Enumerable.Range(0, 3_000).Select(i => (double)(i % 2))];
        int[] turned = [.. Rows.Labels.Select((label, i) => i % 2 == 0 ? (label + 1) % 3 : label)];
        var options = new PolicyOptions { Calibrator = "temperature", Promise = RatePromise.JointRisk(.1), MaxWeight = 1, Seed = 2 };
        double threshold = ConfidencePolicy.Fit(Rows.Logits, Rows.Labels, 3, options, weights).Threshold!.Threshold;
        Assert.Equal(threshold, ConfidencePolicy.Fit(Rows.Logits, turned, 3, options, weights).Threshold!.Threshold, 1e-9);
        Assert.NotEqual(threshold, ConfidencePolicy.Fit(Rows.Logits, turned, 3, options, [.. weights.Select(weight => 1 - weight)]).Threshold?.Threshold ?? 0, 1e-3);
    }

    [Fact]
    public void Rows_that_certify_apart_bring_their_own_weights()
    {
        var options = new PolicyOptions { Calibrator = "temperature", Promise = RatePromise.JointRisk(.1), MaxWeight = 3 };
        SimulatedOutputs others = SimulatedOutputs.Draw(1_000, 3, 6, 8);
        ConfidencePolicy policy = ConfidencePolicy.Fit(Rows.Logits, Rows.Labels, others.Logits, others.Labels, 3, options, weights: Weights, certifyingWeights: Weights.AsSpan(..1_000));
        Assert.Equal(Weights[..1_000].Sum(), policy.Threshold!.Weights!.Counted, 1e-9);
        Says("certifying weights", () => ConfidencePolicy.Fit(Rows.Logits, Rows.Labels, others.Logits, others.Labels, 3, options, weights: Weights));
    }

    [Fact]
    public void Bad_weights_are_refused_with_the_numbers()
    {
        var asked = new PolicyOptions { Promise = RatePromise.JointRisk(.1), MaxWeight = 3 };
        Says("weights together with a promise: counts guarantee nothing for rows that do not count once each; give the most that any row could weigh", () => Fit(asked with { MaxWeight = null }, Weights));
        Says("maximal weight 3 but no weights", () => Fit(asked, []));
        Says("weights: row 0 is 3, above the maximal weight 2", () => Fit(asked with { MaxWeight = 2 }, Weights));
        Says("maximal weight: -1;", () => Fit(asked with { MaxWeight = -1 }, Weights));
        Says("weights: row 1 is -1; weights must be finite and not negative", () => Fit(asked, [1, -1, .. Weights[2..]]));
        Says("weights: row 1 is NaN", () => Fit(asked, [1, double.NaN, .. Weights[2..]]));
        Says("weights: row 1 is Infinity", () => Fit(asked, [1, double.PositiveInfinity, .. Weights[2..]]));
        Says("the weights sum to 0", () => Fit(asked, new double[3_000]));
        Says("rows: 3,000 rows but weights: 2", () => Fit(asked, [1, 1]));
        Says("together with a promise and a gate", () => Fit(asked with { GateScore = Score.MaxLogit }, Weights));
        double[] one = new double[3_000];
        one[7] = 1;
        Assert.Contains("rows are 0, so that they say nothing", Assert.Throws<PromiseRefusedException>(() => Fit(asked, one)).Message, StringComparison.Ordinal);
    }

    private static void Says(string words, Action action) => Assert.Contains(words, Assert.Throws<ArgumentException>(action).Message, StringComparison.Ordinal);

    private static ConfidencePolicy Fit(DecisionPromise promise, double[] weights) => Fit(new PolicyOptions { Promise = promise, MaxWeight = weights.Length > 0 ? 3 : null }, weights);

    private static ConfidencePolicy Fit(PolicyOptions options, double[] weights) => ConfidencePolicy.Fit(Rows.Logits, Rows.Labels, 3, options with { Calibrator = "temperature", Seed = 1 }, weights);

    private static void ReadsBack(ConfidencePolicy policy)
    {
        using var scratch = new Scratch();
        string path = scratch["p.probity"];
        policy.Save(path);
        ConfidencePolicy read = ConfidencePolicy.Load(path);
        Assert.Equal(policy.Threshold, read.Threshold);
        Assert.Equal(policy.Explain(), read.Explain());
    }
}
