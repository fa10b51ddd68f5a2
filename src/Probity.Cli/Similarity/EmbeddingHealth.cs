using Probity.Similarity;
using static System.FormattableString;

namespace Probity.Cli.Similarity;

/// <summary>The feature groups of a model's embeddings.</summary>
internal static class EmbeddingHealth
{
    /// <returns>Null for heads without feature groups.</returns>
    public static GroupHealth? Of(SimilarityModel model, ReadOnlySpan<float> embeddings, int[] groups) =>
        model.FeatureGroups == 0 || model.EmbeddingSize / model.FeatureGroups < 2
            ? null
            : GroupHealth.Of(embeddings, model.FeatureGroups, model.EmbeddingSize / model.FeatureGroups, groups);

    /// <summary>Such as <c>8 groups of 16 values say 1.92 of 2.77 nats each in the mean; 3 values are never used</c>.</summary>
    public static string Words(GroupHealth health)
    {
        int dead = health.FeatureGroups.Sum(group => group.DeadValues);
        string unused = dead == 0 ? "all values are used" : Invariant($"{dead:N0} of {health.FeatureGroups.Count * health.ValuesPerGroup:N0} values are never used");
        return Invariant($"{health.FeatureGroups.Count:N0} of {health.ValuesPerGroup:N0} values: {health.MeanInformation:0.00} of {health.Ceiling:0.00} nats each in the mean; {unused}");
    }
}
