using System.Text.Json.Serialization;
using Probity.Metrics;

namespace Probity.Reporting.Sections;

/// <summary>What the page is given. <c>web/src/data.ts</c> says the same in TypeScript: change both together.</summary>
internal sealed record ReportData(
    string Title,
    string? Subtitle,
    int Rows,
    int Classes,
    Headline Headline,
    IReadOnlyDictionary<string, Figure> FiguresBefore,
    IReadOnlyDictionary<string, Figure> FiguresAfter,
    Reliability Reliability,
    ComparedMethod[]? Calibrators,
    RiskCoverage RiskCoverage,
    Explorer Explorer,
    Outcome? Outcome,
    DecisionsHere? Decisions,
    PolicyBlock? Policy,
    Histogram[] Histograms,
    Mistake[] Mistakes,
    Stranger[] Strangers,
    int MistakeCount,
    Confusion[] Confusions,
    LearningCurves? Training,
    Provenance Provenance,
    string Version);

/// <summary>Accuracy beside what the model claims, and the words for it.</summary>
internal sealed record Headline(string[] Sentences, string? Decision, double Accuracy, double ClaimedBefore, double? ClaimedAfter, double? AccuracyAfter);

/// <summary>A share of rows with its 95 % Wilson interval.</summary>
internal sealed record ReliabilityBin(
    double From, double To, int Rows, double Confidence, double Accuracy, double Low, double High, double BandLow, double BandHigh);

internal sealed record ReliabilityBins(ReliabilityBin[] EqualWidth, ReliabilityBin[] EqualMass);

internal sealed record Reliability(ReliabilityBins Before, ReliabilityBins? After);

/// <summary>A calibrator on rows that it was not fitted on; without bins where it was left out, with the reason.</summary>
internal sealed record ComparedMethod(
    string Method, string Summary, string? LeftOut, double Gain, double StandardError, double FitSeconds, IReadOnlyDictionary<string, Figure> Figures, ReliabilityBin[] Bins);

/// <summary>Columns of equal length: the most confident share of the rows, and the share of mistakes among them.</summary>
internal sealed record RiskCurve(double[] Coverage, double[] Risk, double[] Low, double[] High);

internal sealed record RiskCoverage(RiskCurve Before, RiskCurve? After, double[] PerfectRisk, TradeOffCurve? TradeOff);

/// <summary>Columns of equal length, strict to lax: thresholds on confidence that rows can reach, and what each would give; the log-odds where confidence is compared as such.</summary>
internal sealed record TradeOffCurve(double[] Thresholds, double[]? LogOdds, double[] Coverage, double[] Precision, double[] Recall, double?[] FalseAlarm);

/// <summary>Columns of equal length, thresholds ascending: what would happen at each.</summary>
internal sealed record Explorer(
    double[] Thresholds,
    double[] LogOdds,
    int[] Accepted,
    int[] Right,
    double[] Low,
    double[] High,
    int[]? UnknownAccepted,
    int Rows,
    int Rejected,
    int UnknownRows,
    int UnknownRejected,
    int? PolicyIndex,
    bool Calibrated);

/// <summary>What the policy itself does with these rows; the interval is of the share of right answers among the accepted.</summary>
internal sealed record Outcome(
    int Accepted,
    int Right,
    int Review,
    int Rejected,
    double Low,
    double High,
    int Rows,
    int? UnknownAccepted,
    int? UnknownRejected,
    int UnknownRows);

/// <summary>What the policy decides on these rows, by class where it has rules by class, and whether what it promises is kept here.</summary>
internal sealed record DecisionsHere(ClassDecisions[] Classes, PromiseHere[] Promises, CostBlock? Costs);

/// <summary>Rows answered with a class, and what became of them; rows of the class, and how many of these were accepted under its name.</summary>
internal sealed record ClassDecisions(string Name, int Answered, int Accepted, int Right, int Review, int Rejected, int Rows, int Found);

/// <summary>A promised rate on these rows with its exact 95 % interval; p is how likely so many misses are at the promised rate.</summary>
internal sealed record PromiseHere(string? Class, string Kind, string Words, int Counted, int Kept, double Low, double High, double Target, bool AtLeast, bool OnAverage, double P);

/// <summary>Counts of right, wrong and unknown rows between edges; rows beyond the outer edges are in the outer bins. Edges that may round to 1 have log-odds too.</summary>
internal sealed record Histogram(string Token, string Scale, double[] Edges, int[] Right, int[] Wrong, int[]? Unknown, bool IsGate, double[]? LogOdds);

internal sealed record Mistake(
    string Row, string Label, string Predicted, double ConfidenceBefore, double? ConfidenceAfter, double? LogOdds, string? Decision, string? Image);

internal sealed record Stranger(string Row, string? Predicted, double Confidence, double? LogOdds, string? Decision, string? Image);

internal sealed record Confusion(string Label, string Predicted, int Rows, int RowsOfLabel, int? Accepted, double Confidence);

/// <summary>How the model was trained. Columns of equal length, one entry an epoch that is drawn; null in a column, or for it, where nothing was measured.</summary>
internal sealed record LearningCurves(
    string Model,
    int TrainingRows,
    int ValidationRows,
    int? KeptEpoch,
    string? Stopped,
    int EpochsRun,
    string[] Findings,
    int[] Epochs,
    double[] TrainingLoss,
    double?[]? TrainingAccuracy,
    double?[]? ValidationNll,
    double?[]? ValidationAccuracy,
    double?[]? ValidationConfidence,
    double?[]? ValidationEce,
    double?[]? LearningRate);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ReportData))]
internal sealed partial class ReportJson : JsonSerializerContext;
