using System.Buffers;

namespace Probity.Similarity;

/// <summary>Several encoders by name, their embeddings side by side in the order of the names (by character code).</summary>
/// <typeparam name="TItem">What an item is; each encoder takes from it what it needs.</typeparam>
public sealed class EncoderConcatenation<TItem> : Encoder<TItem>
{
    private readonly KeyValuePair<string, Encoder<TItem>>[] _parts;

    /// <param name="encoders">At least one.</param>
    /// <exception cref="ArgumentException">No encoder, or a name is empty or has control characters.</exception>
    public EncoderConcatenation(IReadOnlyDictionary<string, Encoder<TItem>> encoders)
    {
        ArgumentNullException.ThrowIfNull(encoders);
        if (encoders.Count == 0) throw new ArgumentException("encoders: none; at least one is needed");
        _parts = [.. encoders.OrderBy(encoder => encoder.Key, StringComparer.Ordinal)];
        long size = 0;
        using var version = new ContentHash();
        foreach ((string name, Encoder<TItem> encoder) in _parts)
        {
            if (name.Length == 0 || name.Any(char.IsControl)) throw new ArgumentException($"encoders: '{name}' is no name; one without control characters is needed");
            ArgumentNullException.ThrowIfNull(encoder);
            size += encoder.EmbeddingSize;
            version.AppendSection(name);
            version.Append(encoder.Id);
            version.Append(encoder.Version);
            version.Append(encoder.EmbeddingSize);
        }
        if (size > int.MaxValue) throw new ArgumentException($"encoders: their embeddings have {size:N0} numbers together; at most {int.MaxValue:N0} are possible");
        EmbeddingSize = (int)size;
        Version = version.Finish().ToString();
        Id = string.Join(" + ", _parts.Select(part => $"{part.Key}: {part.Value.Id}"));
    }

    /// <summary>Names and ids of the encoders, such as <c>image: clip + text: bert</c>.</summary>
    public override string Id { get; }

    /// <summary>A SHA-256 over names, ids, versions and sizes of the encoders.</summary>
    public override string Version { get; }

    /// <inheritdoc/>
    public override int EmbeddingSize { get; }

    /// <inheritdoc/>
    public override void Encode(IReadOnlyList<TItem> items, Span<float> destination)
    {
        ArgumentNullException.ThrowIfNull(items);
        RequireRoom(items.Count, destination.Length);
        int at = 0;
        foreach ((_, Encoder<TItem> encoder) in _parts)
        {
            int own = encoder.EmbeddingSize, length = checked(items.Count * own);
            float[] embeddings = ArrayPool<float>.Shared.Rent(length);
            encoder.Encode(items, embeddings.AsSpan(0, length));
            for (int i = 0; i < items.Count; i++) embeddings.AsSpan(i * own, own).CopyTo(destination[((i * EmbeddingSize) + at)..]);
            ArrayPool<float>.Shared.Return(embeddings);
            at += own;
        }
    }

    /// <inheritdoc/>
    public override void AppendContent(TItem item, ContentHash content)
    {
        ArgumentNullException.ThrowIfNull(content);
        foreach ((string name, Encoder<TItem> encoder) in _parts)
        {
            content.AppendSection(name);
            encoder.AppendContent(item, content);
        }
    }
}
