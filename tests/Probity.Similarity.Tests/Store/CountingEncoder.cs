namespace Probity.Similarity.Tests;

/// <summary>Gives rows times a factor, and counts what it was asked to encode.</summary>
internal sealed class CountingEncoder(int size, string version = "1", float factor = 1, string id = "counting") : Encoder<ReadOnlyMemory<float>>
{
    public int Encoded { get; set; }

    public override string Id => id;

    public override string Version => version;

    public override int EmbeddingSize => size;

    public override void Encode(IReadOnlyList<ReadOnlyMemory<float>> items, Span<float> destination)
    {
        Encoded += items.Count;
        for (int i = 0; i < items.Count; i++)
        {
            for (int j = 0; j < size; j++) destination[(i * size) + j] = items[i].Span[j] * factor;
        }
    }

    public override void AppendContent(ReadOnlyMemory<float> item, ContentHash content) => content.Append(item.Span);
}
