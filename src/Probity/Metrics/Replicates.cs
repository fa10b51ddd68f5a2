using System.Collections.Concurrent;
using Probity.Numerics;

namespace Probity.Metrics;

/// <summary>Runs many replicates of several figures over threads; replicate r draws from random stream r of its family.</summary>
internal static class Replicates
{
    private const int RangeLength = 8;

    /// <summary>Writes the figures of one replicate.</summary>
    public delegate void Numbered(int replicate, double[] scratch, Span<double> figures);

    /// <summary>Writes the figures of one replicate, with words of its own to draw from.</summary>
    public delegate void Body(ref RandomWords words, double[] scratch, Span<double> figures);

    /// <param name="count">Replicates.</param>
    /// <param name="figures">Figures a replicate.</param>
    /// <param name="room">Doubles of scratch that a thread reuses from replicate to replicate.</param>
    /// <param name="body">Called once a replicate, from any thread, in any order.</param>
    /// <param name="progress">Told how many more replicates are done.</param>
    /// <returns>One array of replicates a figure.</returns>
    public static double[][] Run(int count, int figures, int room, Numbered body, Action<int>? progress = null)
    {
        var results = new double[figures][];
        for (int figure = 0; figure < figures; figure++) results[figure] = new double[count];

        var idle = new ConcurrentBag<double[]>();   // as many as there are threads at work
        RowRanges.For(count, RangeLength, (_, start, end) =>
        {
            var scratch = idle.TryTake(out var taken) ? taken : new double[room];
            Span<double> values = stackalloc double[figures];
            for (int replicate = start; replicate < end; replicate++)
            {
                body(replicate, scratch, values);
                for (int figure = 0; figure < values.Length; figure++) results[figure][replicate] = values[figure];
            }
            idle.Add(scratch);
            progress?.Invoke(end - start);
        });
        return results;
    }

    /// <summary>The same, where replicate r draws from random stream r of a family that nothing else uses.</summary>
    public static double[][] Run(int count, int figures, int room, ulong seed, uint family, Body body, Action<int>? progress = null) =>
        Run(count, figures, room, (replicate, scratch, values) =>
        {
            Span<uint> buffer = stackalloc uint[RandomWords.BufferLength];
            var words = new RandomWords(seed, ((ulong)family << 32) | (uint)replicate, buffer);
            body(ref words, scratch, values);
        }, progress);
}
