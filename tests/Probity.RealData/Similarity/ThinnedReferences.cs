using Probity.Metrics;
using Probity.Similarity;

namespace Probity.RealData.Similarity;

/// <summary>A match confidence learned among 100 items a group, tried among fewer of other groups.</summary>
public sealed class ThinnedReferences
{
    private static readonly Predicate<int> Learned = label => label % 2 == 0;

    [RealDataFact("emb_clinc_lsa")]
    public void Confidence_does_not_rise_where_items_are_few()
    {
        SimilarityVectors items = SimilarityVectors.Read("emb_clinc_lsa", "train"), queries = SimilarityVectors.Read("emb_clinc_lsa", "test");
        SimilarityVectors ours = items.Of(Learned), theirs = items.Of(label => !Learned(label));
        SimilarityVectors asked = queries.Of(Learned), tried = queries.Of(label => !Learned(label));
        var match = MatchConfidence.Fit(MatchReference.Of(ours.Values, ours.Columns, ours.Classes).Look(asked.Values), asked.Classes);
        double before = 1;
        foreach ((int each, double most) in ((int, double)[])[(100, .06), (5, .08), (2, .15), (1, .15)])
        {
            var members = new Dictionary<int, int>();
            int[] kept = [.. Enumerable.Range(0, theirs.Classes.Length).Where(i => (members[theirs.Classes[i]] = members.GetValueOrDefault(theirs.Classes[i]) + 1) <= each)];
            float[] rows = [.. kept.SelectMany(i => theirs.Values.AsSpan(i * theirs.Columns, theirs.Columns).ToArray())];
            int[] groups = [.. kept.Select(i => theirs.Classes[i])];
            MatchEvidence evidence = MatchReference.Of(rows, theirs.Columns, groups).Look(tried.Values);
            var confidence = new double[evidence.Queries];
            match.Confidences(evidence, confidence);
            bool[] right = [.. Enumerable.Range(0, evidence.Queries).Select(i => evidence.HitGroup(i) == tried.Classes[i])];
            double mean = confidence.Average(), error = CalibrationError.Ece(confidence, right);
            Assert.True(mean <= before + .02 && error <= most, $"{each} a group: mean confidence {mean:F3} after {before:F3}, {right.Average(one => one ? 1 : 0):F3} right, ECE {error:F3}");
            before = mean;
        }
    }
}
