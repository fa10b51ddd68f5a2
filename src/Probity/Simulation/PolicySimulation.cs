using System.Collections.Concurrent;
using Probity.Calibration;
using Probity.Decisions;
using Probity.Numerics;

namespace Probity.Simulation;

/// <summary>
/// How often a promise would hold on rows like these, and at what coverage: the whole fit, again and again, on rows split otherwise.
/// </summary>
/// <remarks>
/// <para>
/// A held-out part alone would judge badly: its own sampling error makes good promises look broken. So every resplit shuffles the rows; one part
/// learns, as in a fit; the others stand for the world, and the certifying rows are drawn from them with replacement, as many as a fit certifies on.
/// What the certified rule does to that world is then known exactly, and so is whether the promise was kept.
/// </para>
/// <para>
/// The calibrator is settled once on all rows (which one, where it is <c>auto</c>, and whether it helps) and fitted anew in every resplit. It
/// tells of rows like these; of rows from elsewhere it says as little as the promise does.
/// </para>
/// </remarks>
public static unsafe class PolicySimulation
{
    private const uint Splits = 0x5D17, Draws = 0x5D18;   // families of random streams

    /// <summary>Simulates <see cref="ConfidencePolicy.Fit(ReadOnlySpan{float}, ReadOnlySpan{int}, int, PolicyOptions, ReadOnlySpan{double}, IProgress{double}, IReadOnlyList{string})"/> of one set of rows.</summary>
    /// <param name="logits">N×K outputs, row-major, as for a fit.</param>
    /// <param name="labels">N labels.</param>
    /// <param name="classes">K; 1 for a binary column.</param>
    /// <param name="options">What is learned and promised; the promise must be there.</param>
    /// <param name="resplits">How often, 1 to 1,000,000. The default value is 1,000: a share of .95 is then known to ± .014.</param>
    /// <param name="progress">Told the share done, roughly.</param>
    /// <param name="groups">The name of every row's group, for the calibrator <c>groups</c>; null for none.</param>
    /// <exception cref="ArgumentException">Rows do not pair up, a label or logit is out of range, options contradict each other, or nothing is promised.</exception>
    /// <exception cref="PromiseRefusedException">The rows cannot be split.</exception>
    public static SimulationReport Run(
        ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, int classes, PolicyOptions options, int resplits = 1_000, IProgress<double>? progress = null, IReadOnlyList<string>? groups = null)
    {
        Check(logits, labels, classes, options, resplits, groups);
        int rows = labels.Length;
        Require.OpenShare(options.CertifyShare, "certify share");
        int certifying = (int)Math.Round(options.CertifyShare * rows);
        if (certifying == 0 || certifying == rows)
            throw new PromiseRefusedException($"{rows:N0} rows cannot be split: a promise needs some rows to learn from and others to certify it");

        var settling = CalibratorRefit.Settle(logits, labels, [], groups, classes, options, progress is null ? null : new Share(progress, 0, .1));
        var scoring = new AnswerScoring { Classes = classes, Outputs = options.Outputs, Score = options.Score, Positive = options.Positive };
        bool settled = settling.IsNone && options.Scores is null;
        AnsweredRows? uncalibrated = settled ? AnsweredRows.Of(scoring, logits, labels, null) : null;
        double[]? gateScores = options.GateScore is { } score ? AnswerScoring.Raw(logits, classes, score) : null;
        string[]? names = groups is null ? null : [.. groups];
        var labelsOfAll = labels.ToArray();

        var idle = new ConcurrentBag<Room>();   // as many as there are threads at work
        var results = new Resplit[resplits];
        int done = 0;
        fixed (float* pinned = logits)
        {
            float* start = pinned;
            RowRanges.For(resplits, 1, (_, from, to) =>
            {
                Room room = idle.TryTake(out Room? taken) ? taken : new Room(rows, rows - certifying, settled ? 0 : classes);
                for (int resplit = from; resplit < to; resplit++)
                {
                    results[resplit] = One(resplit, new ReadOnlySpan<float>(start, rows * classes), room);
                    progress?.Report(.1 + (.9 * Interlocked.Increment(ref done) / resplits));
                }
                idle.Add(room);
            });
        }
        return SimulationReport.Of(results, options, new(rows - certifying, certifying, certifying, settling.Name, false));

        Resplit One(int resplit, ReadOnlySpan<float> all, Room room)
        {
            Span<uint> buffer = stackalloc uint[RandomWords.BufferLength];
            var words = new RandomWords(options.Seed, Stream(Splits, resplit), buffer);
            RowSplit.Shuffle(room.Order, ref words);
            ReadOnlySpan<int> learning = room.Order.AsSpan(certifying..), others = room.Order.AsSpan(..certifying);

            AnsweredRows answered;
            if (uncalibrated is not null)
            {
                answered = uncalibrated;
            }
            else
            {
                RowSplit.Gather(all, classes, learning, room.Logits);
                RowSplit.Gather<int>(labelsOfAll, 1, learning, room.Labels);
                Calibrator? calibrator;
                string[]? namesOfLearning = names is null ? null : RowSplit.Gather<string>(names, 1, learning);
                CombinedScores? combined = null;
                try
                {
                    calibrator = settling.IsNone ? null : settling.Fit(room.Logits, room.Labels, [], namesOfLearning, classes)!;
                    if (options.Scores is not null) combined = CombinedScores.Fit(options.Scores, room.Logits, room.Labels, classes, calibrator, namesOfLearning);
                }
                catch (Exception failure) when (CalibratorCrossFit.IsOfOneMethod(failure))
                {
                    return new() { Refusal = $"{settling.Name} cannot be fitted: {failure.Message}" };
                }
                answered = AnsweredRows.Of(scoring with { Combined = combined }, all, labelsOfAll, calibrator?.ForRows(names));
            }

            AnsweredRows world = answered.Chosen(others);
            if (gateScores is not null)
            {
                var gate = UnknownGate.Learn(RowSplit.Gather<double>(gateScores, 1, learning), options.MaxFalseAlarm);
                var passes = new bool[certifying];
                gate.Passes(RowSplit.Gather<double>(gateScores, 1, others), passes);
                world = world with { Passes = passes };
            }
            return Certify(resplit, answered.Chosen(learning), world, certifying, classes, options);
        }
    }

    /// <summary>
    /// Simulates a fit whose certifying rows are a set of their own. What was learned stays as it is, since the promise is about the draw of the
    /// certifying rows alone: those given stand for the world, and as many are drawn from them with replacement.
    /// </summary>
    /// <param name="logits">Outputs of the rows that learn.</param>
    /// <param name="labels">Their labels.</param>
    /// <param name="certifyingLogits">Outputs of the rows that certify.</param>
    /// <param name="certifyingLabels">Their labels.</param>
    /// <param name="classes">K; 1 for a binary column.</param>
    /// <param name="options">What is learned and promised; the promise must be there.</param>
    /// <param name="resplits">How often, 1 to 1,000,000. The default value is 1,000.</param>
    /// <param name="progress">Told the share done, roughly.</param>
    /// <param name="groups">The groups of the rows that learn; null for none.</param>
    /// <param name="certifyingGroups">The groups of those that certify.</param>
    /// <exception cref="ArgumentException">Rows do not pair up, a label or logit is out of range, options contradict each other, or nothing is promised.</exception>
    public static SimulationReport Run(
        ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, ReadOnlySpan<float> certifyingLogits, ReadOnlySpan<int> certifyingLabels, int classes, PolicyOptions options,
        int resplits = 1_000, IProgress<double>? progress = null, IReadOnlyList<string>? groups = null, IReadOnlyList<string>? certifyingGroups = null)
    {
        Check(logits, labels, classes, options, resplits, groups);
        Check(certifyingLogits, certifyingLabels, classes, options, resplits, certifyingGroups);
        int rows = certifyingLabels.Length;
        CalibratorFit settled = PolicyFit.Calibrate(logits, labels, [], groups, classes, options, progress is null ? null : new Share(progress, 0, .5));
        var scoring = new AnswerScoring
        {
            Classes = classes,
            Outputs = options.Outputs,
            Score = options.Score,
            Positive = options.Positive,
            Combined = options.Scores is null ? null : CombinedScores.Fit(options.Scores, logits, labels, classes, settled.Calibrator, groups),
        };
        var learned = AnsweredRows.Of(scoring, logits, labels, settled.Calibrator?.ForRows(groups));
        var world = AnsweredRows.Of(scoring, certifyingLogits, certifyingLabels, settled.Calibrator?.ForRows(certifyingGroups));
        if (options.GateScore is { } score)
        {
            var passes = new bool[rows];
            UnknownGate.Learn(AnswerScoring.Raw(logits, classes, score), options.MaxFalseAlarm).Passes(AnswerScoring.Raw(certifyingLogits, classes, score), passes);
            world = world with { Passes = passes };
        }

        var results = new Resplit[resplits];
        int done = 0;
        RowRanges.For(resplits, 1, (_, from, to) =>
        {
            for (int resplit = from; resplit < to; resplit++)
            {
                results[resplit] = Certify(resplit, learned, world, rows, classes, options);
                progress?.Report(.5 + (.5 * Interlocked.Increment(ref done) / resplits));
            }
        });
        return SimulationReport.Of(results, options, new(labels.Length, rows, rows, settled.Method?.Name ?? "none", true));
    }

    /// <summary>Draws the certifying rows from the world, certifies, and looks at what the rule truly does there.</summary>
    private static Resplit Certify(int resplit, AnsweredRows learned, AnsweredRows world, int certifying, int classes, PolicyOptions options)
    {
        Span<uint> buffer = stackalloc uint[RandomWords.BufferLength];
        var words = new RandomWords(options.Seed, Stream(Draws, resplit), buffer);
        var drawn = new int[certifying];
        foreach (ref int row in drawn.AsSpan()) row = words.NextInt32(world.Count);
        try
        {
            return PromiseTruth.Of(RuleFit.Run(learned, world.Chosen(drawn), classes, options), world);
        }
        catch (PromiseRefusedException refusal)
        {
            return new() { Refusal = refusal.Message };
        }
    }

    private static void Check(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, int classes, PolicyOptions options, int resplits, IReadOnlyList<string>? groups)
    {
        ArgumentNullException.ThrowIfNull(options);
        Require.InRange(resplits, 1, 1_000_000, nameof(resplits));
        if (options.Promise is null) throw new ArgumentException("nothing is promised, so there is nothing to simulate: ask for a target precision, recall or the like");
        int rows = Require.Rows(logits.Length, classes, nameof(logits));
        Require.SomeRows(rows, nameof(logits));
        PolicyFit.RequireGroups(groups, rows, nameof(groups), options);
        Require.FittingRows(logits, labels, classes, nameof(logits), nameof(labels), options.Outputs == OutputKind.Probabilities);
        if (options.Outputs == OutputKind.Correctness) PolicyFit.RequireCorrectness(classes, options);
        PolicyPriors.Check(options);
        RuleChecks.Check(classes, options);
        ChoiceFit.Check(options);
    }

    private static ulong Stream(uint family, int resplit) => ((ulong)family << 32) | (uint)resplit;

    /// <summary>What a thread needs and keeps from resplit to resplit.</summary>
    private sealed class Room(int rows, int learning, int classes)
    {
        public int[] Order { get; } = new int[rows];
        public float[] Logits { get; } = new float[learning * classes];
        public int[] Labels { get; } = new int[learning];
    }

    private sealed class Share(IProgress<double> whole, double from, double to) : IProgress<double>
    {
        public void Report(double value) => whole.Report(from + (value * (to - from)));
    }
}
