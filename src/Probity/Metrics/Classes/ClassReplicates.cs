using System.Buffers;
using Probity.Numerics;
using Probity.Numerics.Products;

namespace Probity.Metrics.Classes;

/// <summary>
/// Class-wise calibration errors of bootstrap replicates, and of labels drawn from the stated probabilities. The first bin of
/// every class in every replicate comes out of one product of replicate weights with a block of probabilities, so a block's
/// softmax is computed once for all replicates; the few cells above it are walked through.
/// </summary>
internal sealed unsafe class ClassReplicates
{
    private const int TileReplicates = 64;
    private const int MatrixCells = 1 << 23;   // of each of two matrices of replicates × classes

    private readonly ClassCells _cells;
    private readonly MultinomialWeights _resamples;
    private readonly ulong _seed;
    private readonly double[] _headMass;

    private ClassReplicates(ClassCells cells, ulong seed, uint bootstrapFamily)
    {
        _cells = cells;
        _seed = seed;
        _resamples = new MultinomialWeights(seed, bootstrapFamily, cells.Rows);
        _headMass = new double[cells.Rows];
        for (int i = 0; i < _headMass.Length; i++)
        {
            foreach (double p in cells.HighProbabilities(i)) _headMass[i] += p;
        }
    }

    /// <summary>Told the class-wise errors of one replicate, from any thread.</summary>
    /// <param name="replicate">Which.</param>
    /// <param name="resampled">K errors of the resampled rows.</param>
    /// <param name="drawn">K errors with labels drawn from the stated probabilities.</param>
    public delegate void Listener(int replicate, ReadOnlySpan<double> resampled, ReadOnlySpan<double> drawn);

    /// <summary>Runs replicates 0 to <paramref name="count"/> − 1.</summary>
    /// <param name="cells">The rows.</param>
    /// <param name="count">Replicates.</param>
    /// <param name="seed">The user's.</param>
    /// <param name="bootstrapFamily">Of the weights: that of the other figures, so that replicate r means the same rows everywhere.</param>
    /// <param name="listener">Who takes the results.</param>
    /// <param name="progress">Told the share done.</param>
    public static void Run(ClassCells cells, int count, ulong seed, uint bootstrapFamily, Listener listener, Action<double>? progress = null)
    {
        var replicates = new ClassReplicates(cells, seed, bootstrapFamily);
        int group = Math.Clamp(MatrixCells / cells.Classes, 1, Math.Max(1, count));
        for (int first = 0; first < count; first += group)
        {
            int last = Math.Min(count, first + group), from = first;
            replicates.RunGroup(first, last, listener, progress is null ? null : share => progress((from + (share * (last - from))) / count));
        }
    }

    private void RunGroup(int first, int last, Listener listener, Action<double>? progress)
    {
        int count = last - first, classes = _cells.Classes, blocks = _resamples.Blocks;
        double[] low = new double[(long)count * classes], lowDrawn = new double[(long)count * classes];
        var draws = new int[count * blocks];
        for (int r = 0; r < count; r++) _resamples.Counts(first + r, draws.AsSpan(r * blocks, blocks));

        int atATime = _cells.RowsFor(MultinomialWeights.BlockRows);
        var values = new double[(long)atATime * classes];
        fixed (double* p = values, sums = low, sumsDrawn = lowDrawn)
        {
            double* block = p, resampled = sums, drawn = sumsDrawn;
            for (int b = 0; b < blocks; b++)
            {
                int rows = _resamples.RowsOf(b), start = b * MultinomialWeights.BlockRows;
                for (int offset = 0; offset < rows; offset += atATime)
                {
                    int height = Math.Min(atATime, rows - offset), from = offset, at = b;
                    _cells.FillLow(start + offset, height, block);
                    RowRanges.For(count, TileReplicates, (_, r0, r1) => AddResampled(first, r0, r1, at, from, height, draws, block, resampled));
                    RowRanges.For(height, RowRanges.Length(classes), (_, i0, i1) => Accumulate(block, i0, i1, classes));
                    RowRanges.For(count, TileReplicates, (_, r0, r1) => AddDrawn(first, r0, r1, at, from, height, block, drawn));
                }
                progress?.Invoke(0.8 * (b + 1) / blocks);
            }
        }

        RowRanges.For(count, TileReplicates, (_, r0, r1) =>
        {
            var weights = new double[_cells.Rows];
            var slots = new double[_cells.Stated.Length];
            for (int r = r0; r < r1; r++)
            {
                var resampled = low.AsSpan(r * classes, classes);
                var drawn = lowDrawn.AsSpan(r * classes, classes);
                Resampled(first + r, weights, slots, resampled);
                Drawn(first + r, slots, drawn);
                listener(first + r, resampled, drawn);
            }
        });
        progress?.Invoke(1);
    }

    /// <summary>The sums of the first bins, of some rows of a block in some replicates.</summary>
    private void AddResampled(int first, int r0, int r1, int block, int offset, int height, int[] draws, double* values, double* sums)
    {
        int rows = _resamples.RowsOf(block);
        var own = _cells.Weights.AsSpan(block * MultinomialWeights.BlockRows, rows);
        double[] weights = ArrayPool<double>.Shared.Rent((r1 - r0) * rows);
        for (int r = r0; r < r1; r++)
        {
            var counts = weights.AsSpan((r - r0) * rows, rows);
            _resamples.Fill(first + r, block, draws[(r * _resamples.Blocks) + block], counts);
            for (int i = 0; i < rows; i++) counts[i] *= own[i];
        }
        int classes = _cells.Classes;
        fixed (double* w = weights)
        {
            MatrixMultiply.Run<double>(
                new(w + offset, rows), new(values, classes), new(sums + ((long)r0 * classes), classes), r1 - r0, height, classes, accumulate: true, parallel: false);
        }
        ArrayPool<double>.Shared.Return(weights);
    }

    private static void Accumulate(double* values, int from, int to, int classes)
    {
        for (int i = from; i < to; i++)
        {
            double* row = values + ((long)i * classes);
            for (int k = 1; k < classes; k++) row[k] += row[k - 1];
        }
    }

    /// <summary>Weights of the labels that the draws put into first bins, of some rows of a block in some replicates.</summary>
    private void AddDrawn(int first, int r0, int r1, int block, int offset, int height, double* cumulative, double* sums)
    {
        int classes = _cells.Classes, start = (block * MultinomialWeights.BlockRows) + offset, count = r1 - r0;
        double[] uniform = ArrayPool<double>.Shared.Rent(count * height);
        Span<uint> buffer = stackalloc uint[RandomWords.BufferLength];
        for (int r = 0; r < count; r++)
        {
            var words = Words(first + r0 + r, block, buffer);
            for (int i = 0; i < offset; i++) words.Next();
            for (int i = 0; i < height; i++) uniform[(r * height) + i] = words.Next() * (1.0 / 4294967296);
        }
        // Rows outside, so that a row's running sums stay near while all replicates draw from them.
        for (int i = 0; i < height; i++)
        {
            var running = new ReadOnlySpan<double>(cumulative + ((long)i * classes), classes);
            double mass = running[^1], head = _headMass[start + i], weight = _cells.Weights[start + i];
            if (mass == 0) continue;
            for (int r = 0; r < count; r++)
            {
                double u = uniform[(r * height) + i];
                if (u < head) continue;
                sums[((long)(r0 + r) * classes) + FirstAbove(running, Math.Min(u - head, Math.BitDecrement(mass)))] += weight;
            }
        }
        ArrayPool<double>.Shared.Return(uniform);
    }

    /// <summary>Index of the first running sum above a value below the last one.</summary>
    private static int FirstAbove(ReadOnlySpan<double> running, double value)
    {
        int low = 0, high = running.Length - 1;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (running[middle] > value) high = middle;
            else low = middle + 1;
        }
        return low;
    }

    private void Resampled(int replicate, double[] weights, double[] slots, Span<double> low)
    {
        _resamples.FillAll(replicate, weights);
        Array.Clear(slots);
        double total = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            double w = weights[i] * _cells.Weights[i];
            if (w == 0) continue;
            total += w;
            var high = _cells.HighSlots(i);
            var probabilities = _cells.HighProbabilities(i);
            for (int j = 0; j < high.Length; j++) slots[high[j]] += w * probabilities[j];
            slots[_cells.LabelSlots[i]] -= w;
        }
        for (int k = 0; k < low.Length; k++)
        {
            var bins = slots.AsSpan(k * _cells.Bins, _cells.Bins);
            bins[0] += low[k];
            low[k] = SumOfAbsolutes(bins) / total;
        }
    }

    private void Drawn(int replicate, double[] slots, Span<double> low)
    {
        _cells.Stated.CopyTo(slots, 0);
        double total = 0;
        Span<uint> buffer = stackalloc uint[RandomWords.BufferLength];
        for (int block = 0; block < _resamples.Blocks; block++)
        {
            var words = Words(replicate, block, buffer);
            int start = block * MultinomialWeights.BlockRows, end = start + _resamples.RowsOf(block);
            for (int i = start; i < end; i++)
            {
                double u = words.Next() * (1.0 / 4294967296), w = _cells.Weights[i];
                total += w;
                if (u >= _headMass[i] && _cells.LowMass[i] > 0) continue;   // drawn among the first bins
                var high = _cells.HighSlots(i);
                var probabilities = _cells.HighProbabilities(i);
                int j = 0;
                for (; j < high.Length - 1 && u >= probabilities[j]; j++) u -= probabilities[j];
                slots[high[j]] -= w;
            }
        }
        for (int k = 0; k < low.Length; k++)
        {
            var bins = slots.AsSpan(k * _cells.Bins, _cells.Bins);
            bins[0] -= low[k];
            low[k] = SumOfAbsolutes(bins) / total;
        }
    }

    private RandomWords Words(int replicate, int block, Span<uint> buffer) => new(_seed, ((ulong)ReplicateStreams.Labels << 32) | (uint)replicate, buffer, (uint)block);

    private static double SumOfAbsolutes(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values) sum += Math.Abs(value);
        return sum;
    }
}
