namespace Probity.Numerics;

/// <summary>The one place that splits rows over threads.</summary>
/// <remarks>
/// Ranges depend on the number of rows only, never on the number of threads: a caller that keeps one partial sum a
/// range and adds them in range order gets the same bits on any machine.
/// </remarks>
internal static class RowRanges
{
    /// <summary>How many ranges <see cref="For"/> will make of so many rows.</summary>
    public static int Count(int rows, int rangeLength) => (int)(((long)rows + rangeLength - 1) / rangeLength);

    /// <summary>A range length that gives each range some 32k values: enough to pay for a hand-over, small enough to balance.</summary>
    public static int Length(int columns) => Math.Max(1, 32_768 / Math.Max(1, columns));

    /// <summary>Calls <paramref name="body"/> with (range, start, end) for every range of [0, rows).</summary>
    public static void For(int rows, int rangeLength, Action<int, int, int> body)
    {
        int count = Count(rows, rangeLength);
        if (count > 1 && Threads.Maximum > 1)
        {
            InParallel(count, rows, rangeLength, body);
            return;
        }

        for (int range = 0; range < count; range++) Run(range, rows, rangeLength, body);
    }

    // Apart from For, whose closure would otherwise be made where there is nothing to split, too. Each thread takes a share of what
    // is left, ever smaller down to one range: neighbours mostly stay together, and no thread waits long for another at the end,
    // as it does where few long ranges are handed out by Parallel.For itself.
    private static void InParallel(int count, int rows, int rangeLength, Action<int, int, int> body)
    {
        int next = 0, workers = Math.Min(count, Threads.Maximum);
        Parallel.For(0, workers, new ParallelOptions { MaxDegreeOfParallelism = workers }, (_, state) =>
        {
            for (int first = Volatile.Read(ref next); first < count && !state.IsExceptional; first = Volatile.Read(ref next))
            {
                int share = Math.Max(1, (count - first) / (4 * workers));
                if (Interlocked.CompareExchange(ref next, first + share, first) != first) continue;
                for (int range = first; range < first + share; range++) Run(range, rows, rangeLength, body);
            }
        });
    }

    private static void Run(int range, int rows, int rangeLength, Action<int, int, int> body)
    {
        int start = range * rangeLength;
        body(range, start, (int)Math.Min(rows, (long)start + rangeLength));
    }
}
