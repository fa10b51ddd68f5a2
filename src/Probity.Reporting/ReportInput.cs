using System.Text.Json.Serialization;
using Probity.Calibration;
using Probity.Decisions;
using Probity.Metrics;

namespace Probity.Reporting;

/// <summary>All that a report can show. Only the title, labels, predictions and one confidence a row are needed; every section whose input is absent is left out.</summary>
/// <remarks>Arrays of N describe the same labelled rows of known classes, in the same order; arrays of M describe the unknown rows.</remarks>
public sealed record ReportInput
{
    /// <summary>The title, such as <c>Fashion-MNIST</c>. Shown as text.</summary>
    public required string Title { get; init; }

    /// <summary>One line below the title: what the rows are.</summary>
    public string? Subtitle { get; init; }

    /// <summary>Names of the classes, by class index; null names them "0", "1", ….</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>N true classes, each at least 0 and below the number of class names.</summary>
    public required int[] Labels { get; init; }

    /// <summary>N predicted classes.</summary>
    public required int[] Predicted { get; init; }

    /// <summary>N predicted classes after calibration, where a calibrator may change them; null where they are the model's own.</summary>
    public int[]? PredictedAfter { get; init; }

    /// <summary>N probabilities of the predicted class as the model gave them, in [0, 1].</summary>
    public required double[] ConfidenceBefore { get; init; }

    /// <summary>N probabilities of the predicted class after calibration, in [0, 1]; null where nothing was calibrated.</summary>
    public double[]? ConfidenceAfter { get; init; }

    /// <summary>N log-odds of <see cref="ConfidenceBefore"/>, which order rows that round to a probability of 1; null ranks by the probabilities.</summary>
    public double[]? RankingBefore { get; init; }

    /// <summary>N log-odds of <see cref="ConfidenceAfter"/>; null ranks by the probabilities.</summary>
    public double[]? RankingAfter { get; init; }

    /// <summary>Figures on the model's own probabilities, by name (<c>accuracy</c>, <c>ece</c>, …, <c>ood_auroc_max_probability</c>).</summary>
    public IReadOnlyDictionary<string, Figure> FiguresBefore { get; init; } = new Dictionary<string, Figure>();

    /// <summary>The same figures after calibration.</summary>
    public IReadOnlyDictionary<string, Figure> FiguresAfter { get; init; } = new Dictionary<string, Figure>();

    /// <summary>The decision rule and what it promises; null without one.</summary>
    public PolicyBlock? Policy { get; init; }

    /// <summary>N answers of the policy's gate: true where the row looks like a known class; null without a gate.</summary>
    public bool[]? PassesGate { get; init; }

    /// <summary>N decisions of the policy itself; null has them made from the threshold on confidence and from <see cref="PassesGate"/>.</summary>
    public Decision[]? Decisions { get; init; }

    /// <summary>Rows of no known class; null without them.</summary>
    public UnknownBlock? Unknowns { get; init; }

    /// <summary>Calibrators that were compared on rows like these, the model's own output first; empty for none.</summary>
    public IReadOnlyList<ComparedCalibrator> Calibrators { get; init; } = [];

    /// <summary>N names of rows, shown beside mistakes; null shows row numbers, from 0.</summary>
    public IReadOnlyList<string>? RowIds { get; init; }

    /// <summary>Pictures of the N rows, shown with mistakes; null without them.</summary>
    public RowImages? Images { get; init; }

    /// <summary>How the model was trained; null where that is not known.</summary>
    public TrainingBlock? Training { get; init; }

    /// <summary>Where the rows came from.</summary>
    public Provenance Provenance { get; init; } = new();
}

/// <summary>A decision rule: accept a row whose calibrated confidence, or another score, reaches a threshold, send the others to a human.</summary>
public sealed record PolicyBlock
{
    /// <summary>Accept from this calibrated confidence upwards, in [0, 1]; null where the rule is on another score, or nothing is promised.</summary>
    public double? Threshold { get; init; }

    /// <summary>
    /// The threshold as log-odds, which do not round to 1; needed together with <see cref="ReportInput.RankingAfter"/>
    /// (or <see cref="ReportInput.RankingBefore"/> where nothing was calibrated), which it is compared with.
    /// </summary>
    public double? ThresholdLogOdds { get; init; }

    /// <summary>Token of the score that the rule is on where that is not the confidence, else null.</summary>
    public string? RuleScore { get; init; }

    /// <summary>Accept from this value of <see cref="RuleScore"/> upwards.</summary>
    public double? RuleThreshold { get; init; }

    /// <summary>Promised share of right answers among those accepted, such as 0.95; null where nothing is promised.</summary>
    public double? TargetPrecision { get; init; }

    /// <summary>How sure the promise is, such as 0.95 (1 − δ).</summary>
    public double? PromiseConfidence { get; init; }

    /// <summary>When a row is accepted, in words that go on from "where", for a rule that is not one threshold; else null.</summary>
    public string? RuleWords { get; init; }

    /// <summary>Everything that is promised: one entry, or one a class; empty where nothing is.</summary>
    [JsonIgnore]
    public IReadOnlyList<PromiseBlock> Promises { get; init; } = [];

    /// <summary>The class whose rows the policy is to find, or null where it answers with the likeliest class.</summary>
    public int? ClassOfInterest { get; init; }

    /// <summary>Whether every class has a rule of its own.</summary>
    public bool PerClass { get; init; }

    /// <summary>What the decisions cost on these rows, or null where the rule has no costs.</summary>
    [JsonIgnore]
    public CostBlock? Costs { get; init; }

    /// <summary>Rows that the policy learned from.</summary>
    public int RowsLearned { get; init; }

    /// <summary>Rows that certified the promise and did nothing else.</summary>
    public int RowsCertified { get; init; }

    /// <summary>Share of the certifying rows that were accepted.</summary>
    public double? CertifiedCoverage { get; init; }

    /// <summary>The policy in plain words, one line each.</summary>
    public IReadOnlyList<string> Explanation { get; init; } = [];

    /// <summary>Token of the score that rejects unknown rows; null without a gate.</summary>
    public string? GateScore { get; init; }

    /// <summary>Rows whose gate score is below this are rejected as unknown.</summary>
    public double? GateThreshold { get; init; }
}

/// <summary>A promise, to be held against these rows.</summary>
/// <param name="Class">The class that it is about: the answered one for precision, the true one for recall; null for all rows.</param>
/// <param name="Kind">Which rate is bounded.</param>
/// <param name="Target">The bound.</param>
/// <param name="Confidence">How sure the promise is, or null where it holds on average only.</param>
public sealed record PromiseBlock(int? Class, PromiseKind Kind, double Target, double? Confidence);

/// <summary>Mean cost of a row, in the units of the cost matrix.</summary>
/// <param name="Policy">Of what the policy decides.</param>
/// <param name="Low">Lower end of its 95 % interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="AlwaysAnswer">Were every row answered by the model alone.</param>
/// <param name="AlwaysReview">Were every row sent to a human; null where that has no price.</param>
public sealed record CostBlock(double Policy, double Low, double High, double AlwaysAnswer, double? AlwaysReview);

/// <summary>Rows that belong to no known class, and how the scores see them.</summary>
public sealed record UnknownBlock
{
    /// <summary>M probabilities of the predicted class, calibrated in the same way as those of the known rows; null where not at hand.</summary>
    public double[]? Confidence { get; init; }

    /// <summary>M log-odds of <see cref="Confidence"/>; needed where the known rows have them.</summary>
    public double[]? Ranking { get; init; }

    /// <summary>M decisions of the policy itself; needed where the known rows have them.</summary>
    public Decision[]? Decisions { get; init; }

    /// <summary>M answers of the policy's gate; null without a gate.</summary>
    public bool[]? PassesGate { get; init; }

    /// <summary>M predicted classes; null where not at hand.</summary>
    public int[]? Predicted { get; init; }

    /// <summary>M names of rows; null shows row numbers.</summary>
    public IReadOnlyList<string>? RowIds { get; init; }

    /// <summary>Pictures of the M rows; null without them.</summary>
    public RowImages? Images { get; init; }

    /// <summary>The scores that try to tell known from unknown, all turned so that higher means known.</summary>
    public IReadOnlyList<ScoreBlock> Scores { get; init; } = [];
}

/// <summary>One score on known and unknown rows; higher means known.</summary>
public sealed record ScoreBlock
{
    /// <summary>The score's token, such as <c>log_sum_exp</c>.</summary>
    public required string Token { get; init; }

    /// <summary>N values on the known rows; not NaN.</summary>
    public required double[] Known { get; init; }

    /// <summary>M values on the unknown rows; not NaN.</summary>
    public required double[] Unknown { get; init; }

    /// <summary>The policy's gate is on this score.</summary>
    public bool IsGate { get; init; }
}

/// <summary>Grey pictures, one a row.</summary>
/// <param name="Width">In pixels, at least 1.</param>
/// <param name="Height">In pixels, at least 1.</param>
/// <param name="Pixels">Gives the Width × Height grey values of a row, top row first; 0 is black. Called for the few rows that are shown.</param>
public sealed record RowImages(int Width, int Height, Func<int, byte[]> Pixels);

/// <summary>Where a report's rows came from, so that it can be made again.</summary>
public sealed record Provenance
{
    /// <summary>Files that were read.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Seed of everything random.</summary>
    public ulong? Seed { get; init; }

    /// <summary>The command that made the report.</summary>
    public string? Command { get; init; }
}
