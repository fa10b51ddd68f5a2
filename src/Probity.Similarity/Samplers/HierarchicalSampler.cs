using System.Globalization;
using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>
/// Batches of a few super-groups: P groups of each and M rows of each group, so that negatives come from groups that are alike, which are the hard
/// ones (Cakir, He, Xia, Kulis &amp; Sclaroff, CVPR 2019). A super-group is a group of groups, such as the department that products are of.
/// </summary>
/// <remarks>
/// Super-groups are drawn as often as each other over an epoch, to within one; so are the groups of a super-group and the rows of a group. Otherwise as
/// <see cref="GroupSampler"/>: no row twice in a batch; groups of one row are not drawn, but where fewer than two others exist; of a group with fewer
/// than M rows all are taken, of a super-group with fewer than P groups likewise.
/// </remarks>
public sealed record HierarchicalSampler : Sampler
{
    internal const int DefaultSuperGroups = 2, DefaultGroups = 8, DefaultItems = 4;
    internal const string Name = "hierarchical", Form = $"{Name}(S,P,M:super-group of each group)";

    private readonly int[] _superGroupOf;

    /// <param name="superGroupOf">The super-group of each group, 0 or above: of all groups that the training set has.</param>
    /// <param name="superGroups">S, 1 to 65,536: super-groups of a batch; where there are fewer, all. The default value is 2.</param>
    /// <param name="groups">P of each, 2 to 65,536. The default value is 8.</param>
    /// <param name="items">M of each group, 2 to 65,536. The default value is 4.</param>
    /// <exception cref="ArgumentException">Out of range, or more than 65,536 rows a batch.</exception>
    public HierarchicalSampler(
        ReadOnlySpan<int> superGroupOf, int superGroups = DefaultSuperGroups, int groups = DefaultGroups, int items = DefaultItems)
    {
        Require.SomeRows(superGroupOf.Length, "super-groups of the groups");
        for (int g = 0; g < superGroupOf.Length; g++)
        {
            if (superGroupOf[g] < 0) throw new ArgumentException($"super-groups of the groups: that of group {g} is {superGroupOf[g]}; it must be 0 or above");
        }
        Require.InRange(superGroups, 1, MostRows, "super-groups of a batch");
        Require.InRange(groups, 2, MostRows, "groups of a super-group");
        Require.InRange(items, 2, MostRows, "items of a group");
        RequireBatch((long)superGroups * groups * items);
        _superGroupOf = superGroupOf.ToArray();
        (SuperGroups, Groups, Items) = (superGroups, groups, items);
    }

    /// <summary>S.</summary>
    public int SuperGroups { get; }

    /// <summary>P.</summary>
    public int Groups { get; }

    /// <summary>M.</summary>
    public int Items { get; }

    /// <summary>The super-group of each group.</summary>
    public ReadOnlySpan<int> SuperGroupOf => _superGroupOf;

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    internal static HierarchicalSampler Read(string text)
    {
        string inside = text.Trim();
        int colon = inside.IndexOf(':', StringComparison.Ordinal), open = inside.IndexOf('(', StringComparison.Ordinal);
        if (open < 0 || colon < open || inside[..open] != Name || inside[^1] != ')') throw Unreadable();
        int[] settings = Numbers(inside[(open + 1)..colon]);
        if (settings.Length != 3) throw Unreadable();
        return new HierarchicalSampler(Numbers(inside[(colon + 1)..^1]), settings[0], settings[1], settings[2]);

        int[] Numbers(string list)
        {
            string[] parts = list.Split(',');
            int[] numbers = new int[parts.Length];
            for (int i = 0; i < parts.Length; i++)
            {
                if (!int.TryParse(parts[i], NumberStyles.Integer, CultureInfo.InvariantCulture, out numbers[i])) throw Unreadable();
            }
            return numbers;
        }

        static ArgumentException Unreadable() => new($"sampler hierarchical: it is written {Form}, such as hierarchical(2,8,4:0,0,1,1) for groups 0 and 1 of super-group 0 and groups 2 and 3 of super-group 1");
    }

    /// <inheritdoc/>
    public override string ToString() =>
        FormattableString.Invariant($"hierarchical({SuperGroups},{Groups},{Items}:{string.Join(',', _superGroupOf)})");

    /// <inheritdoc/>
    public bool Equals(HierarchicalSampler? other) =>
        other is not null && (SuperGroups, Groups, Items) == (other.SuperGroups, other.Groups, other.Items) && _superGroupOf.AsSpan().SequenceEqual(other._superGroupOf);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(SuperGroups, Groups, Items, _superGroupOf.Length, _superGroupOf[0], _superGroupOf[^1]);

    internal override SamplerRun Start(ItemRelations relations, ulong seed) => new Run(this, relations, seed);

    private sealed class Run : GroupedRun
    {
        private readonly int[] _groups, _order;   // the candidates by super-group, and as the decks have shuffled them
        private readonly int[] _supers;
        private readonly Deck[] _groupDecks;
        private readonly Deck _superDeck;
        private readonly int _each, _mostGroups, _items;

        public Run(HierarchicalSampler sampler, ItemRelations relations, ulong seed) : base(sampler, relations, seed, 28UL << 32, needsPartners: true)
        {
            int[] superOf = sampler._superGroupOf;
            if (Members.Count != superOf.Length)
                throw new ArgumentException($"sampler hierarchical: the super-groups of {superOf.Length:N0} groups were given, but the rows have {Members.Count:N0} groups");
            _groups = [.. Candidates.OrderBy(group => superOf[group])];
            _order = new int[_groups.Length];
            int[] sizes = [.. _groups.GroupBy(group => superOf[group]).Select(super => super.Count())];
            if (sizes.Length > 1 && sampler.SuperGroups == 1 && sizes.Min() == 1)
                throw new ArgumentException("sampler hierarchical: a super-group has one group to draw from, so a batch of it alone has no negatives; draw two super-groups a batch or more");
            _groupDecks = new Deck[sizes.Length];
            for (int s = 0, start = 0; s < sizes.Length; start += sizes[s++]) _groupDecks[s] = new Deck(_order, start, sizes[s]);
            _supers = new int[sizes.Length];
            _superDeck = new Deck(_supers, 0, sizes.Length);
            _each = Math.Min(sampler.SuperGroups, sizes.Length);
            _mostGroups = Math.Min(sampler.Groups, sizes.Max());
            _items = Math.Min(sampler.Items, Candidates.Max(Members.Size));
            double groups = sizes.Average(size => (double)Math.Min(size, sampler.Groups)), rows = Candidates.Average(group => (double)Math.Min(Members.Size(group), sampler.Items));
            Reserve((int)Math.Max(1, Math.Round(Drawn / (_each * groups * rows))), _each * _mostGroups * _items);
        }

        protected override void Draw(ref RandomStream random)
        {
            _groups.CopyTo(_order, 0);
            for (int s = 0; s < _supers.Length; s++) _supers[s] = s;
            Deck supers = _superDeck;
            supers.Begin(ref random);
            foreach (ref Deck deck in _groupDecks.AsSpan()) deck.Begin(ref random);
            for (int step = 0; step < StepsPerEpoch; step++)
            {
                for (int hand = 0; hand < _each;)
                {
                    ref Deck groups = ref _groupDecks[supers.Deal(ref random, ref hand)];
                    int most = Math.Min(_mostGroups, groups.Length);
                    for (int dealt = 0; dealt < most;) TakeNew(ref random, groups.Deal(ref random, ref dealt), _items);
                }
                EndBatch();
            }
        }
    }
}
