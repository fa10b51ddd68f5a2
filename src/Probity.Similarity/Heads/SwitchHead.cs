using System.Numerics;
using Probity.Learning;
using Probity.Learning.Engine;
using Probity.Learning.Layers;

namespace Probity.Similarity;

/// <summary>A head of its own for each kind of items.</summary>
/// <remarks>
/// A row says itself which head reads it: its last number, behind the embedding of D numbers, is the index of a key, 0 for the first. So
/// rows have D + 1 numbers, and <see cref="EmbeddingHead.InputEmbeddingSize"/> is D + 1. Rows pass one by one, so a head inside must not
/// look at other rows: softmax groups go without batch normalisation here. <see cref="EmbeddingHead.Dropout"/> leaves the key alone.
/// </remarks>
public sealed record SwitchHead : EmbeddingHead
{
    private const int MostKeyLength = 64, MostIndices = 1 << 14;

    /// <summary>The head.</summary>
    /// <param name="heads">A head a key, at least one; all take D numbers and give as many as each other. Keys are of letters, digits, '-', '_' and '.'.</param>
    /// <exception cref="ArgumentException">No heads, keys that are no keys or alike, heads that do not fit together or look at other rows.</exception>
    public SwitchHead(params IReadOnlyList<(string Key, EmbeddingHead Head)> heads) : base(First(heads).InputEmbeddingSize + 1)
    {
        EmbeddingHead first = heads[0].Head;
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach ((string key, EmbeddingHead head) in heads)
        {
            ArgumentNullException.ThrowIfNull(head, nameof(heads));
            if (key is not { Length: > 0 and <= MostKeyLength } || !key.All(IsOfKey))
                throw new ArgumentException($"switch: a key of 1 to {MostKeyLength} letters, digits, '-', '_' or '.' is needed for {head}");
            if (!keys.Add(key)) throw new ArgumentException($"switch: two heads with the key {key}");
            if (head.InputEmbeddingSize != first.InputEmbeddingSize || head.OutputSize != first.OutputSize)
            {
                throw new ArgumentException(
                    $"switch: {key}:{head} makes {head.OutputSize:N0} numbers of {head.InputEmbeddingSize:N0}, but {heads[0].Key}:{first} {first.OutputSize:N0} of {first.InputEmbeddingSize:N0}; they must agree");
            }
            if (head.ReadsKey) throw new ArgumentException($"switch: {key} is a switch itself; give every combination of keys a key of its own");
            if (head.CouplesRows) throw new ArgumentException($"switch: {key}:{head} looks at other rows, which may have other keys; use batchnorm=off there");
        }
        Heads = [.. heads];
        HeadCount = 1 + heads.Sum(pair => pair.Head.HeadCount);
        if (HeadCount > SequentialHead.MostHeads) throw new ArgumentException($"switch: {HeadCount:N0} heads in all; {SequentialHead.MostHeads:N0} is the most");
        Depth = 1 + heads.Max(pair => pair.Head.Depth);
        if (Depth > SequentialHead.Deepest) throw new ArgumentException($"switch: heads inside heads {Depth} deep; {SequentialHead.Deepest} is the most");
    }

    /// <summary>Keys in order of their indices, with their heads.</summary>
    public IReadOnlyList<(string Key, EmbeddingHead Head)> Heads { get; }

    /// <inheritdoc/>
    public override int OutputSize => Heads[0].Head.OutputSize;

    private protected override string Text => $"switch({string.Join(' ', Heads.Select(pair => $"{pair.Key}:{pair.Head}"))})";

    internal override long WeightCount => Heads.Sum(pair => pair.Head.WeightCount);

    internal override int Depth { get; }

    internal override int HeadCount { get; }

    internal override bool ReadsKey => true;

    internal override (int Groups, int Size)? FeatureGroups => Heads.All(pair => pair.Head.FeatureGroups == Heads[0].Head.FeatureGroups) ? Heads[0].Head.FeatureGroups : null;

    /// <summary>What the last number of a row is for a key.</summary>
    /// <param name="key">One of the keys.</param>
    /// <exception cref="ArgumentException">No such key.</exception>
    public int IndexOf(string key)
    {
        for (int i = 0; i < Heads.Count; i++)
        {
            if (Heads[i].Key == key) return i;
        }
        throw new ArgumentException($"switch: no key '{key}'; there are {string.Join(", ", Heads.Select(pair => pair.Key))}");
    }

    /// <summary>Whether the texts and input sizes are equal.</summary>
    public bool Equals(SwitchHead? other) => base.Equals(other) && Heads.SequenceEqual(other.Heads);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    internal static bool IsOfKey(char character) => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.';

    internal override void RequireRows(Features rows)
    {
        base.RequireRows(rows);
        float[] row = new float[InputEmbeddingSize];
        for (int i = 0; i < rows.Rows; i++)
        {
            rows.Read<float>(i, row);
            if (!IsIndex(row[^1], Heads.Count))
                throw new ArgumentException($"switch: row {i:N0} ends in {row[^1]}; its last number must be the index of a key, 0 to {Heads.Count - 1}");
        }
    }

    /// <summary>Whether a number is the index of one of so many keys.</summary>
    internal static bool IsIndex<T>(T number, int keys) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        T.IsInteger(number) && number >= T.Zero && number < T.CreateTruncating(keys);

    internal override void AddTo<T>(List<Layer<T>> layers, int before = 0) => AddLayers(layers, before);

    private protected override void AddLayers<T>(List<Layer<T>> layers, int before)
    {
        int index = MostLayers;
        var branches = new List<(string, IReadOnlyList<Layer<T>>)>();
        foreach ((string key, EmbeddingHead head) in Heads)
        {
            var branch = new List<Layer<T>>();
            if (Dropout > 0) branch.Add(new DropoutLayer<T>(head.InputEmbeddingSize, Dropout, index));
            head.AddTo(branch, index);
            index += branch.Count;
            if (index > MostIndices) throw new ArgumentException($"switch: more than {MostIndices - MostLayers:N0} layers in all heads");
            branches.Add((key, branch));
        }
        layers.Add(new SwitchLayer<T>(branches));
    }

    private static EmbeddingHead First(IReadOnlyList<(string Key, EmbeddingHead Head)> heads)
    {
        ArgumentNullException.ThrowIfNull(heads);
        if (heads.Count == 0) throw new ArgumentException("switch: no heads; at least one is needed");
        ArgumentNullException.ThrowIfNull(heads[0].Head, nameof(heads));
        return heads[0].Head;
    }
}
