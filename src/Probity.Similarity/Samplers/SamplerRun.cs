namespace Probity.Similarity;

/// <summary>A sampler at work on one training set.</summary>
internal abstract class SamplerRun
{
    /// <summary>Rows of a batch at most.</summary>
    public abstract int Capacity { get; }

    /// <summary>Batches of an epoch.</summary>
    public abstract int StepsPerEpoch { get; }

    /// <summary>Rows that are never drawn, because no other row belongs with them.</summary>
    public virtual int LoneRows => 0;

    /// <summary>Begins an epoch, counted from 1.</summary>
    public abstract void Shuffle(int epoch);

    /// <summary>Writes the rows of a batch of this epoch.</summary>
    /// <param name="step">0 to <see cref="StepsPerEpoch"/> − 1.</param>
    /// <param name="rows">Room for <see cref="Capacity"/> rows.</param>
    /// <returns>How many there are, two at least.</returns>
    public abstract int Fill(int step, Span<int> rows);
}
