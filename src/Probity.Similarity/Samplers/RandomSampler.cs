using Probity.Learning;
using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>Every row once an epoch, in random order. Fits few groups: of many groups a batch rarely has two items of one. Given pairs stay together.</summary>
public sealed record RandomSampler : Sampler
{
    internal const int DefaultBatchSize = 128;

    /// <param name="batchSize">Rows a batch at most, 2 to 65,536; the batches of an epoch share the rows evenly. The default value is 128.</param>
    /// <exception cref="ArgumentException">Out of range.</exception>
    public RandomSampler(int batchSize = DefaultBatchSize)
    {
        Require.InRange(batchSize, 2, MostRows, "batch size");
        BatchSize = batchSize;
    }

    /// <summary>Rows a batch at most.</summary>
    public int BatchSize { get; }

    /// <inheritdoc/>
    public override string ToString() => MethodText.Write("random", BatchSize);

    internal override SamplerRun Start(ItemRelations relations, ulong seed) => new Run(relations, BatchSize, seed);

    private sealed class Run : SamplerRun
    {
        private const ulong Streams = 25UL << 32;

        private readonly int _each;      // 2 where rows are given pairs, which stay together
        private readonly int[] _order;   // of rows, or of pairs
        private readonly int _steps;
        private readonly ulong _seed;

        public Run(ItemRelations relations, int batchSize, ulong seed)
        {
            _each = relations is PairRelations ? 2 : 1;
            _order = new int[relations.Rows / _each];
            _seed = seed;
            _steps = Math.Max(1, Math.Min(RowRanges.Count(_order.Length, Math.Max(1, batchSize / _each)), _order.Length * _each / 2));
            Capacity = RowRanges.Count(_order.Length, _steps) * _each;
        }

        public override int Capacity { get; }

        public override int StepsPerEpoch => _steps;

        public override void Shuffle(int epoch)
        {
            var random = new RandomStream(_seed, Streams + (ulong)epoch);
            for (int i = 0; i < _order.Length; i++)
            {
                int j = random.NextInt32(i + 1);
                _order[i] = _order[j];
                _order[j] = i;
            }
        }

        public override int Fill(int step, Span<int> rows)
        {
            int first = (int)((long)step * _order.Length / _steps), end = (int)((long)(step + 1) * _order.Length / _steps), count = 0;
            for (int i = first; i < end; i++)
            {
                for (int k = 0; k < _each; k++) rows[count++] = (_order[i] * _each) + k;
            }
            return count;
        }
    }
}
