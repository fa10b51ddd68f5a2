namespace Probity.Similarity;

/// <summary>Which items meet in a batch. Immutable.</summary>
public abstract record Sampler
{
    private protected Sampler()
    {
    }

    /// <summary>As text, such as <c>groups(16,4)</c>.</summary>
    public abstract override string ToString();

    /// <summary>Begins to draw batches of a training set.</summary>
    /// <param name="relations">Who belongs together.</param>
    /// <param name="seed">Of the training: everything is drawn from streams keyed by seed, epoch and step, so that a training can go on from any epoch.</param>
    /// <exception cref="ArgumentException">The set has no batches of this kind.</exception>
    internal abstract SamplerRun Start(ItemRelations relations, ulong seed);
}
