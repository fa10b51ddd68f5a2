namespace Probity.Learning.Tests;

/// <summary>What a call leaves for the collector, on the calling thread.</summary>
internal static class Allocations
{
    /// <summary>
    /// The least of some rounds of several calls: the runtime allocates a little on whichever thread is there when it compiles a method
    /// again, while an allocation of the code's own comes in every round.
    /// </summary>
    public static void AssertNone(Action call)
    {
        long least = long.MaxValue;
        for (int round = 0; round < 10 && least > 0; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 5; i++) call();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.Equal(0, least);
    }
}
