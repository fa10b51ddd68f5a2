using Probity.Decisions;
using Probity.Scores;

namespace Probity.IO;

/// <summary>Joined scores in a policy file.</summary>
internal static class CombinedFile
{
    private const int Columns = 5;

    public static CombinedManifest? Describe(CombinedScores? combined, List<SafetensorsTensor> tensors)
    {
        if (combined is null) return null;
        ScoreCombiner combiner = combined.Combiner;
        double[] numbers = [.. Enumerable.Range(0, combined.Scores.Count).SelectMany(j =>
            new[] { combiner.Means[j], combiner.Deviations[j], combiner.Weights[j], combined.Lowest[j], combined.Highest[j] })];
        tensors.Add(SafetensorsTensor.Create("combined.scores", numbers, combined.Scores.Count, Columns));
        tensors.Add(SafetensorsTensor.Create("combined.intercept", [combiner.Intercept], 1));
        return new CombinedManifest
        {
            Kind = "logistic",
            Version = 1,
            Scores = [.. combined.Scores.Select(score => score.Token())],
            CrossFitted = combined.IsCrossFitted,
            Diagnostics = combiner.Diagnostics,
        };
    }

    public static CombinedScores? Read(CombinedManifest? combined, PolicyTensors tensors, PolicyManifest manifest)
    {
        if (combined is null) return null;
        int count = combined.Scores.Count;
        tensors.Expect(manifest is { Positive: null, Score: "max_probability" } && manifest.Outputs != "correctness", "joined scores together with a class of interest, another score or answers given elsewhere");
        tensors.Expect(count is >= 2 and <= 64 && combined.Scores.Distinct(StringComparer.Ordinal).Count() == count && !combined.Scores.Contains(null!), $"{count} joined scores, or one twice");
        Score[] scores = [.. combined.Scores.Select(ScoreTokens.Parse)];
        tensors.Expect(combined.Diagnostics.Rows == manifest.RowsLearned, $"scores joined on {combined.Diagnostics.Rows} rows where {manifest.RowsLearned} learned");
        double[] numbers = tensors.Values("combined.scores", count * Columns);
        double[] low = Column(3), high = Column(4);
        for (int j = 0; j < count; j++) tensors.Expect(low[j] <= high[j], $"the joined score {combined.Scores[j]} lies between {low[j]} and {high[j]}");
        var combiner = ScoreCombiner.Restore([.. combined.Scores], Column(0), Column(1), Column(2), tensors.Number("combined.intercept"), combined.Diagnostics);
        return new CombinedScores(scores, combiner, low, high, combined.CrossFitted);

        double[] Column(int column) => [.. Enumerable.Range(0, count).Select(j => numbers[(j * Columns) + column])];
    }
}
