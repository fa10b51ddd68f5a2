using Probity.Decisions;
using Probity.Metrics;
using Probity.Numerics;
using static System.FormattableString;

namespace Probity.Similarity;

/// <summary>How a <see cref="MatchConfidence"/> comes about: part A learns the combiner, the gate and the candidate thresholds, part B certifies and does nothing else.</summary>
internal static class MatchFit
{
    private const int Folds = 5, FewestRows = 20, FewestOfEach = 10;

    public static MatchConfidence Run(MatchEvidence evidence, int[] groups, MatchOptions options)
    {
        Require.SameRows(evidence.Queries, groups.Length, "queries", nameof(groups));
        Require.SomeRows(groups.Length, "queries");
        if (options.MaxFalseAlarm is { } alarm) Require.OpenShare(alarm, "maximal false alarm");
        if (options.Scores.Count > 0) evidence = evidence.Only(options.Scores);
        int[] order = [.. Enumerable.Range(0, groups.Length)], certifying = [];
        if (options.Promise is not null)
        {
            if (options.Promise.Kind != PromiseKind.Precision)
                throw new ArgumentException($"promise of {options.Promise.Kind.Token()}: a match confidence promises precision, the share of accepted matches that are right; ask for that");
            Require.OpenShare(options.CertifyShare, "certify share");
            int count = (int)Math.Round(options.CertifyShare * groups.Length);
            if (count == 0 || count == groups.Length)
                throw new PromiseRefusedException($"{groups.Length:N0} queries cannot be split: a promise needs some to learn from and others to certify it");
            int[] shuffled = RowSplit.Shuffled(groups.Length, options.Seed);
            (certifying, order) = (shuffled[..count], shuffled[count..]);
        }

        MatchEvidence learned = evidence.Rows(order), certified = evidence.Rows(certifying);
        int[] learnedGroups = RowSplit.Gather<int>(groups, 1, order), certifiedGroups = RowSplit.Gather<int>(groups, 1, certifying);
        bool[] right = Right(learned, learnedGroups), certifiedRight = Right(certified, certifiedGroups);
        var combiner = ScoreCombiner.Fit(learned.Names, learned.AllScores, right);
        List<string> warnings = [.. combiner.Diagnostics.Warnings];
        int lone = Enumerable.Range(0, order.Length).Count(i => !learned.HasRight(i, learnedGroups[i]));
        if (lone > 0) warnings.Add(Invariant($"{lone:N0} of {order.Length:N0} learning queries have no other item of their group in the reference; their matches count as wrong"));
        for (int j = 0; j < combiner.Names.Count; j++)
        {
            if (combiner.Deviations[j] == 0) warnings.Add($"{combiner.Names[j]} is the same for all learning queries and does not count");
            else if (combiner.Weights[j] == 0) warnings.Add($"{combiner.Names[j]} adds nothing to the other scores");
        }

        int rarer = Math.Min(right.Count(one => one), right.Count(one => !one));
        if (rarer < FewestOfEach)
            warnings.Add(Invariant($"only {rarer:N0} of {right.Length:N0} learning matches are {(right.Count(one => one) * 2 > right.Length ? "wrong" : "right")}: what tells right from wrong is a guess then; give more queries, or harder ones"));
        UnknownGate? gate = options.MaxFalseAlarm is { } rate ? Gate(learned, learnedGroups, rate, warnings) : null;
        bool[] passes = gate is null ? [] : [.. Enumerable.Range(0, certifying.Length).Select(i => gate.Passes(certified.MeanSimilarity(i)))];
        var policyOptions = new PolicyOptions
        {
            Calibrator = "none",   // the combiner is fitted for its likelihood already
            Outputs = OutputKind.Correctness,
            Promise = options.Promise,
            Seed = options.Seed,
            ClassNames = ["wrong", "right"],
        };
        ConfidencePolicy policy = PolicyFit.RunGated(
            MatchConfidence.LogOdds(combiner, learned), Labels(right), MatchConfidence.LogOdds(combiner, certified), Labels(certifiedRight), passes, policyOptions);
        int known = 0, stopped = 0;
        for (int i = 0; i < passes.Length; i++)
        {
            if (!certified.HasRight(i, certifiedGroups[i])) continue;
            known++;
            if (!passes[i]) stopped++;
        }
        return new MatchConfidence
        {
            Combiner = combiner,
            Policy = policy,
            GateThreshold = gate?.Threshold,
            MaxFalseAlarm = gate?.MaxFalseAlarm,
            GateRows = gate?.Rows ?? 0,
            GateChecked = known,
            GateStopped = stopped,
            Distance = evidence.Reference.Index.Distance,
            ByLists = evidence.Reference.Index is CodeIndex,
            Neighbours = evidence.Neighbours.K,
            Columns = evidence.Reference.Index.Columns,
            HeadId = options.HeadId,
            References = evidence.Reference.Count,
            ReferenceGroups = evidence.Reference.Groups,
            OwnReference = evidence.IsOwnReference,
            Shape = evidence.Reference.Shape,
            FitReport = CrossFit(learned, learnedGroups, right, options.Seed),
            Warnings = warnings,
        };
    }

    /// <summary>Whether the closest reference of each query is of its group.</summary>
    public static bool[] Right(MatchEvidence evidence, ReadOnlySpan<int> groups)
    {
        var right = new bool[groups.Length];
        for (int i = 0; i < right.Length; i++) right[i] = evidence.HitGroup(i) == groups[i];
        return right;
    }

    private static int[] Labels(bool[] right) => Array.ConvertAll(right, isRight => isRight ? 1 : 0);

    private static UnknownGate Gate(MatchEvidence learned, int[] groups, double rate, List<string> warnings)
    {
        double[] known = [.. Enumerable.Range(0, groups.Length).Where(i => learned.HasRight(i, groups[i])).Select(learned.MeanSimilarity)];
        if (known.Length == 0) throw new ArgumentException("no query has another item of its group in the reference, so nothing says how alike known ones are; leave the false-alarm rate out");
        var gate = UnknownGate.Learn(known, rate);
        warnings.AddRange(gate.Warnings);
        return gate;
    }

    private static MatchFitReport? CrossFit(MatchEvidence learned, int[] groups, bool[] right, ulong seed)
    {
        int rows = groups.Length;
        int[] ids = [.. groups.Distinct().Order()];
        bool byGroups = ids.Length >= Folds;
        if (rows < FewestRows) return null;
        byte[] ofGroup = byGroups ? Calibration.Folds.Assign(ids.Length, Folds, seed) : [];
        byte[] fold = byGroups ? Array.ConvertAll(groups, group => ofGroup[Array.BinarySearch(ids, group)]) : Calibration.Folds.Assign(rows, Folds, seed);
        double[] confidence = new double[rows], ranking = new double[rows];
        double nll = 0, share = right.Count(value => value) / (double)rows;
        for (int f = 0; f < Folds; f++)
        {
            int[] others = [.. Enumerable.Range(0, rows).Where(i => fold[i] != f)];
            if (others.Length == 0 || others.Length == rows) continue;
            var combiner = ScoreCombiner.Fit(learned.Names, learned.Rows(others).AllScores, Array.ConvertAll(others, i => right[i]));
            for (int i = 0; i < rows; i++)
            {
                if (fold[i] != f) continue;
                double logOdds = combiner.LogOdds(learned.Scores(i));
                ranking[i] = logOdds;
                confidence[i] = 1 / (1 + Math.Exp(-logOdds));
                nll += Elementary.Softplus(right[i] ? -logOdds : logOdds) / rows;
            }
        }
        double[] similarity = [.. Enumerable.Range(0, rows).Select(i => learned.Neighbours.Distances(i)[0])];
        for (int i = 0; i < rows; i++) similarity[i] = Similarities.Of(learned.Reference.Index.Distance, similarity[i]);
        bool both = share is > 0 and < 1;
        double before = both ? -((share * Math.Log(share)) + ((1 - share) * Math.Log(1 - share))) : 0;
        return new MatchFitReport(
            rows, share, both ? Auroc.Compute(ranking, right) : double.NaN, both ? Auroc.Compute(similarity, right) : double.NaN, before, nll, CalibrationError.Ece(confidence, right), byGroups);
    }
}
