using Probity.Calibration;
using Probity.Decisions;
using static System.FormattableString;

namespace Probity;

/// <summary>Finds a threshold for every class: candidates from the learning rows answered with it, the certificate from the certifying rows that count for it.</summary>
internal static class ClassRuleFit
{
    private const int MostNamed = 5;

    /// <param name="learned">Rows that learn.</param>
    /// <param name="certifying">Rows that certify.</param>
    /// <param name="classes">Classes there are.</param>
    /// <param name="options">With a promise and a scope.</param>
    /// <exception cref="PromiseRefusedException">No class can carry the promise, or one cannot that must.</exception>
    public static ClassThresholdsRule Run(AnsweredRows learned, AnsweredRows certifying, int classes, PolicyOptions options)
    {
        DecisionPromise asked = options.Promise!;
        // Who shares δ is decided by rows that learn: without a candidate there is no test. Recall and coverage are promised of every class.
        bool everyClass = asked.Kind is PromiseKind.Recall or PromiseKind.Coverage;
        var scores = new List<double>[classes];
        for (int k = 0; k < classes; k++) scores[k] = [];
        for (int i = 0; i < learned.Count; i++) scores[learned.Answers[i]].Add(learned.Scores[i]);
        int sharing = everyClass ? classes : scores.Count(own => own.Exists(double.IsFinite));
        int parts = options.Scope == RuleScope.PerClass && asked.Confidence is not null ? Math.Max(1, sharing) : 1;
        DecisionPromise promise = parts == 1 ? asked : asked.Among(parts);

        var thresholds = new ClassThreshold[classes];
        for (int k = 0; k < classes; k++) thresholds[k] = Of(k, scores[k], certifying, learned.Count, promise);
        RequireSome(thresholds, everyClass, asked, options);
        return new ClassThresholdsRule(options.Scope, asked.Confidence, parts, thresholds);
    }

    /// <summary>What is to be said of classes that are never accepted; empty where there are none.</summary>
    public static IEnumerable<string> Warnings(ClassThresholdsRule rule, IReadOnlyList<string>? names)
    {
        int[] refused = Refused(rule.Classes);
        if (refused.Length == 0) yield break;
        string said = rule.Promise.Kind is PromiseKind.Recall or PromiseKind.Coverage ? ", and nothing is promised of them" : "";
        yield return Invariant($"{refused.Length:N0} of {rule.Classes.Count:N0} classes cannot carry the promise and are never accepted{said}: {Named(rule.Classes, refused, names)}");
    }

    private static ClassThreshold Of(int k, List<double> learningScores, AnsweredRows certifying, int learned, DecisionPromise promise)
    {
        if (!learningScores.Exists(double.IsFinite))
            return new(null, Invariant($"none of the {learned:N0} learning rows is answered with it, so there is no threshold to test"));
        ClassRows rows = ClassRows.Of(k, certifying, promise.Kind);
        ThresholdOutcome outcome = promise.Certify(new CertifyingRows
        {
            LearningScores = learningScores.ToArray(),
            Scores = rows.Scores,
            Correct = rows.Correct,
            Passes = rows.Passes,
        });
        if (outcome.Threshold is not { } found) return new(null, outcome.Refusal);
        (int accepted, int errors) = Accepted(k, certifying, found.Threshold);
        return new(found with { RowsLearned = learned, RowsCertified = certifying.Count, Accepted = accepted, Errors = errors }, null);
    }

    private static (int Rows, int Wrong) Accepted(int k, AnsweredRows rows, double threshold)
    {
        int accepted = 0, wrong = 0;
        for (int i = 0; i < rows.Count; i++)
        {
            if (rows.Answers[i] != k || !(rows.Scores[i] >= threshold) || (rows.Passes.Length > 0 && !rows.Passes[i])) continue;
            accepted++;
            if (!rows.Correct[i]) wrong++;
        }
        return (accepted, wrong);
    }

    private static void RequireSome(ClassThreshold[] thresholds, bool everyClass, DecisionPromise asked, PolicyOptions options)
    {
        int[] refused = Refused(thresholds);
        bool all = refused.Length == thresholds.Length;
        if (!all && (!everyClass || options.Scope == RuleScope.EachAlone || refused.Length == 0)) return;
        string what = all ? "no class can carry the promise" : Invariant($"{refused.Length:N0} of {thresholds.Length:N0} classes cannot carry the promise");
        string advice = everyClass && !all
            ? $". A class that is never accepted breaks {(asked.Kind == PromiseKind.Recall ? "recall" : "coverage")}, so nothing can be promised of all classes at once: label more rows of these, ask for less, or for each class alone, which leaves them out"
            : "";
        throw new PromiseRefusedException($"{what}: {Named(thresholds, refused, options.ClassNames)}{advice}");
    }

    private static int[] Refused(IReadOnlyList<ClassThreshold> thresholds) => [.. Enumerable.Range(0, thresholds.Count).Where(k => thresholds[k].Threshold is null)];

    private static string Named(IReadOnlyList<ClassThreshold> thresholds, int[] refused, IReadOnlyList<string>? names)
    {
        string more = refused.Length > MostNamed ? Invariant($"; and {refused.Length - MostNamed:N0} more") : "";
        (string before, string[] own, string after) = SharedWords.Of([.. refused.Select(k => thresholds[k].Refusal ?? "")]);
        return before + string.Join("; ", refused.Take(MostNamed).Select((k, i) => own[i].Length == 0 ? $"class {ClassLabel.Of(k, names)}" : $"class {ClassLabel.Of(k, names)}: {own[i]}")) + more + after;
    }
}
