namespace Probity.Reporting.Tests;

/// <summary>Inputs at the edges of what a report can be asked to show.</summary>
internal static class OddInputs
{
    private static readonly int[] Many = [.. Enumerable.Range(0, 5_000).Select(i => i % 1_000)];

    public static readonly IReadOnlyDictionary<string, ReportInput> All = new Dictionary<string, ReportInput>
    {
        ["one row"] = Rows([0], [0], [.7]),
        ["one wrong row"] = Rows([0], [1], [1]),
        ["all right"] = Rows([0, 1, 0], [0, 1, 0], [1, 1, 1]),
        ["all wrong"] = Rows([0, 1, 0], [1, 0, 1], [.5, .6, 1]),
        ["no confidence at all"] = Rows([0, 1], [0, 0], [0, 0]),
        ["a thousand classes"] = Rows(Many, [.. Many.Select(y => (y + y % 3) % 1_000)], [.. Many.Select(y => (y + 1) / 1_001.0)]),
        ["confidence piled up at one"] = Rows(Many, [.. Many.Select(y => y % 50 == 0 ? 0 : y)], [.. Many.Select(y => y % 4 == 0 ? 1 : 1 - Math.Pow(10, -1 - y % 150 / 10.0))]),
        ["a policy that accepts nothing"] = Rows([0, 1], [0, 0], [.5, .6]) with { Policy = new() { Threshold = .99, TargetPrecision = .95, PromiseConfidence = .95 } },
        ["a gate that rejects all"] = Rows([0, 1], [0, 0], [.5, .6]) with { PassesGate = [false, false], Policy = new() { Threshold = .5, GateScore = "entropy", GateThreshold = 0 } },
        ["a gate that rejects all, no policy"] = Rows([0, 1], [0, 0], [.5, .6]) with { PassesGate = [false, false] },
        ["log-odds without end"] = Rows([0, 1, 0], [0, 0, 0], [.5, 1, 1]) with
        {
            RankingBefore = [0, 400, double.PositiveInfinity],
            Policy = new() { Threshold = 1, ThresholdLogOdds = 900, TargetPrecision = .9, PromiseConfidence = .95 },
            FiguresBefore = new Dictionary<string, Probity.Metrics.Figure> { ["auroc"] = new() { Value = null, Rows = 3, Definition = "d", Reason = "none wrong" } },
        },
        ["infinite scores"] = Rows([0, 1], [0, 0], [.5, .6]) with
        {
            Unknowns = new() { Scores = [new() { Token = "max_logit", Known = [double.NegativeInfinity, 1], Unknown = [double.NegativeInfinity] }] },
        },
    };

    private static ReportInput Rows(int[] labels, int[] predicted, double[] before) =>
        new() { Title = "edge", Labels = labels, Predicted = predicted, ConfidenceBefore = before };
}
