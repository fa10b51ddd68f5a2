using Probity.Decisions;
using Xunit.Abstractions;

namespace Probity.Tests.Policies;

/// <summary>
/// Thresholds by class, fitted again and again on fresh rows; whether each class keeps its promise is read off a large population whose class
/// probabilities are known.
/// </summary>
public class ClassPromiseMonteCarloTests(ITestOutputHelper output)
{
    private const int Trials = 250, Rows = 600, Classes = 3, PopulationRows = 16_000;
    private const double Delta = .1, Scale = 8;

    private static readonly Lazy<(SimulatedOutputs Outputs, double[][] Truth)> Population = new(() =>
    {
        SimulatedOutputs outputs = SimulatedOutputs.Draw(PopulationRows, Classes, 2_000_000, Scale);
        return (outputs, [.. Enumerable.Range(0, PopulationRows).Select(i =>
        {
            double[] terms = [.. outputs.Row(i).ToArray().Select(z => Math.Exp(z / outputs.Truth))];
            return terms.Select(term => term / terms.Sum()).ToArray();
        })]);
    });

    public static TheoryData<PromiseKind, double> Promises => new() { { PromiseKind.Precision, .85 }, { PromiseKind.Recall, .55 }, { PromiseKind.FalseAlarm, .05 } };

    [Theory]
    [MemberData(nameof(Promises))]
    public void All_classes_at_once_keep_the_promise(PromiseKind kind, double target)
    {
        var (any, each, refused) = Broken(kind, target, RuleScope.PerClass);
        output.WriteLine($"{kind} at once: some class broke it in {any} of {Trials}, classes {string.Join(", ", each)}, refused {refused}");
        Assert.InRange(any, 0, Most);
        Assert.InRange(refused, 0, Trials / 4);
    }

    [Theory]
    [MemberData(nameof(Promises))]
    public void Each_class_alone_keeps_its_own(PromiseKind kind, double target)
    {
        var (any, each, refused) = Broken(kind, target, RuleScope.EachAlone);
        output.WriteLine($"{kind} alone: some class broke it in {any} of {Trials}, classes {string.Join(", ", each)}, refused {refused}");
        Assert.All(each, broken => Assert.InRange(broken, 0, Most));
        Assert.InRange(refused, 0, Trials / 4);
        // An order statistic is exact but for the steps of the binomial: with some 100 rows of a class it cannot be far below δ.
        if (kind == PromiseKind.Recall) Assert.InRange(each.Sum(), .4 * Delta * Trials * Classes, Trials * Classes);
        // And what holds for each alone does not hold for all at once.
        if (kind == PromiseKind.Recall) Assert.True(any > Most, $"{any} of {Trials}");
    }

    private static double Most => (Delta + (3 * Math.Sqrt(Delta * (1 - Delta) / Trials))) * Trials;

    private static (int Any, int[] Each, int Refused) Broken(PromiseKind kind, double target, RuleScope scope)
    {
        var (population, truth) = Population.Value;
        DecisionPromise promise = kind == PromiseKind.Precision ? new PrecisionPromise(target, 1 - Delta) : RatePromise.Of(kind, target, 1 - Delta);
        int any = 0, refused = 0;
        var each = new int[Classes];
        for (int trial = 0; trial < Trials; trial++)
        {
            SimulatedOutputs rows = SimulatedOutputs.Draw(Rows, Classes, (ulong)trial, Scale);
            ConfidencePolicy policy;
            try
            {
                policy = ConfidencePolicy.Fit(rows.Logits, rows.Labels, Classes, new() { Calibrator = "none", Promise = promise, Scope = scope, Seed = (ulong)trial });
            }
            catch (PromiseRefusedException)
            {
                refused++;   // promises nothing
                continue;
            }
            AssessedOutputs all = AssessedOutputs.Of(policy, population);
            bool broken = false;
            for (int k = 0; k < Classes; k++)
            {
                if (policy.Rule!.AcceptFrom(k) == double.PositiveInfinity) continue;   // promises nothing of this class
                double accepted = 0, right = 0, ofClass = 0;
                for (int i = 0; i < PopulationRows; i++)
                {
                    ofClass += truth[i][k];
                    if (all.Decisions[i] != Decision.Accept || all.Predicted[i] != k) continue;
                    accepted++;
                    right += truth[i][k];
                }
                bool kept = kind switch
                {
                    PromiseKind.Precision => right >= target * accepted,
                    PromiseKind.Recall => right >= target * ofClass,
                    _ => accepted - right <= target * (PopulationRows - ofClass),
                };
                each[k] += kept ? 0 : 1;
                broken |= !kept;
            }
            any += broken ? 1 : 0;
        }
        return (any, each, refused);
    }
}
