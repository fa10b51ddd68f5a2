using System.Text.Json.Nodes;
using Probity.Decisions;

namespace Probity.Similarity.Tests.Files;

/// <summary>Match confidences of every release are kept and must load for ever. Never write them anew; a release that changes the format adds one.</summary>
public class KeptMatchTests
{
    /// <summary>
    /// From 1,200 points on a line in 30 groups, each looked up among the others, with a promise and a gate, seed 7. Log-odds and confidences are NumPy's for the
    /// stored numbers and evidence by hand; p-value and bound SciPy's for the stored counts.
    /// </summary>
    [Fact]
    public void Version_1()
    {
        string path = KeptFiles.PathOf("match-v1");
        var match = MatchConfidence.Load(path);
        Assert.Equal((Distance.Euclidean, false, 4, 1, true, 1_200, 30), (match.Distance, match.ByLists, match.Neighbours, match.Columns, match.OwnReference, match.References, match.ReferenceGroups));
        Assert.Null(match.Shape);
        Assert.Equal(new string('a', 63) + "b", match.HeadId);
        Assert.Equal((.9938130438787658, .05, 600, 600, 34), (match.GateThreshold!.Value, match.MaxFalseAlarm!.Value, match.GateRows, match.GateChecked, match.GateStopped));
        Assert.Equal(["similarity adds nothing to the other scores"], match.Warnings);

        Assert.Equal(["similarity", "gap", "vote"], match.Combiner.Names);
        Assert.Equal([.9991857508335336, .015889906430879064, .4973333333333327], match.Combiner.Means);
        Assert.Equal([.0017069973689329964, .03387830178935314, .20426997386356754], match.Combiner.Deviations);
        Assert.Equal([0, 2.5011904155064366, .4499194721999776], match.Combiner.Weights);
        Assert.Equal(1.5965137709437822, match.Combiner.Intercept);

        CertifiedThreshold rule = match.Policy.Threshold!;
        Assert.Equal((600, 600, 7UL), (match.Policy.RowsLearned, match.Policy.RowsCertified, match.Policy.Seed));
        Assert.Equal((.9659255726268887, .8, .95, 212, 29), (rule.Threshold, rule.Promise.Target, rule.Promise.Confidence, rule.Accepted, rule.Errors));
        Assert.Equal(.010867215130983269, rule.PValue!.Value, 1e-12);
        Assert.Equal(.8015317514117034, rule.Bound!.Value, 1e-9);   // at δ/4: the threshold was found from one of four starts

        // Group 1 at 0, 1, 2; group 2 at 4 and 9; group 3 at 100, in steps that a float holds exactly.
        float[] line = [.. new float[] { 0, 1, 2, 4, 9, 100 }.Select(value => value / 512)];
        MatchEvidence evidence = MatchReference.Of(line, 1, [1, 1, 1, 2, 2, 3], Distance.Euclidean).Look(new[] { .25f / 512, 3.25f / 512, 64f / 512 }, k: 4);
        var logOdds = new double[3];
        match.LogOdds(evidence, logOdds);
        Assert.Equal(1.2053521938680292, logOdds[0], 1e-9);
        Assert.Equal(-.2331169498222423, logOdds[1], 1e-9);
        Assert.Equal(2.190066251786808, logOdds[2], 1e-9);
        MatchAssessment[] assessed = match.Assess(evidence);
        Assert.Equal([Decision.Accept, Decision.Review, Decision.Reject], assessed.Select(one => one.Decision));
        Assert.Equal(.7694755391487194, assessed[0].Confidence, 1e-7);
        Assert.Equal(.4419832598295642, assessed[1].Confidence, 1e-7);
        Assert.Equal("nothing like this in the reference: mean similarity 0.9061 < 0.9938", assessed[2].Reason);

        KeptFiles.RequireSameBytes(path, match.Save);
    }

    [Theory]
    [InlineData("search", "\"magic\"", "search 'magic'; it is lists or exact")]
    [InlineData("search", "null", "search")]
    [InlineData("neighbours", "1", "1 neighbours")]
    [InlineData("columns", "0", "embeddings of 0 numbers")]
    [InlineData("feature_groups", "3", "3 feature groups")]
    [InlineData("references", "0", "0 references")]
    [InlineData("reference_groups", "1201", "1,201 groups")]
    [InlineData("scores", "[\"similarity\"]", "combiner.means")]
    [InlineData("gate_stopped", "601", "stopped 601 of 600")]
    [InlineData("max_false_alarm", "null", "gate.threshold")]
    [InlineData("warnings", "[null]", "null")]
    [InlineData("more", "1", "more")]
    public void A_manifest_that_lies_is_told(string key, string value, string reason)
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "m.probity");
        Resealed.Write(KeptFiles.PathOf("match-v1"), path, manifest => manifest[key] = JsonNode.Parse(value), tensors => tensors);
        string message = Assert.Throws<InvalidDataException>(() => MatchConfidence.Load(path)).Message;
        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    /// <summary>The sentence of a file says by which search its evidence came, and a fit by lists keeps that.</summary>
    [Fact]
    public void The_search_that_gave_the_evidence_is_kept()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "m.probity");
        Resealed.Write(KeptFiles.PathOf("match-v1"), path, manifest => manifest["search"] = "lists", tensors => tensors);
        var lists = MatchConfidence.Load(path);
        Assert.True(lists.ByLists);
        Assert.Contains("found by lists over feature groups", lists.Explain(), StringComparison.Ordinal);
        Assert.Contains("found by exact search", MatchConfidence.Load(KeptFiles.PathOf("match-v1")).Explain(), StringComparison.Ordinal);
        KeptFiles.RequireSameBytes(path, lists.Save);
    }
}
