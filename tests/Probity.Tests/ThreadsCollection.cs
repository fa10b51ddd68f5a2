namespace Probity.Tests;

/// <summary>Tests that change the process-wide number of threads: one at a time, and nothing else beside them.</summary>
[CollectionDefinition("Threads", DisableParallelization = true)]
public class ThreadsCollection;
