using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Probity.Calibration;
using Probity.Decisions;
using Probity.Metrics;
using Probity.Numerics;
using Probity.Scores;

namespace Probity;

/// <summary>How a <see cref="ConfidencePolicy"/> comes about: part A learns everything, part B certifies and does nothing else.</summary>
internal static class PolicyFit
{
    /// <summary>Splits the rows by seed where something is promised, and fits.</summary>
    public static ConfidencePolicy Run(
        ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, ReadOnlySpan<double> weights, int classes, PolicyOptions options)
    {
        int rows = Require.Rows(logits.Length, classes, nameof(logits));
        Require.SomeRows(rows, nameof(logits));
        Require.SameRows(rows, labels.Length, nameof(logits), nameof(labels));
        if (options.Promise is null) return Run(logits, labels, weights, [], [], classes, options);

        Require.OpenShare(options.CertifyShare, "certify share");
        if (!weights.IsEmpty)
        {
            throw new ArgumentException(
                "weights together with a target precision: the binomial guarantee holds for rows that count once each; leave the weights out, or promise nothing");
        }
        int certifying = (int)Math.Round(options.CertifyShare * rows);
        RequireFittable(logits, labels, classes);   // before the shuffle, so that refusals name the caller's rows
        if (certifying == 0 || certifying == rows)
            throw new PromiseRefusedException($"{rows:N0} rows cannot be split: a promise needs some rows to learn from and others to certify it");
        int[] order = RowSplit.Shuffled(rows, options.Seed);
        return Run(
            RowSplit.Gather(logits, classes, order.AsSpan(certifying..)), RowSplit.Gather(labels, 1, order.AsSpan(certifying..)), [],
            RowSplit.Gather(logits, classes, order.AsSpan(..certifying)), RowSplit.Gather(labels, 1, order.AsSpan(..certifying)),
            classes, options);
    }

    /// <summary>Fits on rows that learn and, where something is promised, others that certify.</summary>
    public static ConfidencePolicy Run(
        ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, ReadOnlySpan<double> weights,
        ReadOnlySpan<float> certifyingLogits, ReadOnlySpan<int> certifyingLabels, int classes, PolicyOptions options)
    {
        int rows = Require.Rows(logits.Length, classes, nameof(logits));
        int certifying = Require.Rows(certifyingLogits.Length, classes, nameof(certifyingLogits));
        Require.SameRows(rows, labels.Length, nameof(logits), nameof(labels));
        Require.SameRows(certifying, certifyingLabels.Length, "certifying logits", "certifying labels");
        if (options.ClassNames is { } names && names.Count != Math.Max(2, classes))
            throw new ArgumentException($"class names: {names.Count} but the outputs have {Math.Max(2, classes)} classes");
        if (options.Promise is null && certifying > 0)
            throw new ArgumentException($"{certifying:N0} certifying rows but nothing to certify: ask for a target precision or leave them out");

        TemperatureScaling? calibrator = options.Calibrator switch
        {
            "temperature" => TemperatureScaling.Fit(logits, labels, classes, weights, new() { Seed = options.Seed }),
            "none" => null,
            _ => throw new ArgumentException($"calibrator '{options.Calibrator}' is not known; there are temperature, none"),
        };
        List<string> warnings = [.. calibrator?.Diagnostics.Warnings ?? []];
        double temperature = calibrator?.Temperature ?? 1;

        double[]? gateScores = options.GateScore is { } gateScore ? Raw(logits, classes, gateScore) : null;
        UnknownGate? gate = gateScores is null ? null : UnknownGate.Learn(gateScores, options.MaxFalseAlarm);
        if (gate is not null) warnings.AddRange(gate.Warnings);

        CertifiedThreshold? threshold = null;
        int stopped = 0;
        if (options.Promise is { } promise)
        {
            var correct = new bool[certifying];
            LabelLosses.Compute(certifyingLogits, certifyingLabels, classes, correct, default, default);
            bool[] passes = [];
            if (gate is not null)
            {
                passes = new bool[certifying];
                gate.Passes(Raw(certifyingLogits, classes, options.GateScore!.Value), passes);
                stopped = passes.AsSpan().Count(false);
            }
            ThresholdOutcome outcome = SelectivePrecision.Certify(
                Rule(logits, classes, options.Score, temperature), Rule(certifyingLogits, classes, options.Score, temperature), correct, promise, passes);
            threshold = outcome.Threshold ?? throw new PromiseRefusedException(outcome.Refusal!);
        }

        return new ConfidencePolicy
        {
            Classes = classes,
            ClassNames = options.ClassNames,
            Outputs = options.Outputs,
            Calibrator = calibrator,
            Score = options.Score,
            Threshold = threshold,
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
            RowsHash = Hash(logits, labels, certifyingLogits, certifyingLabels),
            Warnings = warnings,
            FitReport = Report(logits, labels, weights, classes, calibrator),
        };
    }

    private static void RequireFittable(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, int classes)
    {
        Require.Labels(labels, Math.Max(2, classes), nameof(labels));
        for (int i = 0; i < labels.Length; i++)
        {
            ReadOnlySpan<float> row = logits.Slice(i * classes, classes);
            float largest = float.NegativeInfinity;
            foreach (float logit in row) largest = Math.Max(largest, logit);   // NaN if one is
            if (!float.IsFinite(largest)) SoftmaxRows.Refuse(row, i);
            if (classes > 1 && float.IsNegativeInfinity(row[labels[i]])) Require.ImpossibleLabel(labels[i], i);
        }
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

    /// <summary>The score that thresholds are set on: calibrated confidence, or any other score of the raw outputs.</summary>
    private static double[] Rule(ReadOnlySpan<float> logits, int classes, Score score, double temperature)
    {
        if (score != Score.MaxProbability) return Raw(logits, classes, score);
        var confidence = new double[logits.Length / classes];
        LogitScores.Compute(logits, classes, new ScoreColumns { MaxProbability = confidence }, temperature);
        return confidence;
    }

    private static double[] Raw(ReadOnlySpan<float> logits, int classes, Score score)
    {
        var values = new double[logits.Length / classes];
        var columns = default(ScoreColumns);
        columns.Set(score, values);
        LogitScores.Compute(logits, classes, columns);
        if (score == Score.LogSumExp && LogSumExpConfidence.IsNormalised(values))
            throw new ArgumentException("log_sum_exp: it is 0 on every row, so the outputs are normalised log-probabilities; choose another score");
        return values;
    }

    private static string Hash(
        ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, ReadOnlySpan<float> certifyingLogits, ReadOnlySpan<int> certifyingLabels)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes(logits));
        hash.AppendData(MemoryMarshal.AsBytes(labels));
        hash.AppendData(MemoryMarshal.AsBytes(certifyingLogits));
        hash.AppendData(MemoryMarshal.AsBytes(certifyingLabels));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
