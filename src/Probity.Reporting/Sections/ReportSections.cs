using System.Reflection;

namespace Probity.Reporting.Sections;

/// <summary>Checks the input and fills every section.</summary>
internal static class ReportSections
{
    public static ReportData Of(ReportInput input)
    {
        Check(input);
        bool[] rightBefore = Right(input.Labels, input.Predicted), right = Right(input.Labels, input.PredictedAfter ?? input.Predicted);
        input = input with { Predicted = input.PredictedAfter ?? input.Predicted };   // all below is of the answers that are given
        int[] wrong = [.. Enumerable.Range(0, right.Length).Where(i => !right[i])];
        double[] confidence = input.ConfidenceAfter ?? input.ConfidenceBefore;
        var ranked = RankedRows.Of(input);
        var decisions = PolicyDecisions.Of(input, ranked);
        var outcome = decisions.Outcome(right);

        return new(
            input.Title,
            input.Subtitle,
            right.Length,
            input.ClassNames?.Count ?? Math.Max(input.Labels.Max(), input.Predicted.Max()) + 1,
            HeadlineSection.Of(input, rightBefore, right, outcome),
            input.FiguresBefore,
            input.FiguresAfter,
            new(ReliabilitySection.Of(input.ConfidenceBefore, rightBefore), input.ConfidenceAfter is null ? null : ReliabilitySection.Of(input.ConfidenceAfter, right)),
            CalibratorsSection.Of(input.Calibrators),
            RiskCoverageSection.Of(
                input.RankingBefore ?? input.ConfidenceBefore, input.ConfidenceAfter is null ? null : input.RankingAfter ?? input.ConfidenceAfter, rightBefore, right,
                TradeOffSection.Of(confidence, input.ConfidenceAfter is null ? input.RankingBefore : input.RankingAfter, right)),
            ExplorerSection.Of(input, ranked, right),
            outcome,
            DecisionsSection.Of(input, decisions.Known),
            input.Policy,
            HistogramSection.Of(input, right),
            MistakesSection.Of(input, ranked, decisions, wrong),
            StrangersSection.Of(input, ranked, decisions),
            wrong.Length,
            ConfusionSection.Of(input, confidence, decisions, wrong),
            input.Training is { } training ? LearningSection.Of(training) : null,
            input.Provenance,
            typeof(ReportSections).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "");
    }

    private static bool[] Right(int[] labels, int[] predicted)
    {
        var right = new bool[labels.Length];
        for (int i = 0; i < right.Length; i++) right[i] = labels[i] == predicted[i];
        return right;
    }

    private static void Check(ReportInput input)
    {
        int rows = input.Labels.Length;
        Require.SomeRows(rows, "labels");
        Require.SameRows(rows, input.Predicted.Length, "labels", "predicted");
        Require.SameRows(rows, input.ConfidenceBefore.Length, "labels", "confidence before");
        int classes = input.ClassNames?.Count ?? int.MaxValue;
        Require.Labels(input.Labels, classes, "labels");
        Require.Labels(input.Predicted, classes, "predicted");
        Require.Probabilities(input.ConfidenceBefore, "confidence before");
        if (input.PredictedAfter is { } moved)
        {
            if (input.ConfidenceAfter is null) throw new ArgumentException("predicted after: there is no confidence after calibration to go with it");
            Require.SameRows(rows, moved.Length, "labels", "predicted after");
            Require.Labels(moved, classes, "predicted after");
        }
        if (input.ConfidenceAfter is { } after)
        {
            Require.SameRows(rows, after.Length, "labels", "confidence after");
            Require.Probabilities(after, "confidence after");
        }
        if (input.PassesGate is { } gate) Require.SameRows(rows, gate.Length, "labels", "gate");
        if (input.RowIds is { } ids) Require.SameRows(rows, ids.Count, "labels", "row ids");
        if (input.RankingBefore is { } rankingBefore) CheckRanking(rankingBefore, rows, "labels", "ranking before");
        if (input.RankingAfter is { } rankingAfter) CheckRanking(rankingAfter, rows, "labels", "ranking after");
        if (input.Decisions is { } decisions) Require.SameRows(rows, decisions.Length, "labels", "decisions");
        if (input.Policy?.Threshold is { } threshold) Check(input, threshold);
        if (input.Images is { } images) Check(images);
        if (input.Training is { } training) LearningSection.Check(training);
        CalibratorsSection.Check(input.Calibrators);
        if (input.Unknowns is { } unknowns)
        {
            Check(unknowns, rows, classes);
            if (unknowns.Confidence is not null && (input.PassesGate is null) != (unknowns.PassesGate is null))
                throw new ArgumentException("gate: answers for known rows only or for unknown rows only; give both or neither");
            if (unknowns.Confidence is not null && (input.Decisions is null) != (unknowns.Decisions is null))
                throw new ArgumentException("decisions: of known rows only or of unknown rows only; give both or neither");
            if (unknowns.Confidence is not null && ((input.ConfidenceAfter is null ? input.RankingBefore : input.RankingAfter) is null) != (unknowns.Ranking is null))
                throw new ArgumentException("ranking: of known rows only or of unknown rows only; give both or neither");
        }
    }

    private static void Check(ReportInput input, double threshold)
    {
        Require.Probabilities([threshold], "policy threshold");
        bool ranked = (input.ConfidenceAfter is null ? input.RankingBefore : input.RankingAfter) is not null;
        if (ranked != (input.Policy!.ThresholdLogOdds is not null))
            throw new ArgumentException("policy threshold: rows and threshold are compared as log-odds or as probabilities; give both the ranking and the threshold's log-odds, or neither");
        if (input.Policy.ThresholdLogOdds is { } logOdds) Require.NoNaN([logOdds], "policy threshold's log-odds");
    }

    private static void CheckRanking(double[] ranking, int rows, string beside, string name)
    {
        Require.SameRows(rows, ranking.Length, beside, name);
        Require.NoNaN(ranking, name);
    }

    private static void Check(RowImages images)
    {
        Require.InRange(images.Width, 1, 4096, "image width");
        Require.InRange(images.Height, 1, 4096, "image height");
    }

    private static void Check(UnknownBlock unknowns, int rows, int classes)
    {
        if (unknowns.Predicted is { } predicted)
        {
            Require.SameRows(unknowns.Confidence?.Length ?? 0, predicted.Length, "confidence of unknown rows", "predicted of unknown rows");
            Require.Labels(predicted, classes, "predicted of unknown rows");
        }
        if (unknowns.RowIds is { } ids) Require.SameRows(unknowns.Confidence?.Length ?? 0, ids.Count, "confidence of unknown rows", "ids of unknown rows");
        if (unknowns.Images is { } images) Check(images);
        if (unknowns.Confidence is { } confidence)
        {
            Require.SomeRows(confidence.Length, "confidence of unknown rows");
            Require.Probabilities(confidence, "confidence of unknown rows");
            if (unknowns.Ranking is { } ranking) CheckRanking(ranking, confidence.Length, "confidence of unknown rows", "ranking of unknown rows");
            if (unknowns.Decisions is { } decisions) Require.SameRows(confidence.Length, decisions.Length, "confidence of unknown rows", "decisions on unknown rows");
            if (unknowns.PassesGate is { } gate) Require.SameRows(confidence.Length, gate.Length, "confidence of unknown rows", "gate on unknown rows");
        }
        foreach (var score in unknowns.Scores)
        {
            Require.SameRows(rows, score.Known.Length, "labels", $"{score.Token} of known rows");
            Require.SomeRows(score.Unknown.Length, $"{score.Token} of unknown rows");
            Require.SameRows(unknowns.Scores[0].Unknown.Length, score.Unknown.Length, $"{unknowns.Scores[0].Token} of unknown rows", $"{score.Token} of unknown rows");
            Require.NoNaN(score.Known, $"{score.Token} of known rows");
            Require.NoNaN(score.Unknown, $"{score.Token} of unknown rows");
        }
    }
}
