using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>A sampler that draws groups, and rows of them. It lays out a whole epoch at its beginning, from the seed and the epoch alone.</summary>
internal abstract class GroupedRun : SamplerRun
{
    private readonly int[] _cards;       // the members as the decks have shuffled them
    private readonly Deck[] _decks;      // of rows, one a group
    private readonly int[] _hands;       // of each group: rows dealt to this batch
    private readonly long[] _lastBatch;  // of each row: the last batch that it went into, counted over all epochs
    private readonly ulong _seed, _streams;
    private int[] _plan = [], _ends = [];
    private int _count, _step;
    private long _batch;

    /// <exception cref="ArgumentException">Given pairs, fewer than two groups, or no two rows that belong together where those are needed.</exception>
    protected GroupedRun(Sampler sampler, ItemRelations relations, ulong seed, ulong streams, bool needsPartners)
    {
        if (relations is PairRelations)
            throw new ArgumentException($"sampler {Name(sampler)}: given pairs have no groups to draw from; use random(B), which keeps the two of a pair together");
        (_seed, _streams) = (seed, streams);
        Members = GroupMembers.Of(relations);
        Candidates = Eligible(sampler, needsPartners);
        _cards = new int[Members.Rows.Length];
        _decks = new Deck[Members.Count];
        _hands = new int[Members.Count];
        for (int g = 0; g < _decks.Length; g++) _decks[g] = new Deck(_cards, Members.Start(g), Members.Size(g));
        _lastBatch = new long[relations.Rows];
        bool[] drawn = new bool[relations.Rows];
        foreach (int group in Candidates)
        {
            foreach (int row in Members.Of(group)) drawn[row] = true;
        }
        Drawn = drawn.AsSpan().Count(true);
        LoneRows = relations.Rows - Drawn;
    }

    /// <inheritdoc/>
    public sealed override int LoneRows { get; }

    /// <inheritdoc/>
    public sealed override int StepsPerEpoch => _ends.Length;

    /// <inheritdoc/>
    public sealed override int Capacity => _plan.Length / _ends.Length;

    protected GroupMembers Members { get; }

    /// <summary>The groups that are drawn from.</summary>
    protected int[] Candidates { get; }

    /// <summary>Rows that are drawn from.</summary>
    protected int Drawn { get; }

    public sealed override void Shuffle(int epoch)
    {
        var random = new RandomStream(_seed, _streams + (ulong)epoch);
        Members.Rows.CopyTo(_cards, 0);
        foreach (int group in Candidates) _decks[group].Begin(ref random);
        (_count, _step, _batch) = (0, 0, _batch + 1);
        _hands.AsSpan().Clear();
        Draw(ref random);
    }

    public sealed override int Fill(int step, Span<int> rows)
    {
        int start = step == 0 ? 0 : _ends[step - 1];
        _plan.AsSpan(start, _ends[step] - start).CopyTo(rows);
        return _ends[step] - start;
    }

    /// <summary>Lays out all batches of an epoch.</summary>
    protected abstract void Draw(ref RandomStream random);

    /// <summary>Room for an epoch.</summary>
    protected void Reserve(int steps, int capacity)
    {
        _plan = new int[checked(steps * capacity)];
        _ends = new int[steps];
    }

    /// <summary>Puts rows of a group into the batch: as many as are asked for, or all that are not in it yet. A row that it has already, by another label, is passed over.</summary>
    protected void TakeNew(ref RandomStream random, int group, int rows)
    {
        for (int dealt = 0; rows > 0 && dealt < _decks[group].Length; dealt++)
        {
            int row = _decks[group].Deal(ref random, ref _hands[group]);
            if (_lastBatch[row] == _batch) continue;
            Put(row);
            rows--;
        }
    }

    /// <summary>Puts one row of a group into the batch: a new one, or where all are in it already, one again.</summary>
    protected void TakeOne(ref RandomStream random, int group)
    {
        int row = _decks[group].Deal(ref random, ref _hands[group]);
        for (int dealt = 1; dealt < _decks[group].Length && _lastBatch[row] == _batch; dealt++) row = _decks[group].Deal(ref random, ref _hands[group]);
        Put(row);
    }

    protected void EndBatch()
    {
        // Labels that share their only row leave a batch of one: the next row makes it two.
        int start = _step == 0 ? 0 : _ends[_step - 1];
        if (_count - start == 1) Put(_plan[start] == 0 ? 1 : 0);
        _ends[_step++] = _count;
        _batch++;
        _hands.AsSpan().Clear();
    }

    private void Put(int row)
    {
        _plan[_count++] = row;
        _lastBatch[row] = _batch;
    }

    private static string Name(Sampler sampler) => sampler is HierarchicalSampler ? HierarchicalSampler.Name : sampler.ToString();

    /// <summary>Groups of two rows or more; with the others where those are fewer than two, for there would be no negatives.</summary>
    private int[] Eligible(Sampler sampler, bool needsPartners)
    {
        int[] some = [.. Enumerable.Range(0, Members.Count).Where(group => Members.Size(group) > 0)];
        if (some.Length < 2)
            throw new ArgumentException($"sampler {Name(sampler)}: the rows have {some.Length} {(some.Length == 1 ? "group" : "groups")}; two are needed, or no row has a negative");
        if (!needsPartners) return some;
        int[] partnered = [.. some.Where(group => Members.Size(group) > 1)];
        if (partnered.Length == 0)
            throw new ArgumentException($"sampler {Name(sampler)}: each of the {some.Length:N0} groups has one row, so no row has a positive; give groups of two rows or more, or use random(B) with a loss that needs none");
        return partnered.Length > 1 ? partnered : some;
    }
}
