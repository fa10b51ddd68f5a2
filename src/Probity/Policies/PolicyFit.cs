using Probity.Calibration;
using Probity.Decisions;
using Probity.Metrics;
using Probity.Numerics;
using Probity.Scores;
using static System.FormattableString;

namespace Probity;

/// <summary>How a <see cref="ConfidencePolicy"/> comes about: part A learns everything, part B certifies and does nothing else.</summary>
internal static class PolicyFit
{
    /// <summary>Splits the rows by seed where something is promised, and fits.</summary>
    public static ConfidencePolicy Run(
        ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, ReadOnlySpan<double> weights, IReadOnlyList<string>? groups, int classes, PolicyOptions options,
        IProgress<double>? progress)
    {
        int rows = Require.Rows(logits.Length, classes, nameof(logits));
        Require.SomeRows(rows, nameof(logits));
        RequireGroups(groups, rows, nameof(groups), options);
        // Here, since after the split the number of a bad row would not be the caller's.
        Require.FittingRows(logits, labels, classes, nameof(logits), nameof(labels), options.Outputs == OutputKind.Probabilities);
        if (options.Promise is null) return Learn(logits, labels, weights, groups, [], [], [], null, classes, options, progress);

        Require.OpenShare(options.CertifyShare, "certify share");
        PromiseWeights.Check(weights, rows, nameof(weights), options);
        int certifying = (int)Math.Round(options.CertifyShare * rows);
        if (certifying == 0 || certifying == rows)
            throw new PromiseRefusedException($"{rows:N0} {(rows == 1 ? "row" : "rows")} cannot be split: a promise needs some rows to learn from and others to certify it");
        int[] order = RowSplit.Shuffled(rows, options.Seed);
        double[] learningWeights = PromiseWeights.Part(weights, order.AsSpan(certifying..), "learning"), certifyingWeights = PromiseWeights.Part(weights, order.AsSpan(..certifying), "certifying");
        return Learn(
            RowSplit.Gather(logits, classes, order.AsSpan(certifying..)), RowSplit.Gather(labels, 1, order.AsSpan(certifying..)), learningWeights, Chosen(groups, order.AsSpan(certifying..)),
            RowSplit.Gather(logits, classes, order.AsSpan(..certifying)), RowSplit.Gather(labels, 1, order.AsSpan(..certifying)), certifyingWeights, Chosen(groups, order.AsSpan(..certifying)),
            classes, options, progress);
    }

    /// <summary>Fits on rows that learn and others that certify.</summary>
    public static ConfidencePolicy Run(
        ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, ReadOnlySpan<double> weights, IReadOnlyList<string>? groups,
        ReadOnlySpan<float> certifyingLogits, ReadOnlySpan<int> certifyingLabels, ReadOnlySpan<double> certifyingWeights, IReadOnlyList<string>? certifyingGroups,
        int classes, PolicyOptions options, IProgress<double>? progress)
    {
        ArgumentNullException.ThrowIfNull(options);
        int certifying = Require.Rows(certifyingLogits.Length, classes, "certifying logits");
        Require.SomeRows(Require.Rows(logits.Length, classes, nameof(logits)), nameof(logits));
        RequireGroups(groups, logits.Length / classes, nameof(groups), options);
        RequireGroups(certifyingGroups, certifying, "certifying groups", options);
        Require.FittingRows(logits, labels, classes, nameof(logits), nameof(labels), options.Outputs == OutputKind.Probabilities);
        Require.FittingRows(certifyingLogits, certifyingLabels, classes, "certifying logits", "certifying labels", options.Outputs == OutputKind.Probabilities);
        if (options.Promise is null && options.Costs is null && options.Choice is null)
            throw new ArgumentException($"{certifying:N0} certifying rows but nothing to certify: ask for a target precision or leave them out");
        if (weights.IsEmpty != certifyingWeights.IsEmpty)
            throw new ArgumentException($"{(weights.IsEmpty ? "certifying weights" : "weights")} without {(weights.IsEmpty ? "weights of the rows that learn" : "certifying weights")}: give them for both sets, 1 for rows that count once");
        CheckWeights(weights, logits.Length / classes, nameof(weights), options);
        CheckWeights(certifyingWeights, certifying, "certifying weights", options);
        int shared = RowHash.CountShared(logits, labels, certifyingLogits, certifyingLabels, classes);
        if (shared == certifying)
        {
            throw new ArgumentException(
                $"all {certifying:N0} certifying rows are among the rows that learn; a promise holds only for rows that nothing was learned from: give others, or one set to be split");
        }
        return Learn(logits, labels, weights, groups, certifyingLogits, certifyingLabels, certifyingWeights, certifyingGroups, classes, options, progress, shared);
    }

    /// <summary>Certifies answers given elsewhere, some of which a gate outside the policy stops: it knows their log-odds of being right as they are, and accepts none that is stopped.</summary>
    public static ConfidencePolicy RunGated(
        ReadOnlySpan<float> logOdds, ReadOnlySpan<int> labels, ReadOnlySpan<float> certifyingLogOdds, ReadOnlySpan<int> certifyingLabels, ReadOnlySpan<bool> passes, PolicyOptions options) =>
        Learn(logOdds, labels, [], null, certifyingLogOdds, certifyingLabels, [], null, 1, options, null, passes: passes);

    private static ConfidencePolicy Learn(
        ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, ReadOnlySpan<double> weights, IReadOnlyList<string>? groups,
        ReadOnlySpan<float> certifyingLogits, ReadOnlySpan<int> certifyingLabels, ReadOnlySpan<double> certifyingWeights, IReadOnlyList<string>? certifyingGroups,
        int classes, PolicyOptions options, IProgress<double>? progress, int shared = 0, ReadOnlySpan<bool> passes = default)
    {
        int rows = labels.Length, certifying = certifyingLabels.Length;
        if (options.Outputs == OutputKind.Correctness) RequireCorrectness(classes, options);
        if (options.ClassNames is { } names && names.Count != Math.Max(2, classes))
            throw new ArgumentException($"class names: {names.Count} but the outputs have {Math.Max(2, classes)} classes");

        PolicyPriors.Check(options);
        RuleChecks.Check(classes, options);
        ChoiceFit.Check(options);
        CalibratorFit settled = Calibrate(logits, labels, weights, groups, classes, options, progress);
        (Calibrator? calibrator, FitReport report, IReadOnlyList<string> notes, string? choice) = settled;
        List<string> warnings = [.. options.Notes, .. notes];
        calibrator = PolicyPriors.Shifted(calibrator, labels, weights, classes, options, warnings);
        if (shared > 0)
            warnings.Add(Invariant($"{shared:N0} of {certifying:N0} certifying rows also stand among the rows that learn; where they are the same rows and not equal ones, the promise is weaker than it says"));

        double[]? gateScores = options.GateScore is { } gateScore ? AnswerScoring.Raw(logits, classes, gateScore) : null;
        UnknownGate? gate = gateScores is null ? null : UnknownGate.Learn(gateScores, options.MaxFalseAlarm);
        if (gate is not null) warnings.AddRange(gate.Warnings);
        if (gate is not null && !weights.IsEmpty)
            warnings.Add("the gate was set on rows that count once each, whatever they weigh: its share of known rows stopped is that of the rows as they are, not of those that the weights speak for");

        CombinedScores? combined = options.Scores is null ? null : CombinedScores.Fit(options.Scores, logits, labels, classes, calibrator, groups);
        if (combined is not null) warnings.AddRange(combined.Combiner.Diagnostics.Warnings);
        if (combined is not null && !weights.IsEmpty)
            warnings.Add("scores were joined on rows that count once each, whatever they weigh: the combined confidence ranks rows, and is no probability for those that the weights speak for");
        var scoring = new AnswerScoring { Classes = classes, Outputs = options.Outputs, Score = options.Score, Positive = options.Positive, Combined = combined, Costs = options.Costs };
        int stopped = 0;
        if (gate is not null && certifying > 0)
        {
            var gated = new bool[certifying];
            gate.Passes(AnswerScoring.Raw(certifyingLogits, classes, options.GateScore!.Value), gated);
            stopped = gated.AsSpan().Count(false);
            passes = gated;
        }
        var known = new bool[gate is null || certifying > 0 ? 0 : rows];   // of the learning rows, where nothing else tells what a rule does
        if (known.Length > 0) gate!.Passes(gateScores, known);
        DecisionRule? rule = null;
        if (options.Costs is { } costs)
        {
            warnings.AddRange(costs.Warnings());
            rule = new CostRule(costs, certifying > 0
                ? CostFit.HeldOut(costs, certifyingLogits, certifyingLabels, certifyingWeights, classes, calibrator?.ForRows(certifyingGroups), passes, options.Seed)
                : CostFit.OnLearningRows(costs, logits, labels, weights, groups, classes, settled, known, options, warnings));
        }
        if (options.Promise is not null)
        {
            var learned = AnsweredRows.Of(scoring, logits, labels, calibrator?.ForRows(groups)) with { Weights = weights.ToArray() };
            var certified = AnsweredRows.Of(scoring, certifyingLogits, certifyingLabels, calibrator?.ForRows(certifyingGroups)) with { Passes = passes.ToArray(), Weights = certifyingWeights.ToArray() };
            rule = RuleFit.Run(learned, certified, classes, options);
            if (rule is ClassThresholdsRule perClass) warnings.AddRange(ClassRuleFit.Warnings(perClass, options.ClassNames));
        }

        if (options.Choice is not null)
        {
            rule = certifying > 0
                ? ChoiceFit.OnHeldOutRows(AnsweredRows.Of(scoring, certifyingLogits, certifyingLabels, calibrator?.ForRows(certifyingGroups)) with { Passes = passes.ToArray(), Weights = certifyingWeights.ToArray() }, options)
                : ChoiceFit.OnLearningRows(scoring, logits, labels, weights, groups, settled, known, options, warnings);
        }

        return new ConfidencePolicy
        {
            Classes = classes,
            ClassNames = options.ClassNames,
            Outputs = options.Outputs,
            Calibrator = calibrator,
            CalibratorChoice = choice,
            Score = options.Score,
            Positive = options.Positive,
            Combined = combined,
            Rule = rule,
            Gate = gate is null ? null : new PolicyGate
            {
                Score = options.GateScore!.Value,
                Threshold = gate.Threshold,
                MaxFalseAlarm = gate.MaxFalseAlarm,
                RowsLearned = gate.Rows,
                Stopped = stopped,
                RowsChecked = certifying,
            },
            RowsLearned = rows,
            RowsCertified = certifying,
            Seed = options.Seed,
            RowsHash = FittingHash.Of(logits, labels, [.. weights, .. certifyingWeights], certifyingLogits, certifyingLabels, [.. groups ?? [], .. certifyingGroups ?? []]),
            Warnings = warnings,
            FitReport = report,
        };
    }

    /// <summary>The calibrator that is asked for, or that is chosen, with what it is worth on new rows.</summary>
    internal static CalibratorFit Calibrate(
        ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, ReadOnlySpan<double> weights, IReadOnlyList<string>? groups, int classes, PolicyOptions options,
        IProgress<double>? progress)
    {
        var calibration = new CalibrationOptions { Seed = options.Seed };
        if (options.Calibrator == "none") return new(null, Report(logits, labels, weights, classes, null), []);
        if (options.Calibrator == AutoCalibration.Name) return AutoCalibration.Run(CalibrationRows.Of(logits, labels, classes, weights, outputs: options.Outputs), calibration, progress);
        var method = CalibrationMethod.Parse(options.Calibrator);
        if (method.Name != "temperature" || LabelOnMask(logits, labels, classes))
            return CalibratorFit.Run(method, CalibrationRows.Of(logits, labels, classes, weights, groups, options.Outputs), calibration, progress);

        // Many rows of many classes: on the floats as they are, with a kernel of its own.
        var temperature = TemperatureScaling.Fit(logits, labels, classes, weights, calibration, progress);
        return new(temperature, Report(logits, labels, weights, classes, temperature), temperature.Diagnostics.Warnings) { Method = method };
    }

    /// <summary>Weights of a set of rows: those of a promise must be bounded, others need not.</summary>
    private static void CheckWeights(ReadOnlySpan<double> weights, int rows, string name, PolicyOptions options)
    {
        if (options.Promise is not null) PromiseWeights.Check(weights, rows, name, options);
        else if (!weights.IsEmpty) Require.Weights(weights, rows, name);
    }

    internal static void RequireGroups(IReadOnlyList<string>? groups, int rows, string name, PolicyOptions options)
    {
        Require.Groups(groups, rows, name);
        if (groups is null && options.Calibrator == "groups") throw new ArgumentException($"{name}: the calibrator 'groups' needs the name of every row's group");
        if (groups is not null && options.Calibrator != "groups") throw new ArgumentException($"{name}: the calibrator '{options.Calibrator}' does not tell groups apart; 'groups' does");
    }

    private static string[]? Chosen(IReadOnlyList<string>? groups, ReadOnlySpan<int> rows) => groups is null ? null : RowSplit.Gather<string>(groups.ToArray(), 1, rows);

    /// <summary>Whether some row gives its own label a logit of −∞.</summary>
    internal static bool LabelOnMask(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, int classes)
    {
        for (int i = 0; i < labels.Length; i++)
        {
            if (double.IsNegativeInfinity(LabelLogit.Of(logits.Slice(i * classes, classes), labels[i]))) return true;
        }
        return false;
    }

    private static unsafe FitReport Report(
        ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, ReadOnlySpan<double> weights, int classes, TemperatureScaling? calibrator)
    {
        var correct = new bool[labels.Length];
        double[] nll = new double[labels.Length], confidence = new double[labels.Length];
        LabelLosses.Compute(logits, labels, classes, correct, nll, default);
        LogitScores.Compute(logits, classes, new ScoreColumns { MaxProbability = confidence });
        double eceBefore = CalibrationError.Ece(confidence, correct, weights: weights);
        if (calibrator?.CrossFit is not { } crossFit)
        {
            double mean = Mean(nll, weights);
            return new FitReport(mean, mean, mean, eceBefore, eceBefore);
        }

        fixed (float* pinned = logits)
        {
            float* start = pinned;
            RowRanges.For(labels.Length, RowRanges.Length(classes), (_, from, to) =>
            {
                for (int i = from; i < to; i++)
                {
                    var row = new ReadOnlySpan<float>(start + ((long)i * classes), classes);
                    confidence[i] = MaxProbabilityConfidence.Of(row, crossFit.TemperatureWithout(i));
                }
            });
        }
        return new FitReport(
            calibrator.CrossFitNllBefore, calibrator.CrossFitNllAfter, calibrator.Diagnostics.NllAfter,
            eceBefore, CalibrationError.Ece(confidence, correct, weights: weights));
    }

    private static double Mean(ReadOnlySpan<double> values, ReadOnlySpan<double> weights)
    {
        double sum = 0, total = 0;
        for (int i = 0; i < values.Length; i++)
        {
            double weight = weights.IsEmpty ? 1 : weights[i];
            if (weight == 0) continue;
            sum += weight * values[i];
            total += weight;
        }
        return sum / total;
    }

    internal static void RequireCorrectness(int classes, PolicyOptions options)
    {
        if (classes != 1) throw new ArgumentException($"correctness: one column of log-odds that the answer is right, not {classes:N0}");
        if (options.Score != Score.MaxProbability || options.GateScore is not null)
            throw new ArgumentException($"correctness: one number a row says how likely the answer is right, so there is no other score to set a threshold or a gate on: leave {(options.GateScore ?? options.Score).Token()} out");
        if (options.Priors is not null || !options.Unlabelled.IsEmpty) throw new ArgumentException("correctness: right and wrong are no classes whose priors could be known; leave the priors out");
    }
}
