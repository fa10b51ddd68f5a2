using System.Diagnostics;
using Probity.Numerics;

namespace Probity.Tests.Numerics;

[Collection("Threads")]
public sealed class RowRangesTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);   // for what comes at once, or never

    private readonly int _before = Threads.Maximum;

    public void Dispose() => Threads.Maximum = _before;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(int.MaxValue)]
    public void Every_range_comes_once_with_its_own_rows(int threads)
    {
        Threads.Maximum = threads;
        foreach (var (rows, length, ranges) in new[] { (0, 3, 0), (1, 3, 1), (3, 3, 1), (4, 3, 2), (100, 1, 100), (1_000, 7, 143), (int.MaxValue, 1 << 30, 2) })
        {
            var seen = new (int Times, int Start, int End)[ranges];
            RowRanges.For(rows, length, (range, start, end) => seen[range] = (seen[range].Times + 1, start, end));
            for (int range = 0; range < ranges; range++)
            {
                int start = range * length;
                Assert.Equal((1, start, rows - start < length ? rows : start + length), seen[range]);
            }
        }
    }

    [Fact]
    public void Sums_kept_by_range_have_the_same_bits_for_any_number_of_threads()
    {
        double Sum(int threads)
        {
            Threads.Maximum = threads;
            double[] parts = new double[RowRanges.Count(100_000, 64)];
            RowRanges.For(100_000, 64, (range, start, end) =>
            {
                for (int i = start; i < end; i++) parts[range] += Math.Sin(i) / (1 + i);
            });
            double sum = 0;
            foreach (double part in parts) sum += part;
            return sum;
        }

        double alone = Sum(1);
        foreach (int threads in new[] { 2, 3, 8, 40 }) Assert.Equal(BitConverter.DoubleToInt64Bits(alone), BitConverter.DoubleToInt64Bits(Sum(threads)));
    }

    [Fact]
    public void Ranges_run_at_the_same_time()
    {
        Threads.Maximum = 4;
        using var all = new Barrier(4);
        int met = 0;
        RowRanges.For(4, 1, (_, _, _) =>
        {
            if (all.SignalAndWait(Long)) Interlocked.Increment(ref met);
        });
        Assert.Equal(4, met);
    }

    [Fact]
    public void No_more_threads_work_than_are_allowed_now()
    {
        foreach (int threads in new[] { 6, 2, 3 })
        {
            Threads.Maximum = threads;
            int working = 0, most = 0;
            for (int job = 0; job < 200; job++)
            {
                RowRanges.For(40, 1, (_, _, _) =>
                {
                    int now = Interlocked.Increment(ref working);
                    for (int seen = Volatile.Read(ref most); now > seen; seen = Volatile.Read(ref most)) Interlocked.CompareExchange(ref most, now, seen);
                    Thread.SpinWait(50);
                    Interlocked.Decrement(ref working);
                });
            }
            Assert.InRange(most, 1, threads);
        }
    }

    [Fact]
    public void Callers_at_once_ranges_within_ranges_and_a_changing_limit_lose_nothing()
    {
        const int callers = 4, jobs = 1_500;
        bool finished = false;
        var changer = new Thread(() =>
        {
            for (int i = 0; !Volatile.Read(ref finished); i++)
            {
                Threads.Maximum = 1 + (i % 7);
                Thread.Yield();
            }
        });
        string? wrong = null;
        var threads = Enumerable.Range(0, callers).Select(caller => new Thread(() =>
        {
            int[] times = new int[64], inner = new int[64 * 3];
            for (int job = 0; job < jobs; job++)
            {
                int ranges = 1 + ((job + (17 * caller)) % 64);
                bool nest = job % 3 == 0;
                RowRanges.For(ranges, 1, (range, _, _) =>
                {
                    Interlocked.Increment(ref times[range]);
                    if (nest) RowRanges.For(3, 1, (part, _, _) => Interlocked.Increment(ref inner[(3 * range) + part]));
                });
                for (int range = 0; range < 64; range++)
                {
                    int once = range < ranges ? 1 : 0, within = nest ? once : 0;
                    if (times[range] != once || inner.AsSpan(3 * range, 3).Count(within) != 3) wrong = $"caller {caller}, job {job}, range {range} of {ranges}";
                }
                Array.Clear(times);
                Array.Clear(inner);
            }
        })).ToArray();
        changer.Start();
        foreach (var thread in threads) thread.Start();
        bool ended = Array.TrueForAll(threads, thread => thread.Join(Long));
        Volatile.Write(ref finished, true);
        changer.Join();
        Assert.True(ended, "callers wait for each other");
        Assert.Null(wrong);
    }

    [Fact]
    public void Ranges_within_a_range_run_on_its_thread()
    {
        Threads.Maximum = 4;
        int elsewhere = 0;
        RowRanges.For(8, 1, (_, _, _) =>
        {
            int own = Environment.CurrentManagedThreadId;
            RowRanges.For(50, 1, (_, _, _) =>
            {
                if (Environment.CurrentManagedThreadId != own) Interlocked.Increment(ref elsewhere);
            });
        });
        Assert.Equal(0, elsewhere);
    }

    [Fact]
    public void While_one_caller_has_the_team_another_does_its_own_work()
    {
        Threads.Maximum = 2;
        using var begun = new ManualResetEventSlim();
        using var over = new ManualResetEventSlim();
        var first = new Thread(() => RowRanges.For(2, 1, (_, _, _) =>
        {
            begun.Set();
            over.Wait(Long);
        }));
        first.Start();
        Assert.True(begun.Wait(Long));
        var on = new List<int>();   // not safe for several threads: there is one
        RowRanges.For(100, 1, (_, _, _) => on.Add(Environment.CurrentManagedThreadId));
        over.Set();
        Assert.True(first.Join(Long));
        Assert.Equal(Enumerable.Repeat(Environment.CurrentManagedThreadId, 100), on);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public void A_failure_comes_out_as_with_one_thread_and_leaves_the_team_fit_for_work(int threads)
    {
        Threads.Maximum = threads;
        for (int job = 0; job < 300; job++)
        {
            int lowest = job % 50;
            int[] times = new int[60];
            var problem = Assert.Throws<InvalidDataException>(() => RowRanges.For(60, 1, (range, _, _) =>
            {
                Interlocked.Increment(ref times[range]);
                if (range >= lowest) Refuse(range);
            }));
            Assert.Equal($"range {lowest}", problem.Message);
            Assert.Contains(nameof(Refuse), problem.StackTrace, StringComparison.Ordinal);
            Assert.All(times[..(lowest + 1)], count => Assert.Equal(1, count));
            Assert.All(times, count => Assert.InRange(count, 0, 1));

            int after = 0;
            RowRanges.For(60, 1, (_, _, _) => Interlocked.Increment(ref after));
            Assert.Equal(60, after);
        }
        if (threads > 1) Ranges_run_at_the_same_time();
    }

    [Fact]
    public void An_interrupted_caller_stays_until_the_workers_are_done()
    {
        Threads.Maximum = 2;
        using var helped = new ManualResetEventSlim();
        using var over = new ManualResetEventSlim();
        bool ranAll = false, interrupted = false, background = false;
        var caller = new Thread(() =>
        {
            int own = Environment.CurrentManagedThreadId, ran = 0;
            RowRanges.For(2, 1, (_, _, _) =>
            {
                if (Environment.CurrentManagedThreadId == own)
                {
                    helped.Wait(Long);
                }
                else
                {
                    background = Thread.CurrentThread.IsBackground;
                    helped.Set();
                    over.Wait(Long);
                }
                Interlocked.Increment(ref ran);
            });
            ranAll = ran == 2;
            try
            {
                Thread.Sleep(Long);
            }
            catch (ThreadInterruptedException)
            {
                interrupted = true;
            }
        });
        caller.Start();
        Assert.True(helped.Wait(Long));
        Thread.Sleep(20);   // until it waits
        caller.Interrupt();
        Assert.False(caller.Join(50));
        over.Set();
        Assert.True(caller.Join(Long));
        Assert.True(ranAll && interrupted && background, $"all ranges {ranAll}, interrupted {interrupted}, background {background}");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(200)]
    public void A_call_allocates_nothing(int microsecondsApart)
    {
        Threads.Maximum = 3;
        int calls = microsecondsApart == 0 ? 2_000 : 200;
        Action<int, int, int> body = (_, _, _) => Thread.SpinWait(5);
        long own = long.MaxValue, all = long.MaxValue;
        for (int turn = 0; turn < 64 && (own, all) != (0, 0); turn++)   // the first makes threads, and the runtime now and then allocates on the side
        {
            long ownBefore = GC.GetAllocatedBytesForCurrentThread(), allBefore = GC.GetTotalAllocatedBytes(precise: true);
            for (int call = 0; call < calls; call++)
            {
                for (long begin = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begin).TotalMicroseconds < microsecondsApart;) Thread.SpinWait(5);
                RowRanges.For(20, 1, body);
            }
            own = Math.Min(own, GC.GetAllocatedBytesForCurrentThread() - ownBefore);
            all = Math.Min(all, GC.GetTotalAllocatedBytes(precise: true) - allBefore);
        }
        Assert.Equal((0, 0), (own, all));
    }

    private static void Refuse(int range) => throw new InvalidDataException($"range {range}");
}
