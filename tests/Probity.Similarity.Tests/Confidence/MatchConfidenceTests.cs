using Probity.Decisions;
using Probity.Metrics;
using Probity.Numerics;

namespace Probity.Similarity.Tests.Confidence;

public sealed class MatchConfidenceTests
{
    private const int Columns = 6;

    [Fact]
    public void Confidence_happens_as_often_as_it_says_and_tells_more_than_similarity()
    {
        (MatchEvidence learned, int[] groups) = Looked(1_500, 1);
        (MatchEvidence other, int[] otherGroups) = Looked(4_000, 2);
        var match = MatchConfidence.Fit(learned, groups);
        var confidence = new double[4_000];
        match.Confidences(other, confidence);
        bool[] right = MatchFit.Right(other, otherGroups);
        Assert.InRange(right.Average(one => one ? 1 : 0), .3, .9);   // else the rest would say little
        Assert.InRange(CalibrationError.RmsceDebiased(confidence, right), 0, .06);
        double[] similarity = [.. Enumerable.Range(0, 4_000).Select(i => other.Scores(i)[0])];
        Assert.True(Auroc.Compute(confidence, right) > Auroc.Compute(similarity, right) + .03);
        Assert.True(match.FitReport!.Auroc > match.FitReport.SimilarityAuroc);
        Assert.True(match.FitReport.ByGroups);
    }

    [Fact]
    public void The_promise_is_kept_as_often_as_it_says()
    {
        // One reference, many draws of queries: what the promise is over.
        (float[] rows, int[] groups) = MatchEvidenceTests.Clouds(12_000, 20, Columns, .75, 3);
        var reference = MatchReference.Of(rows.AsMemory(0, 2_000 * Columns), Columns, groups[..2_000]);
        MatchEvidence all = reference.Look(rows.AsMemory(2_000 * Columns));
        int[] asked = groups[2_000..];
        bool[] right = MatchFit.Right(all, asked);
        int broken = 0, given = 0;
        const int fits = 120;
        for (int fit = 0; fit < fits; fit++)
        {
            int[] order = RowSplit.Shuffled(10_000, (ulong)fit), learned = order[..1_600];
            MatchConfidence match;
            try
            {
                match = MatchConfidence.Fit(all.Rows(learned), [.. learned.Select(i => asked[i])], new MatchOptions { Promise = new PrecisionPromise(.9), MaxFalseAlarm = fit % 2 == 0 ? .05 : null, Seed = (ulong)fit });
            }
            catch (PromiseRefusedException)
            {
                continue;
            }
            given++;
            MatchAssessment[] assessed = match.Assess(all);
            int accepted = 0, good = 0;
            for (int i = 0; i < assessed.Length; i++)
            {
                if (assessed[i].Decision != Decision.Accept) continue;
                accepted++;
                if (right[i]) good++;
            }
            if (good < .9 * accepted) broken++;
        }
        Assert.InRange(given, fits / 2, fits);
        Assert.InRange(broken, 0, 13);   // 99.9 % of Bin(120, .05)
    }

    [Fact]
    public void Strangers_are_told_so_and_known_queries_seldom()
    {
        (float[] rows, int[] groups) = MatchEvidenceTests.Clouds(8_000, 20, Columns, .75, 3);
        var reference = MatchReference.Of(rows.AsMemory(0, 2_000 * Columns), Columns, groups[..2_000], Distance.Euclidean);
        MatchEvidence Look(int start, int count) => reference.Look(rows.AsMemory(start * Columns, count * Columns));
        var match = MatchConfidence.Fit(Look(2_000, 2_000), groups.AsSpan(2_000, 2_000), new MatchOptions { MaxFalseAlarm = .05 });
        double alarms = match.Assess(Look(4_000, 4_000)).Count(one => one.Decision == Decision.Reject) / 4_000.0;
        Assert.InRange(alarms, .03, .07);
        float[] strange = [.. rows.Take(500 * Columns).Select(value => value + 4)];
        MatchAssessment[] assessed = match.Assess(reference.Look(strange));
        Assert.True(assessed.Count(one => one.Decision == Decision.Reject) > 400);
        MatchAssessment stopped = assessed.First(one => one.Decision == Decision.Reject);
        Assert.StartsWith("nothing like this in the reference: mean similarity", stopped.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Queries_without_a_right_reference_are_wrong_and_do_not_set_the_gate()
    {
        (MatchEvidence learned, int[] groups) = Looked(600, 1);
        for (int i = 0; i < 300; i++) groups[i] = 1_000 + i;   // of groups that nobody has
        var match = MatchConfidence.Fit(learned, groups, new MatchOptions { MaxFalseAlarm = .1 });
        Assert.Equal(300, match.GateRows);
        Assert.True(match.FitReport!.Right < .5);
        Assert.Contains(match.Warnings, warning => warning.StartsWith("300 of 600 learning queries have no other item of their group", StringComparison.Ordinal));
    }

    [Fact]
    public void Scores_that_were_not_fitted_on_are_left_aside()
    {
        (MatchEvidence learned, int[] groups) = Looked(600, 1);
        var match = MatchConfidence.Fit(learned, groups);
        MatchEvidence more = learned.With("noise", [.. Enumerable.Range(0, 600).Select(i => Math.Sin(i))]);
        Assert.Equal(match.Assess(learned), match.Assess(more));
        Assert.Null(match.Elsewhere(Reference));
        Assert.Contains("learned among 2,000 references of 20 groups, these are 2 of 1", match.Elsewhere(MatchReference.Of(new float[2 * Columns], Columns, [1, 1]))!, StringComparison.Ordinal);
        Assert.Equal(["similarity", "gap", "vote"], MatchConfidence.Fit(more, groups).Combiner.Names);
        Assert.Equal(4, MatchConfidence.Fit(more, groups, new MatchOptions { Scores = [] }).Combiner.Names.Count);
    }

    [Fact]
    public void Goes_through_its_file_to_the_last_bit()
    {
        (MatchEvidence learned, int[] groups) = Looked(1_500, 1);
        var match = MatchConfidence.Fit(learned, groups, new MatchOptions { Promise = new PrecisionPromise(.9), MaxFalseAlarm = .05 });
        string path = Path.GetTempFileName();
        try
        {
            match.Save(path);
            byte[] first = File.ReadAllBytes(path);
            var read = MatchConfidence.Load(path);
            read.Save(path);
            Assert.Equal(first, File.ReadAllBytes(path));
            Assert.Equal(match.Assess(learned), read.Assess(learned));
            Assert.DoesNotContain("AUROC", read.Explain(), StringComparison.Ordinal);
            Assert.Contains("Promise: with 95 % confidence, at least 90 % of accepted matches are right", read.Explain(), StringComparison.Ordinal);
            for (int at = 0; at < first.Length; at += 97)
            {
                byte[] damaged = [.. first];
                damaged[at] ^= 0x11;
                File.WriteAllBytes(path, damaged);
                Assert.Throws<InvalidDataException>(() => MatchConfidence.Load(path));
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void The_same_rows_and_seed_give_the_same_answers_whatever_the_threads()
    {
        (MatchEvidence learned, int[] groups) = Looked(1_500, 1);
        var options = new MatchOptions { Promise = new PrecisionPromise(.9), Seed = 4 };
        MatchAssessment[] first = MatchConfidence.Fit(learned, groups, options).Assess(learned);
        int threads = Threads.Maximum;
        try
        {
            Threads.Maximum = 1;
            (MatchEvidence again, _) = Looked(1_500, 1);
            Assert.Equal(first, MatchConfidence.Fit(again, groups, options).Assess(again));
        }
        finally
        {
            Threads.Maximum = threads;
        }
    }

    [Fact]
    public void Refuses_evidence_of_another_kind()
    {
        (MatchEvidence learned, int[] groups) = Looked(300, 1);
        var match = MatchConfidence.Fit(learned, groups);
        Assert.Contains("there is no 'similarity' among gap", Assert.Throws<ArgumentException>(() => match.Assess(learned.Only("gap"))).Message, StringComparison.Ordinal);
        Assert.Contains("3 neighbours", Assert.Throws<ArgumentException>(() => match.Assess(Reference.Look(new float[Columns], k: 3))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => MatchConfidence.Fit(learned, groups.AsSpan(1)));
        Assert.Contains("'magic'", Assert.Throws<ArgumentException>(() => MatchConfidence.Fit(learned, groups, new MatchOptions { Scores = ["magic"] })).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => MatchConfidence.Fit(learned, groups, new MatchOptions { MaxFalseAlarm = 1 }));
        var narrow = MatchReference.Of(new float[] { 1, 2, 3, 4 }, 2, [1, 1]);
        Assert.Contains("embeddings of 2 numbers, but the match confidence was fitted on 6", Assert.Throws<ArgumentException>(() => match.Assess(narrow.Look(new float[] { 1, 1 }))).Message, StringComparison.Ordinal);
        Assert.Throws<PromiseRefusedException>(() => MatchConfidence.Fit(learned, groups, new MatchOptions { Promise = new PrecisionPromise(.999) }));
    }

    [Fact]
    public void Thinner_references_do_not_raise_the_confidence()
    {
        (float[] rows, int[] groups) = MatchEvidenceTests.Clouds(10_000, 20, Columns, .75, 3);
        (MatchEvidence learned, int[] learnedGroups) = Looked(1_500, 1);
        var match = MatchConfidence.Fit(learned, learnedGroups);
        int[] asked = groups[5_000..7_000];
        (double before, double _) = Tried(100);
        foreach (int each in (int[])[5, 2, 1])
        {
            (double confidence, double error) = Tried(each);
            Assert.InRange(confidence, 0, before + .01);
            Assert.InRange(error, 0, .25);
            before = confidence;
        }

        (double Confidence, double Error) Tried(int each)
        {
            var members = new int[20];
            int[] kept = [.. Enumerable.Range(0, 2_000).Where(i => members[groups[i]]++ < each)];
            var reference = MatchReference.Of(RowSplit.Gather<float>(rows, Columns, kept), Columns, RowSplit.Gather<int>(groups, 1, kept));
            MatchEvidence evidence = reference.Look(rows.AsMemory(5_000 * Columns, 2_000 * Columns));
            var confidence = new double[2_000];
            match.Confidences(evidence, confidence);
            return (confidence.Average(), CalibrationError.Ece(confidence, MatchFit.Right(evidence, asked)));
        }
    }

    private static (float[] Rows, int[] Groups) Items { get; } = MatchEvidenceTests.Clouds(2_000, 20, Columns, .75, 3);

    private static MatchReference Reference { get; } = MatchReference.Of(Items.Rows, Columns, Items.Groups);

    /// <summary>Fresh queries of the same clouds, looked up among the same references.</summary>
    private static (MatchEvidence Evidence, int[] Groups) Looked(int queries, int part)
    {
        // The same seed gives the same centres; the rows behind those of the reference are new.
        (float[] rows, int[] groups) = MatchEvidenceTests.Clouds(10_000, 20, Columns, .75, 3);
        int start = part == 1 ? 2_000 : 5_000;
        return (Reference.Look(rows.AsMemory(start * Columns, queries * Columns)), groups[start..(start + queries)]);
    }
}
