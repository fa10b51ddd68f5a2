using Probity.Numerics;

namespace Probity.Learning.Tests;

/// <summary>Sets the number of threads until disposed. Tests that do so share a collection, for the number is the process's.</summary>
internal sealed class ThreadCounts : IDisposable
{
    private readonly int _before = Threads.Maximum;

    public ThreadCounts(int threads) => Threads.Maximum = threads;

    public void Dispose() => Threads.Maximum = _before;
}

/// <summary>Alone: what other tests run on the shared team of threads, or allocate, would be counted too.</summary>
[CollectionDefinition(nameof(ThreadCounts), DisableParallelization = true)]
public sealed class ThreadCountsCollection;
