namespace Probity.Numerics;

/// <summary>How many threads Probity may use. Results never depend on it, only time does.</summary>
public static class Threads
{
    private static int _maximum = Environment.ProcessorCount;

    /// <summary>At most so many threads work on one call at once. The default value is the number of processors.</summary>
    /// <remarks>
    /// Calls made at the same time share one team of threads: the first has it, others run on their own thread. It is no larger than the
    /// number of processors, or 16 where there are fewer.
    /// </remarks>
    /// <exception cref="ArgumentException">Less than 1.</exception>
    public static int Maximum
    {
        get => _maximum;
        set
        {
            Require.InRange(value, 1, int.MaxValue, "threads");
            _maximum = value;
        }
    }
}
