using Probity.Decisions;
using Probity.Metrics;
using Probity.Numerics;

namespace Probity.Similarity.Tests;

public class MatchEvaluationTests
{
    private const int Columns = 4;

    private static readonly RetrievalOptions Quick = new() { Bootstrap = 200, Seed = 3 };

    /// <summary>Groups around points of a square, with so much noise that some matches are wrong.</summary>
    private static (float[] Embeddings, int[] Groups) Items(int rows, int seed, double noise = .8, int groups = 4)
    {
        var random = new RandomStream((ulong)seed);
        var embeddings = new float[rows * Columns];
        int[] labels = [.. Enumerable.Range(0, rows).Select(i => i % groups)];
        for (int i = 0; i < embeddings.Length; i++)
        {
            embeddings[i] = (float)((labels[i / Columns] % Columns == i % Columns ? 2 : 0) + (noise * random.NextGaussian()));
        }
        return (embeddings, labels);
    }

    private static (MatchConfidence Match, MatchReference Reference) Fitted(PrecisionPromise? promise = null, double? alarm = null)
    {
        (float[] references, int[] groups) = Items(200, 1);
        var reference = MatchReference.Of(references, Columns, groups, Distance.Euclidean);
        (float[] queries, int[] labels) = Items(400, 2);
        return (MatchConfidence.Fit(reference.Look(queries), labels, new MatchOptions { Promise = promise, MaxFalseAlarm = alarm }), reference);
    }

    [Fact]
    public void Figures_are_those_of_counting_by_hand()
    {
        (MatchConfidence match, MatchReference reference) = Fitted(new PrecisionPromise(.85, .9), .05);
        (float[] queries, int[] groups) = Items(300, 5);
        MatchEvidence evidence = reference.Look(queries);
        MatchEvaluation found = MatchEvaluation.Of(match, evidence, groups, options: Quick);
        MatchAssessment[] assessed = match.Assess(evidence);
        bool[] right = [.. assessed.Select((one, i) => one.Group == groups[i])];

        Assert.InRange(right.Count(value => value), 1, 299);
        Assert.Equal(right, found.Right);
        Near(right.Count(value => value) / 300.0, found, "right");
        Near(assessed.Average(one => one.Confidence), found, "mean_confidence");
        Near(assessed.Average(one => one.Confidence) - (right.Count(value => value) / 300.0), found, "confidence_gap");
        double[] logOdds = new double[300], similarity = [.. assessed.Select(one => one.Similarity)];
        match.LogOdds(evidence, logOdds);
        double ofConfidence = PairsInOrder(logOdds, right), ofSimilarity = PairsInOrder(similarity, right);
        Near(ofConfidence, found, "auroc_confidence");
        Near(ofSimilarity, found, "auroc_similarity");
        Near(ofConfidence - ofSimilarity, found, "auroc_gain");
        int accepted = assessed.Count(one => one.Decision == Decision.Accept), hits = assessed.Where((one, i) => one.Decision == Decision.Accept && right[i]).Count();
        Assert.True(accepted > 0);
        Near(accepted / 300.0, found, "coverage");
        Near(hits / (double)accepted, found, "precision_accepted");
        Near(assessed.Count(one => one.Decision == Decision.Reject) / 300.0, found, "told_nothing_alike");
        Near(assessed.Count(one => one.Decision == Decision.Reject) / 300.0, found, "false_alarm");
        foreach ((string name, Figure figure) in found.Figures) Assert.True(figure.Low <= figure.Value && figure.Value <= figure.High, name);
    }

    [Fact]
    public void Calibration_errors_are_those_of_a_classifier_with_the_same_confidences()
    {
        (MatchConfidence match, MatchReference reference) = Fitted();
        (float[] queries, int[] groups) = Items(300, 6);
        MatchEvaluation found = MatchEvaluation.Of(match, reference.Look(queries), groups, options: Quick);
        double[] confidence = [.. found.Assessments.Select(one => one.Confidence)];
        bool[] right = [.. found.Right];
        Near(CalibrationError.Ece(confidence, right), found, "ece");
        Near(CalibrationError.RmsceDebiased(confidence, right), found, "rmsce_debiased");
        IReadOnlyDictionary<string, Figure> ofClassifier = Metrics.Evaluation.Classify(new EvaluationRows { Confidence = confidence, Correct = right }, new EvaluationOptions { Bootstrap = 1_000 });
        Assert.Equal(ofClassifier["ece"].Null95!.Value, found.Figures["ece"].Null95!.Value, .02);
        Assert.Equal(ofClassifier["ece"].P!.Value, found.Figures["ece"].P!.Value, .12);
        Assert.DoesNotContain("coverage", found.Figures.Keys);
        Assert.DoesNotContain("false_alarm", found.Figures.Keys);
    }

    [Fact]
    public void Precision_of_accepted_matches_has_the_exact_binomial_interval()
    {
        // 90 of 100: scipy.stats.beta.ppf(.025, 90, 11) and beta.ppf(.975, 91, 10).
        Figure figure = MatchEvaluationFigures.Binomial(90, 100, "d", "none", Quick);
        Assert.Equal(.8237774022599773, figure.Low!.Value, 1e-9);
        Assert.Equal(.9509953107785141, figure.High!.Value, 1e-9);
        Assert.Equal("none", MatchEvaluationFigures.Binomial(0, 0, "d", "none", Quick).Reason);
    }

    [Fact]
    public void A_query_that_nothing_is_right_for_is_a_wrong_match_and_no_false_alarm()
    {
        (MatchConfidence match, MatchReference reference) = Fitted(alarm: .2);
        (float[] queries, int[] groups) = Items(60, 7);
        for (int i = 0; i < 20; i++) groups[i] = 99;
        MatchEvidence evidence = reference.Look(queries);
        MatchEvaluation found = MatchEvaluation.Of(match, evidence, groups, options: Quick);
        Assert.Equal(20, found.LoneQueries);
        Assert.DoesNotContain(true, found.Right.Take(20));
        Assert.Equal(40, found.Figures["false_alarm"].Rows);
        Near(found.Assessments.Skip(20).Count(one => one.Decision == Decision.Reject) / 40.0, found, "false_alarm");
        Near(found.Assessments.Count(one => one.Decision == Decision.Reject) / 60.0, found, "told_nothing_alike");
    }

    [Fact]
    public void Foreign_queries_are_told_apart_as_counting_pairs_says()
    {
        (MatchConfidence match, MatchReference reference) = Fitted(new PrecisionPromise(.85, .9), .1);
        (float[] queries, int[] groups) = Items(120, 8);
        float[] foreign = [.. Items(80, 9).Embeddings.Select(value => -3 * value)];
        MatchEvidence evidence = reference.Look(queries), strange = reference.Look(foreign);
        MatchEvaluation known = MatchEvaluation.Of(match, evidence, groups, options: Quick), found = MatchEvaluation.OfForeign(match, strange, known, Quick);
        double[] alike = [.. Enumerable.Range(0, 120).Select(evidence.MeanSimilarity), .. Enumerable.Range(0, 80).Select(strange.MeanSimilarity)];
        bool[] isKnown = [.. Enumerable.Range(0, 200).Select(i => i < 120)];
        Near(PairsInOrder(alike, isKnown), found, "foreign_auroc_alike");
        Near(PairsInOrder([.. known.LogOdds, .. found.LogOdds], isKnown), found, "foreign_auroc_confidence");
        MatchAssessment[] assessed = match.Assess(strange);
        Near(assessed.Count(one => one.Decision == Decision.Reject) / 80.0, found, "foreign_rejected");
        Near(assessed.Count(one => one.Decision == Decision.Accept) / 80.0, found, "foreign_accepted");
        Assert.InRange(found.Figures["foreign_rejected"].Value!.Value, .05, 1);
    }

    [Fact]
    public void Splits_are_the_queries_looked_up_without_themselves()
    {
        (MatchConfidence match, _) = Fitted();
        (float[] embeddings, int[] groups) = Items(160, 10);
        (float[] damaged, _) = Items(160, 11, noise: 2);
        var items = new SplitItems { Embeddings = embeddings, Columns = Columns, Groups = groups, SeenGroups = [0, 1], Damaged = damaged };
        MatchSplitEvaluation found = MatchSplitEvaluation.Of(match, items, options: Quick);
        SplitEvaluation retrieved = SplitEvaluation.Of(items, Quick with { Distance = Distance.Euclidean });
        Assert.Equal(["all", "seen", "unseen", "corrupted"], found.Splits.Select(split => split.Key));
        foreach ((string name, MatchEvaluation split) in found.Splits)
        {
            RetrievalReport report = retrieved.Splits.Single(one => one.Key == name).Value;
            Assert.Equal(report.Nearest, split.Assessments.Select(one => one.Hit));
            Figure precision = report.Figures["precision_at_1"];
            Assert.Equal(precision.Value!.Value, split.Figures["right"].Value!.Value, 1e-12);
            Assert.Equal(precision.Low!.Value, split.Figures["right"].Low!.Value, 1e-12);
            Assert.Equal(precision.High!.Value, split.Figures["right"].High!.Value, 1e-12);
        }
    }

    [Fact]
    public void Many_groups_are_drawn_whole_and_widen_the_interval()
    {
        // Each group's queries are all right or all wrong: 24 groups say as much as 24 queries.
        int[] groups = [.. Enumerable.Range(0, 24).SelectMany(group => Enumerable.Repeat(group, 20))];
        float[] embeddings = [.. groups.SelectMany((group, i) => new float[] { 100 * group, i % 20 * .01f, 0, 0 })];
        int[] asked = [.. groups.Select(group => group % 3 == 0 ? 1_000 + group : group)];
        (MatchConfidence match, _) = Fitted();
        var reference = MatchReference.Of(embeddings, Columns, groups, Distance.Euclidean);
        MatchEvaluation found = MatchEvaluation.Of(match, reference.Look(embeddings, without: Enumerable.Range(0, groups.Length).ToArray()), asked, options: Quick with { Bootstrap = 2_000 });
        Figure right = found.Figures["right"];
        Assert.Equal(16 / 24.0, right.Value!.Value, 1e-12);
        // √(p(1 − p)/24) = .0962; the interval of 480 independent queries would be ± .042.
        Assert.InRange((right.High!.Value - right.Low!.Value) / 2, .16, .24);
        Assert.Contains("24 groups", right.Definition, StringComparison.Ordinal);
        Assert.Contains("24 groups", found.Figures["rmsce_debiased"].Definition, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_every_match_is_right_no_ranking_is_claimed()
    {
        (MatchConfidence match, MatchReference reference) = Fitted();
        (float[] queries, int[] groups) = Items(40, 12, noise: .05);
        MatchEvaluation found = MatchEvaluation.Of(match, reference.Look(queries), groups, options: Quick);
        Assert.Equal(1, found.Figures["right"].Value);
        Assert.True(found.Figures["right"].Low < 1);
        Assert.Null(found.Figures["auroc_gain"].Value);
        Assert.Equal("every query's closest reference is right", found.Figures["auroc_confidence"].Reason);
    }

    [Fact]
    public void Bad_input_is_refused_in_words()
    {
        (MatchConfidence match, MatchReference reference) = Fitted();
        (float[] queries, int[] groups) = Items(40, 13);
        MatchEvidence evidence = reference.Look(queries);
        Assert.Throws<ArgumentException>(() => MatchEvaluation.Of(match, evidence, groups.AsSpan(1)));
        Assert.Throws<ArgumentException>(() => MatchEvaluation.Of(match, reference.Look(queries, 5), groups));
        var items = new SplitItems { Embeddings = queries, Columns = Columns, Cells = new bool[80], Labels = 2 };
        Assert.Contains("several labels", Assert.Throws<ArgumentException>(() => MatchSplitEvaluation.Of(match, items)).Message, StringComparison.Ordinal);
    }

    private static void Near(double expected, MatchEvaluation found, string name) => Assert.Equal(expected, found.Figures[name].Value!.Value, 1e-9);

    private static double PairsInOrder(double[] scores, bool[] positive)
    {
        double won = 0, all = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            for (int j = 0; j < scores.Length; j++)
            {
                if (!positive[i] || positive[j]) continue;
                all++;
                won += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? .5 : 0;
            }
        }
        return won / all;
    }
}
