namespace Probity.Similarity;

/// <summary>What turns items into frozen embeddings, before any head. It learns nothing here.</summary>
/// <typeparam name="TItem">What an item is: an image, a text, a row of numbers.</typeparam>
public abstract class Encoder<TItem>
{
    /// <summary>Which encoder this is. Stores of features belong to one encoder.</summary>
    public abstract string Id { get; }

    /// <summary>Changes whenever the same item would be given another embedding: a hash of the weights is a good version.</summary>
    public abstract string Version { get; }

    /// <summary>Numbers of an embedding.</summary>
    public abstract int EmbeddingSize { get; }

    /// <summary>The embeddings of some items. An item's must not depend on the items beside it.</summary>
    /// <param name="items">N items.</param>
    /// <param name="destination">Room for N × <see cref="EmbeddingSize"/> finite numbers.</param>
    public abstract void Encode(IReadOnlyList<TItem> items, Span<float> destination);

    /// <summary>Adds all that the embedding of an item depends on to a hash, by which a store finds the item again.</summary>
    /// <remarks>Called from several threads at once, each with a hash of its own.</remarks>
    /// <param name="item">The item.</param>
    /// <param name="content">Collects its content.</param>
    public abstract void AppendContent(TItem item, ContentHash content);

    /// <summary>Refuses room that does not hold the embeddings of so many items.</summary>
    /// <param name="items">N.</param>
    /// <param name="length">Numbers that there is room for.</param>
    private protected void RequireRoom(int items, int length) => Require.Destination(checked(items * EmbeddingSize), length, "destination");
}
