using Probity.Metrics;

namespace Probity.Similarity;

/// <summary>One line of an <see cref="UncertaintyComparison"/>.</summary>
/// <param name="Name">Of the confidence.</param>
/// <param name="Auroc"><c>r_auroc</c>: how well it tells queries whose closest item is right from the others.</param>
/// <param name="Gain">By how much that is above the baseline's, paired; null for the baseline itself.</param>
public sealed record UncertaintyFigures(string Name, Figure Auroc, Figure? Gain);

/// <summary>
/// Several confidences on the same answers: R-AUROC of each (URL benchmark; Kirchhof et al., NeurIPS 2023) beside R@1, and its paired difference from a
/// baseline. Distances are computed once.
/// </summary>
/// <remarks>
/// R-AUROC of different embeddings are of different mistakes: read them beside <see cref="PrecisionAt1"/>, and compare confidences on one embedding only.
/// </remarks>
public sealed class UncertaintyComparison
{
    /// <summary>The name of the confidence that is always there: the similarity to the closest item.</summary>
    public const string TopSimilarity = "top1_similarity";

    private UncertaintyComparison(RetrievalReport retrieval, string baseline, IReadOnlyList<UncertaintyFigures> lines) =>
        (Retrieval, Baseline, Lines) = (retrieval, baseline, lines);

    /// <summary>The answers that the confidences are about.</summary>
    public RetrievalReport Retrieval { get; }

    /// <summary>R@1: share of queries whose closest item is right.</summary>
    public Figure PrecisionAt1 => Retrieval.Figures["precision_at_1"];

    /// <summary>The confidence that the others are compared with.</summary>
    public string Baseline { get; }

    /// <summary>One a confidence, the closest similarity first, then as given.</summary>
    public IReadOnlyList<UncertaintyFigures> Lines { get; }

    /// <summary>Looks every item up among the others, once, and rates the confidences.</summary>
    /// <param name="embeddings">N × columns, row-major, finite.</param>
    /// <param name="columns">Numbers of an embedding.</param>
    /// <param name="groups">N groups.</param>
    /// <param name="confidences">By name N numbers, higher = more certain. The name <see cref="TopSimilarity"/> is taken.</param>
    /// <param name="options">How; the defaults without figures of pairs where null.</param>
    /// <param name="baseline">One of the names, or <see cref="TopSimilarity"/>, which is the default value.</param>
    /// <exception cref="ArgumentException">Rows do not pair up, a value is not finite or NaN, or a name is taken or missing.</exception>
    public static UncertaintyComparison Of(
        ReadOnlyMemory<float> embeddings, int columns, int[] groups, IReadOnlyList<KeyValuePair<string, double[]>> confidences, RetrievalOptions? options = null,
        string baseline = TopSimilarity) =>
        Of(RetrievalEvaluation.Evaluate(embeddings, columns, groups, options ?? new RetrievalOptions { Pairs = false }), confidences, baseline);

    /// <summary>Rates confidences on answers that are there already.</summary>
    /// <param name="retrieval">Of N queries.</param>
    /// <param name="confidences">As above.</param>
    /// <param name="baseline">As above.</param>
    /// <exception cref="ArgumentException">As above.</exception>
    public static UncertaintyComparison Of(RetrievalReport retrieval, IReadOnlyList<KeyValuePair<string, double[]>> confidences, string baseline = TopSimilarity)
    {
        ArgumentNullException.ThrowIfNull(retrieval);
        ArgumentNullException.ThrowIfNull(confidences);
        // Where there is nothing to be close to, there is no answer to trust either.
        double[] closeness = [.. retrieval.NearestDistance.Select(distance => double.IsNaN(distance) ? double.NegativeInfinity : -distance)];
        var rated = new OrderedDictionary<string, HitAuroc>(StringComparer.Ordinal) { [TopSimilarity] = new(retrieval, closeness) };
        foreach ((string name, double[] confidence) in confidences)
        {
            ArgumentException.ThrowIfNullOrEmpty(name, nameof(confidences));
            if (rated.ContainsKey(name)) throw new ArgumentException($"confidences: '{name}' is there twice{(name == TopSimilarity ? ", for it is always added" : "")}; give every one a name of its own");
            rated.Add(name, new HitAuroc(retrieval, confidence));
        }
        if (!rated.TryGetValue(baseline, out HitAuroc? before)) throw new ArgumentException($"baseline: '{baseline}' is none of {string.Join(", ", rated.Keys)}");
        return new UncertaintyComparison(retrieval, baseline,
            [.. rated.Select(line => new UncertaintyFigures(line.Key, line.Value.Figure(), line.Key == baseline ? null : line.Value.GainOver(before, baseline)))]);
    }
}
