using Probity.Learning;
using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>
/// Every group the same number of draws an epoch whatever its size, in batches that mix as many groups as they hold: for losses that look at items
/// against proxies, where frequent groups would else outweigh the others. The rows of a group are drawn in turn.
/// </summary>
/// <remarks>
/// This is the one sampler by which a row can stand in a batch twice: where the batch draws more of a group than it has rows. The two are nothing to each
/// other. Of rows with several labels the labels are the groups; rows without any are not drawn. Given pairs are refused.
/// </remarks>
public sealed record BalancedSampler : Sampler
{
    internal const int DefaultBatchSize = 128;

    /// <param name="batchSize">Rows a batch at most, 2 to 65,536; the batches of an epoch share the draws evenly. The default value is 128.</param>
    /// <exception cref="ArgumentException">Out of range.</exception>
    public BalancedSampler(int batchSize = DefaultBatchSize)
    {
        Require.InRange(batchSize, 2, MostRows, "batch size");
        BatchSize = batchSize;
    }

    /// <summary>Rows a batch at most.</summary>
    public int BatchSize { get; }

    /// <inheritdoc/>
    public override string ToString() => MethodText.Write("balanced", BatchSize);

    internal override SamplerRun Start(ItemRelations relations, ulong seed) => new Run(this, relations, seed);

    private sealed class Run : GroupedRun
    {
        private readonly int[] _groups;
        private readonly Deck _deck;
        private readonly int _draws;

        public Run(BalancedSampler sampler, ItemRelations relations, ulong seed) : base(sampler, relations, seed, 27UL << 32, needsPartners: false)
        {
            _groups = [.. Candidates];
            _deck = new Deck(_groups, 0, _groups.Length);
            _draws = _groups.Length * Math.Max(1, (int)Math.Round((double)Drawn / _groups.Length));
            int steps = Math.Min(RowRanges.Count(_draws, sampler.BatchSize), _draws / 2);
            Reserve(steps, RowRanges.Count(_draws, steps));
        }

        protected override void Draw(ref RandomStream random)
        {
            Candidates.CopyTo(_groups, 0);
            Deck deck = _deck;
            deck.Begin(ref random);
            int drawn = 0;
            for (int step = 0; step < StepsPerEpoch; step++)
            {
                int end = (int)((step + 1L) * _draws / StepsPerEpoch);
                for (int hand = 0; drawn < end; drawn++) TakeOne(ref random, deck.Deal(ref random, ref hand));
                EndBatch();
            }
        }
    }
}
