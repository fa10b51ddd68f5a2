using System.Collections.Concurrent;
using Probity.Numerics;

namespace Probity.Metrics;

/// <summary>Runs many replicates of several figures over threads; replicate r draws from random stream r of its family.</summary>
internal static class Replicates
{
    private const int RangeLength = 8;

    /// <summary>Writes the figures of one replicate.</summary>
    public delegate void Body(ref RandomWords words, double[] scratch, Span<double> figures);

    /// <param name="count">Replicates.</param>
    /// <param name="figures">Figures a replicate.</param>
    /// <param name="room">Doubles of scratch that a thread reuses from replicate to replicate.</param>
    /// <param name="seed">The user's.</param>
    /// <param name="family">Keeps the streams of different purposes apart.</param>
    /// <param name="body">Called once a replicate, from any thread, in any order.</param>
    /// <param name="progress">Told how many more replicates are done.</param>
    /// <returns>One array of replicates a figure.</returns>
    public static double[][] Run(int count, int figures, int room, ulong seed, ulong family, Body body, Action<int>? progress = null)
    {
        var results = new double[figures][];
        for (int figure = 0; figure < figures; figure++) results[figure] = new double[count];

        var idle = new ConcurrentBag<double[]>();   // as many as there are threads at work
        RowRanges.For(count, RangeLength, (_, start, end) =>
        {
            var scratch = idle.TryTake(out var taken) ? taken : new double[room];
            Span<double> values = stackalloc double[figures];
            Span<uint> buffer = stackalloc uint[RandomWords.BufferLength];
            for (int replicate = start; replicate < end; replicate++)
            {
                var words = new RandomWords(seed, (family << 32) | (uint)replicate, buffer);
                body(ref words, scratch, values);
                for (int figure = 0; figure < values.Length; figure++) results[figure][replicate] = values[figure];
            }
            idle.Add(scratch);
            progress?.Invoke(end - start);
        });
        return results;
    }

    /// <summary>Draws as many rows as there are, with replacement: each row's weight times how often it was drawn.</summary>
    public static void Resample(ref RandomWords words, ReadOnlySpan<double> weights, Span<double> resampled)
    {
        resampled.Clear();
        for (int i = 0; i < weights.Length; i++)
        {
            int row = words.NextInt32(weights.Length);
            resampled[row] += weights[row];
        }
    }
}
