using Probity.Decisions;
using Probity.Metrics;
using Probity.Numerics;

namespace Probity.Reporting.Tests;

/// <summary>A simulated match confidence.</summary>
internal static class MatchDemo
{
    private const double From = 1.2;

    public static MatchBlock Whole(Func<string, string>? name = null)
    {
        name ??= word => word;
        return new()
        {
            Splits =
            [
                Split(name("all items"), 900, 0, 1),
                Split(name("seen groups"), 450, .05, 2),
                Split(name("unseen groups"), 450, -.6, 3) with { LoneQueries = 4 },
                Split(name("corrupted items"), 900, -.1, 4),
                Foreign(name("foreign items"), 300),
            ],
            TargetPrecision = .9,
            AcceptFromLogOdds = From,
            HasGate = true,
            Explanation = [name("How likely the closest reference of a query is right, from its 10 nearest by cosine.")],
            Mistakes = [.. Enumerable.Range(0, 12).Select(i => new MatchMistake(
                name($"row {i}"), name("unseen groups"), name($"label_{i}"), name($"row {i + 50}"), name($"label_{i + 1}"), .98 - (.01 * i), 1 / (1 + Math.Exp(i - 12.0)), 12 - i, i < 9 ? Decision.Accept : Decision.Review, name("8 of 8 groups agree; strongest: group 2 value 13 (.30 and .31, 0.9 nats)")))],
            Confused = [.. Enumerable.Range(0, 5).Select(i => new ConfusedLabels(name($"label_{i}"), name($"label_{i + 9}"), 14 - i,
                [new(4, .44, [new(3, .37, .06), new(15, .05, .26), new(1, .08, .24)]), new(1, .2, [new(0, .5, .3)])]))],
        };
    }

    /// <summary>Matches whose log-odds are too high by so much.</summary>
    public static MatchSplit Split(string name, int queries, double shift, ulong seed)
    {
        var random = new RandomStream(seed);
        double[] truth = [.. Enumerable.Range(0, queries).Select(_ => 1.5 + (2.5 * random.NextGaussian()))];
        bool[] right = [.. truth.Select(odds => random.NextDouble() < 1 / (1 + Math.Exp(-odds)))];
        double[] stated = [.. truth.Select(odds => odds - shift)];
        Decision[] decisions = [.. stated.Select((odds, i) => i % 40 == 0 ? Decision.Reject : odds >= From ? Decision.Accept : Decision.Review)];
        int accepted = decisions.Count(one => one == Decision.Accept);
        double share = right.Count(hit => hit) / (double)queries, claimed = stated.Average(Probability);
        return new()
        {
            Name = name,
            Figures = new Dictionary<string, Figure>
            {
                ["right"] = Figure(share, .03),
                ["mean_confidence"] = Figure(claimed, .02),
                ["confidence_gap"] = Figure(claimed - share, .03),
                ["auroc_confidence"] = Figure(.9, .02),
                ["auroc_similarity"] = Figure(.8, .03),
                ["auroc_gain"] = Figure(.1, .03),
                ["rmsce_debiased"] = Figure(.05, .02),
                ["ece"] = Figure(.04, .02) with { Null95 = .05, P = .3 },
                ["coverage"] = Figure(accepted / (double)queries, .03),
                ["precision_accepted"] = Figure(decisions.Where((one, i) => one == Decision.Accept && right[i]).Count() / (double)accepted, .02),
                ["told_nothing_alike"] = Figure(.025, .01),
                ["false_alarm"] = Figure(.025, .01),
            },
            Confidence = Array.ConvertAll(stated, Probability),
            LogOdds = stated,
            Right = right,
            Decisions = decisions,
        };
    }

    public static MatchSplit Foreign(string name, int queries)
    {
        var random = new RandomStream(9);
        double[] stated = [.. Enumerable.Range(0, queries).Select(_ => -1 + (1.5 * random.NextGaussian()))];
        return new()
        {
            Name = name,
            IsForeign = true,
            Figures = new Dictionary<string, Figure> { ["mean_confidence"] = Figure(.3, .01), ["foreign_auroc_alike"] = Figure(.8, .02), ["foreign_rejected"] = Figure(.4, .02), ["foreign_accepted"] = Figure(.1, .02) },
            Confidence = Array.ConvertAll(stated, Probability),
            LogOdds = stated,
            Right = new bool[queries],
            Decisions = [.. stated.Select(odds => odds < -1.3 ? Decision.Reject : odds >= From ? Decision.Accept : Decision.Review)],
        };
    }

    /// <summary>Two queries that are right, as sure as can be, nothing promised.</summary>
    public static MatchBlock Smallest => new()
    {
        Splits = [new() { Name = "all items", Figures = new Dictionary<string, Figure> { ["auroc_gain"] = new() { Value = null, Rows = 2, Definition = "d", Reason = "every query's closest reference is right" } }, Confidence = [1, 1], LogOdds = [double.PositiveInfinity, 400], Right = [true, true], Decisions = [Decision.None, Decision.None] }],
    };

    private static double Probability(double odds) => 1 / (1 + Math.Exp(-odds));

    private static Figure Figure(double value, double width) => new() { Value = value, Low = value - width, High = value + width, Rows = 100, Definition = "What it is. Interval: bootstrap over 150 groups." };
}
