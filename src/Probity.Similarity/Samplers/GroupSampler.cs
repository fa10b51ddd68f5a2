using Probity.Learning;
using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>
/// P groups and M rows of each, so that every row has positives and negatives in its batch (P-K; Hermans, Beyer &amp; Leibe, 2017). All groups are
/// drawn as often as each other over an epoch, to within one; so are the rows of a group.
/// </summary>
/// <remarks>
/// No row stands in a batch twice: of a group with fewer than M rows all are taken. Groups of one row have no positive and are not drawn, but where
/// fewer than two others exist. An epoch has as many steps as show each row once on average. Of rows with several labels the labels are the groups; a
/// row that a batch has already by one label is passed over at the next. Given pairs are refused: <see cref="RandomSampler"/> keeps them together.
/// </remarks>
public sealed record GroupSampler : Sampler
{
    internal const int DefaultGroups = 16, DefaultItems = 4;

    /// <param name="groups">P, 2 to 65,536; where there are fewer, all. The default value is 16.</param>
    /// <param name="items">M, 2 to 65,536. The default value is 4.</param>
    /// <exception cref="ArgumentException">Out of range, or more than 65,536 rows a batch.</exception>
    public GroupSampler(int groups = DefaultGroups, int items = DefaultItems)
    {
        Require.InRange(groups, 2, MostRows, "groups of a batch");
        Require.InRange(items, 2, MostRows, "items of a group");
        RequireBatch((long)groups * items);
        (Groups, Items) = (groups, items);
    }

    /// <summary>P.</summary>
    public int Groups { get; }

    /// <summary>M.</summary>
    public int Items { get; }

    /// <inheritdoc/>
    public override string ToString() => MethodText.Write("groups", Groups, Items);

    internal override SamplerRun Start(ItemRelations relations, ulong seed) => new Run(this, relations, seed);

    private sealed class Run : GroupedRun
    {
        private readonly int[] _groups;
        private readonly Deck _deck;
        private readonly int _each, _items;

        public Run(GroupSampler sampler, ItemRelations relations, ulong seed) : base(sampler, relations, seed, 26UL << 32, needsPartners: true)
        {
            _groups = [.. Candidates];
            _deck = new Deck(_groups, 0, _groups.Length);
            _each = Math.Min(sampler.Groups, _groups.Length);
            _items = Math.Min(sampler.Items, Candidates.Max(Members.Size));
            double visit = Candidates.Average(group => (double)Math.Min(Members.Size(group), sampler.Items));
            Reserve((int)Math.Max(1, Math.Round(Drawn / (visit * _each))), _each * _items);
        }

        protected override void Draw(ref RandomStream random)
        {
            Candidates.CopyTo(_groups, 0);
            Deck deck = _deck;
            deck.Begin(ref random);
            for (int step = 0; step < StepsPerEpoch; step++)
            {
                for (int hand = 0; hand < _each;) TakeNew(ref random, deck.Deal(ref random, ref hand), _items);
                EndBatch();
            }
        }
    }
}
