namespace Probity.Numerics;

/// <summary>How many threads Probity may use. Results never depend on it, only time does.</summary>
public static class Threads
{
    private static int _maximum = Environment.ProcessorCount;

    /// <summary>At most so many threads work at once. The default value is the number of processors.</summary>
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
