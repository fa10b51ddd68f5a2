using Probity.Learning;

namespace Probity.Similarity;

/// <summary>What is added to a <see cref="SimilarityLoss"/> to shape the feature groups of embeddings. Immutable and thread-safe.</summary>
public abstract record EmbeddingPenalty
{
    private protected EmbeddingPenalty()
    {
    }

    /// <summary>In words, with its settings, such as <c>entropy(1,0.1)</c>.</summary>
    public abstract override string ToString();

    /// <summary>Reads what <see cref="ToString"/> writes; settings that are left out are the defaults.</summary>
    /// <param name="text">Such as <c>entropy(1,0.1)</c> or <c>decorrelation(0.1)</c>.</param>
    /// <exception cref="ArgumentException">No such penalty, or a setting out of range; the message lists what there is.</exception>
    public static EmbeddingPenalty Parse(string text) => MethodText.Read("penalty", text, Known);

    private static readonly Method<EmbeddingPenalty>[] Known =
    [
        new("decorrelation", "decorrelation(λ)", [GroupDecorrelationPenalty.DefaultStrength], settings => new GroupDecorrelationPenalty(settings[0])),
        new("entropy", "entropy(marginal,conditional)", [GroupEntropyPenalty.DefaultMarginal, GroupEntropyPenalty.DefaultConditional],
            settings => new GroupEntropyPenalty(settings[0], settings[1])),
    ];

    /// <summary>The penalty of a batch and its derivative in every number of its embeddings.</summary>
    /// <param name="embeddings">B × (G·K) finite numbers, row-major: of each row G distributions over K values.</param>
    /// <param name="columns">G·K.</param>
    /// <param name="featureGroups">G.</param>
    /// <param name="gradient">Room for as many values.</param>
    /// <exception cref="ArgumentException">The shapes differ, or a number is not in [0, 1].</exception>
    public double ValueAndGradient(ReadOnlySpan<double> embeddings, int columns, int featureGroups, Span<double> gradient)
    {
        int rows = Require.Rows(embeddings.Length, columns, nameof(embeddings));
        Require.SomeRows(rows, nameof(embeddings));
        if (featureGroups < 1 || columns % featureGroups != 0) throw new ArgumentException($"{nameof(featureGroups)}: {featureGroups} do not divide {columns} columns");
        Require.Destination(embeddings.Length, gradient.Length, nameof(gradient));
        for (int i = 0; i < embeddings.Length; i++)
        {
            if (!(embeddings[i] >= 0 && embeddings[i] <= 1))
                throw new ArgumentException($"embeddings: row {i / columns}, column {i % columns} is {embeddings[i]}; shares of feature groups lie in [0, 1]");
        }
        gradient[..embeddings.Length].Clear();
        return Apply(embeddings, rows, featureGroups, gradient[..embeddings.Length]);
    }

    private protected static double Strength(double value, string name) =>
        value >= 0 && value <= 1e6 ? value : throw new ArgumentException($"{name}: {value}; it must lie in [0, 1000000]");

    /// <summary>The penalty of a batch; its derivative is added to the gradient.</summary>
    /// <param name="embeddings">B × (G·K): of each row G distributions over K values.</param>
    /// <param name="rows">B.</param>
    /// <param name="groups">G.</param>
    /// <param name="gradient">As long, added to.</param>
    internal abstract double Apply(ReadOnlySpan<double> embeddings, int rows, int groups, Span<double> gradient);
}
