namespace Probity.Metrics;

/// <summary>One score of in-distribution rows and of unknown ones.</summary>
/// <param name="Token">The score's name, such as <c>entropy</c>.</param>
/// <param name="InDistribution">Values of rows like those trained on, higher = more in-distribution; ±∞ is fine, NaN is refused.</param>
/// <param name="Unknown">Values of rows that are not.</param>
/// <param name="Stated">
/// From a value that ranks to the number that people know, where they differ, such as from log-odds to a probability; never
/// falling. Only AUTC depends on it.
/// </param>
public sealed record UnknownScore(string Token, double[] InDistribution, double[] Unknown, Func<double, double>? Stated = null)
{
    internal static void Check(IReadOnlyList<UnknownScore> scores, ReadOnlySpan<bool> correct, ReadOnlySpan<double> weights)
    {
        ArgumentNullException.ThrowIfNull(scores);
        if (scores.Count == 0) throw new ArgumentException("scores: none; at least one is needed");
        foreach (var score in scores)
        {
            ArgumentNullException.ThrowIfNull(score.Token);
            Require.SomeRows(score.InDistribution.Length, "in-distribution rows");
            Require.SomeRows(score.Unknown.Length, "unknown rows");
            Require.SameRows(
                scores[0].InDistribution.Length, score.InDistribution.Length, $"{scores[0].Token} of in-distribution rows", $"{score.Token} of in-distribution rows");
            Require.SameRows(scores[0].Unknown.Length, score.Unknown.Length, $"{scores[0].Token} of unknown rows", $"{score.Token} of unknown rows");
            Require.NoNaN(score.InDistribution, $"{score.Token} of in-distribution rows");
            Require.NoNaN(score.Unknown, $"{score.Token} of unknown rows");
        }
        int rows = scores[0].InDistribution.Length;
        if (!correct.IsEmpty) Require.SameRows(rows, correct.Length, "in-distribution rows", nameof(correct));
        Require.Weights(weights, rows, nameof(weights));
    }
}
