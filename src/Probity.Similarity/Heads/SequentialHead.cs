using Probity.Learning;
using Probity.Learning.Engine;

namespace Probity.Similarity;

/// <summary>Heads one after the other.</summary>
public sealed record SequentialHead : EmbeddingHead
{
    /// <summary>Heads inside heads, at most.</summary>
    internal const int Deepest = 32;

    /// <summary>Heads in all, at most.</summary>
    internal const int MostHeads = 1_000;

    /// <summary>The head.</summary>
    /// <param name="heads">At least one; each takes as many numbers as the one before gives.</param>
    /// <exception cref="ArgumentException">No heads, heads that do not fit together, or heads inside heads more than 32 deep.</exception>
    public SequentialHead(params IReadOnlyList<EmbeddingHead> heads) : base(First(heads).InputEmbeddingSize)
    {
        for (int i = 1; i < heads.Count; i++)
        {
            ArgumentNullException.ThrowIfNull(heads[i], nameof(heads));
            if (heads[i].InputEmbeddingSize != heads[i - 1].OutputSize)
            {
                throw new ArgumentException(
                    $"sequential: {heads[i]} takes {heads[i].InputEmbeddingSize:N0} numbers but {heads[i - 1]} before it gives {heads[i - 1].OutputSize:N0}");
            }
            if (heads[i].ReadsKey) throw new ArgumentException("sequential: a switch reads the key in the rows that come in, so it can only be the first head");
        }
        Heads = [.. heads];
        HeadCount = 1 + heads.Sum(head => head.HeadCount);
        if (HeadCount > MostHeads) throw new ArgumentException($"sequential: {HeadCount:N0} heads in all; {MostHeads:N0} is the most");
        Depth = 1 + heads.Max(head => head.Depth);
        if (Depth > Deepest) throw new ArgumentException($"sequential: heads inside heads {Depth} deep; {Deepest} is the most");
    }

    /// <summary>In order.</summary>
    public IReadOnlyList<EmbeddingHead> Heads { get; }

    /// <inheritdoc/>
    public override int OutputSize => Heads[^1].OutputSize;

    private protected override string Text => $"sequential({string.Join(' ', Heads)})";

    internal override long WeightCount => Heads.Sum(head => head.WeightCount);

    internal override int Depth { get; }

    internal override int HeadCount { get; }

    internal override bool ReadsKey => Heads[0].ReadsKey;

    internal override (int Groups, int Size)? FeatureGroups => Heads[^1].FeatureGroups;

    internal override bool CouplesRows => Heads.Any(head => head.CouplesRows);

    /// <summary>Whether the texts and input sizes are equal.</summary>
    public bool Equals(SequentialHead? other) => base.Equals(other) && Heads.SequenceEqual(other.Heads);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    internal override void RequireRows(Features rows)
    {
        base.RequireRows(rows);
        Heads[0].RequireRows(rows);
    }

    private protected override void AddLayers<T>(List<Layer<T>> layers, int before)
    {
        if (ReadsKey && Dropout > 0) throw new ArgumentException("sequential: dropout before a switch would drop the key; put it on the switch or its heads");
        foreach (EmbeddingHead head in Heads) head.AddTo(layers, before);
    }

    private static EmbeddingHead First(IReadOnlyList<EmbeddingHead> heads)
    {
        ArgumentNullException.ThrowIfNull(heads);
        if (heads.Count == 0) throw new ArgumentException("sequential: no heads; at least one is needed");
        ArgumentNullException.ThrowIfNull(heads[0], nameof(heads));
        return heads[0];
    }
}
