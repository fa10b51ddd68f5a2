using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Probity.Numerics;

/// <summary>Threads that stay for the life of the process and help a caller with its ranges; the caller works, too.</summary>
/// <remarks>
/// <para>
/// One job at a time. While one caller has the team, any other runs its ranges on its own thread; so does a range that
/// itself has ranges to run. No thread ever waits for a job that is not its own, so nothing can lock up.
/// </para>
/// <para>
/// A worker without work looks for some for a short while, then sleeps. Nothing waits for a sleeper: a job that is done before the
/// worker wakes is over without it. A job allocates nothing; the first ones make the threads. What belongs to the caller's flow of
/// execution (AsyncLocal, culture) is not handed to the workers.
/// </para>
/// </remarks>
internal sealed class WorkerTeam
{
    /// <summary>More threads than processors gain nothing; some are allowed, so that few processors can test what many threads do.</summary>
    public static readonly int MostWorkers = Math.Max(Environment.ProcessorCount, 16) - 1;

    private const long Place = 1L << 32;
    private static readonly long SpinTicks = Environment.ProcessorCount > 1 ? Stopwatch.Frequency / 20_000 : 0;   // 50 µs

    private readonly object _sleep = new();
    private readonly object _done = new();

    // The job. Written by its caller before places are opened, and not again before the last worker has left.
    private Action<int, int, int>? _body;
    private int _rows, _rangeLength, _threads;
    private long _left;                        // ranges that nobody has: the last's successor << 32 | the first
    private int _end;                          // ranges to run: all, or those before the first that failed
    private ExceptionDispatchInfo? _failure;   // of range _end

    private long _state;                       // places open to workers << 32 | workers in the job
    private int _workers, _asleep, _spinning;
    private int _taken;                        // 1 while a caller has the team
    private bool _callerWaits;

    /// <summary>The one that <see cref="RowRanges"/> uses.</summary>
    public static WorkerTeam Shared { get; } = new();

    /// <summary>Runs all ranges on up to so many threads, or none where the team is taken.</summary>
    /// <returns>Whether it ran them.</returns>
    /// <remarks>What a body throws ends the job; of several failures the caller gets that of the lowest range, as with one thread.</remarks>
    public bool TryRun(int count, int rows, int rangeLength, Action<int, int, int> body, int threads)
    {
        if (Interlocked.CompareExchange(ref _taken, 1, 0) != 0) return false;
        ExceptionDispatchInfo? failure;
        try
        {
            int places = Math.Min(Math.Min(count, threads) - 1, MostWorkers);
            while (_workers < places && TryHire()) _workers++;
            (_rows, _rangeLength, _body, _threads, _left, _end, _failure) = (rows, rangeLength, body, places + 1, Ranges(0, count), count, null);
            try
            {
                Interlocked.Exchange(ref _state, places * Place);
                Wake(places);
                Work(fromBack: false);
            }
            finally
            {
                WaitForWorkers();   // whatever happens: they use what the caller has pinned
            }
            failure = _failure;
        }
        finally
        {
            (_body, _failure) = (null, null);
            Volatile.Write(ref _taken, 0);
        }
        failure?.Throw();
        return true;
    }

    /// <summary>Takes shares of what is left, ever smaller down to one range, until none is left.</summary>
    /// <remarks>
    /// No thread waits long for another at the end, and neighbours mostly stay together. The caller takes them from the front and workers
    /// from the back: over the next job on the same rows each finds in its own cache much of what it wrote before.
    /// </remarks>
    private void Work(bool fromBack)
    {
        Action<int, int, int> body = _body!;
        while (true)
        {
            long left = Volatile.Read(ref _left);
            int front = (int)left, back = Math.Min((int)(left >> 32), Volatile.Read(ref _end));
            if (front >= back) break;
            int share = Math.Max(1, (back - front) / (4 * _threads)), first = fromBack ? back - share : front;
            if (Interlocked.CompareExchange(ref _left, fromBack ? Ranges(front, first) : Ranges(front + share, back), left) != left) continue;
            int range = first;
            try
            {
                for (; range < first + share && range < Volatile.Read(ref _end); range++) RowRanges.Run(range, _rows, _rangeLength, body);
            }
            catch (Exception problem)
            {
                Fail(range, problem);
            }
        }
        Interlocked.And(ref _state, Place - 1);   // closed: nobody need come any more
    }

    // Ranges below the failed one still run, until one of them fails.
    private void Fail(int range, Exception problem)
    {
        lock (_done)
        {
            if (range >= _end) return;
            _failure = ExceptionDispatchInfo.Capture(problem);
            Volatile.Write(ref _end, range);
        }
    }

    private static long Ranges(int first, int end) => ((long)end << 32) | (uint)first;

    private bool TryHire()
    {
        try
        {
            new Thread(Serve) { IsBackground = true, Name = "Probity worker" }.UnsafeStart();
            return true;
        }
        catch (Exception problem) when (problem is OutOfMemoryException or ThreadStartException)
        {
            return false;   // fewer will do
        }
    }

    private void Serve()
    {
        while (true)
        {
            if (TryJoin())
            {
                Work(fromBack: true);
                Leave();
            }
            else if (!Spin())
            {
                Sleep();
            }
        }
    }

    private bool TryJoin()
    {
        long state = Volatile.Read(ref _state);
        while (state >= Place)
        {
            long seen = Interlocked.CompareExchange(ref _state, state - Place + 1, state);
            if (seen == state) return true;
            state = seen;
        }
        return false;
    }

    private void Leave()
    {
        if ((Interlocked.Decrement(ref _state) & (Place - 1)) != 0 || !Volatile.Read(ref _callerWaits)) return;
        lock (_done) Monitor.PulseAll(_done);
    }

    /// <summary>Looks for a job for a while, unless as many already do as can without keeping others from work.</summary>
    private bool Spin()
    {
        bool found = false;
        if (Interlocked.Increment(ref _spinning) < Environment.ProcessorCount)
        {
            long begin = Stopwatch.GetTimestamp();
            while (!(found = Volatile.Read(ref _state) >= Place) && Stopwatch.GetTimestamp() - begin < SpinTicks) Thread.SpinWait(4);
        }
        Interlocked.Decrement(ref _spinning);
        return found;
    }

    private void Sleep()
    {
        lock (_sleep)
        {
            Interlocked.Increment(ref _asleep);   // before the look at the state; the caller does it the other way round
            if (Volatile.Read(ref _state) >= Place) _asleep--;
            else Monitor.Wait(_sleep);            // who wakes counts down
        }
    }

    /// <summary>Wakes as many as are wanted beyond those who are awake.</summary>
    private void Wake(int places)
    {
        if (Volatile.Read(ref _asleep) <= _workers - places) return;
        lock (_sleep)
        {
            for (int wanted = places - (_workers - _asleep); wanted > 0 && _asleep > 0; wanted--)
            {
                _asleep--;
                Monitor.Pulse(_sleep);
            }
        }
    }

    private void WaitForWorkers()
    {
        Interlocked.And(ref _state, Place - 1);
        long begin = Stopwatch.GetTimestamp();
        while (Volatile.Read(ref _state) != 0 && Stopwatch.GetTimestamp() - begin < SpinTicks) Thread.SpinWait(4);

        bool interrupted = false;
        while (Volatile.Read(ref _state) != 0)
        {
            try
            {
                lock (_done)
                {
                    Volatile.Write(ref _callerWaits, true);
                    Interlocked.MemoryBarrier();
                    if (Volatile.Read(ref _state) != 0) Monitor.Wait(_done);
                }
            }
            catch (ThreadInterruptedException)
            {
                interrupted = true;
            }
        }
        _callerWaits = false;
        if (interrupted) Thread.CurrentThread.Interrupt();
    }
}
