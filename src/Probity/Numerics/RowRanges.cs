namespace Probity.Numerics;

/// <summary>The one place that splits rows over threads, those of the <see cref="WorkerTeam"/>.</summary>
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
    /// <remarks>
    /// Inside a body, and while another thread's ranges are with the <see cref="WorkerTeam"/>, they run on the calling thread. What a
    /// body throws ends the work and comes out as it is, from the lowest range that failed. Nothing is allocated where the body is kept.
    /// </remarks>
    public static void For(int rows, int rangeLength, Action<int, int, int> body)
    {
        int count = Count(rows, rangeLength), threads = Threads.Maximum;
        if (count > 1 && threads > 1 && WorkerTeam.Shared.TryRun(count, rows, rangeLength, body, threads)) return;
        for (int range = 0; range < count; range++) Run(range, rows, rangeLength, body);
    }

    /// <summary>Calls the body with one range.</summary>
    public static void Run(int range, int rows, int rangeLength, Action<int, int, int> body)
    {
        int start = range * rangeLength;
        body(range, start, (int)Math.Min(rows, (long)start + rangeLength));
    }
}
