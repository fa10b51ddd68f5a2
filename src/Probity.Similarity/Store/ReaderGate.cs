namespace Probity.Similarity;

/// <summary>Lets any number of threads read memory that another may take away: whoever takes it away waits until all have left.</summary>
/// <remarks>Readers count on cache lines of their own, by thread, so that they do not slow each other down.</remarks>
internal sealed class ReaderGate
{
    private const int Stripes = 16, Apart = 32;   // ints: two cache lines

    private readonly Lock _alone = new();
    private readonly int[] _readers = new int[(Stripes + 1) * Apart];
    private volatile bool _shut;

    /// <returns>What <see cref="Leave"/> takes.</returns>
    public int Enter()
    {
        int stripe = ((Environment.CurrentManagedThreadId & (Stripes - 1)) + 1) * Apart;
        var wait = new SpinWait();
        while (true)
        {
            Interlocked.Increment(ref _readers[stripe]);   // a full fence: whoever shuts the gate sees it, or is seen
            if (!_shut) return stripe;
            Interlocked.Decrement(ref _readers[stripe]);
            wait.SpinOnce();
        }
    }

    public void Leave(int stripe) => Interlocked.Decrement(ref _readers[stripe]);

    /// <summary>Runs something while nobody reads.</summary>
    public void Alone(Action work)
    {
        lock (_alone)
        {
            _shut = true;
            try
            {
                Interlocked.MemoryBarrier();
                for (int stripe = Apart; stripe < _readers.Length; stripe += Apart)
                {
                    var wait = new SpinWait();
                    while (Volatile.Read(ref _readers[stripe]) != 0) wait.SpinOnce();
                }
                work();
            }
            finally
            {
                _shut = false;
            }
        }
    }
}
