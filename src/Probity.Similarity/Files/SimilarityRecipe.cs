using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Probity.Learning.Files;

namespace Probity.Similarity;

/// <summary>All that decides the bits of a trained head, as texts by name: what a model file says of its training, and what a checkpoint must agree with.</summary>
internal static class SimilarityRecipe
{
    public static OrderedDictionary<string, string> Of(SimilarityOptions options, SimilarityRows rows, EmbeddingHead head, SimilarityRows? validation) =>
        new(StringComparer.Ordinal)
        {
            ["head"] = head.ToString(),
            ["loss"] = options.Loss.ToString(),
            ["distance"] = options.Loss.Distance.Token(),
            ["miner"] = options.Loss.Miner?.ToString() ?? "none",
            ["reducer"] = (options.Loss.Reducer ?? options.Loss.OwnReducer).ToString(),
            ["penalties"] = options.Penalties.Count == 0 ? "none" : string.Join(' ', options.Penalties),
            ["scaling"] = Text(options.Scaling).ToLowerInvariant(),
            ["sampler"] = options.SamplerFor(rows).ToString(),
            ["memory"] = Text(options.Memory),
            ["memory warm-up"] = Text(options.MemoryWarmUp),
            ["optimizer"] = options.Optimizer.ToString(),
            ["proxy rate"] = Text(options.ProxyRate),
            ["schedule"] = options.Schedule.ToString(),
            ["largest gradient"] = options.LargestGradient is { } norm ? Text(norm) : "none",
            ["epochs"] = Text(options.Epochs),
            ["validation share"] = Text(options.ValidationShare),
            ["metrics"] = string.Join(' ', options.Metrics.Select(ValidationSearch.Name)),
            ["patience"] = options.Patience is { } patience ? Text(patience) : "none",
            ["seed"] = Text(options.Seed),
            [TrainingRecipe.Rows] = Hash(rows),
            [TrainingRecipe.ValidationRows] = validation is null ? "none" : Hash(validation),
        };

    /// <summary>Of the numbers of items and of what belongs together.</summary>
    public static string Hash(SimilarityRows rows)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Convert.FromHexString(RowsHash.Of(rows.Features)));
        if (rows.GroupIds.Count > 0)
        {
            int[] groups = Array.ConvertAll(rows.Groups, group => rows.GroupIds[group]);
            hash.AppendData(MemoryMarshal.AsBytes<int>(groups));
        }
        hash.AppendData(rows.Cells);
        if (rows.Cells.Length > 0) hash.AppendData(Encoding.UTF8.GetBytes(rows.Comparison.ToString()));
        rows.Relations.AppendTo(hash);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string Text<T>(T value) => string.Create(CultureInfo.InvariantCulture, $"{value}");
}
