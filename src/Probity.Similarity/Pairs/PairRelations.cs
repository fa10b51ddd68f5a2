using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Probity.Similarity;

/// <summary>Rows 2p and 2p + 1 are given pair p. Rows of other pairs are negatives where the pairs are of different subgroups.</summary>
internal sealed class PairRelations : ItemRelations
{
    private readonly int[] _items, _subgroups;
    private readonly double[] _scores;

    /// <param name="items">2P: which item each row is; one may stand in several pairs.</param>
    /// <param name="scores">P, in [0, 1]: how much the two belong together.</param>
    /// <param name="subgroups">P, where pairs with an item in common have the same; or null: pairs that are linked by common items are then of one subgroup, for nobody has said that those are different.</param>
    public PairRelations(int[] items, double[] scores, int[]? subgroups = null)
    {
        (_items, _scores) = (items, scores);
        _subgroups = subgroups ?? Linked(items);
    }

    public override int Rows => _items.Length;

    public override int Groups => 0;

    public override Relation Between(int row, int other) =>
        row == other || _items[row] == _items[other] ? Relation.None
        : row / 2 == other / 2 ? Relation.Positive
        : _subgroups[row / 2] != _subgroups[other / 2] ? Relation.Negative
        : Relation.None;

    public override bool IsIn(int row, int group) => false;

    public override int GroupOf(int row) => _subgroups[row / 2];

    public override double Score(int row) => _scores[row / 2];

    public override void AppendTo(IncrementalHash hash)
    {
        hash.AppendData(MemoryMarshal.AsBytes<int>(_items));
        hash.AppendData(MemoryMarshal.AsBytes<double>(_scores));
        hash.AppendData(MemoryMarshal.AsBytes<int>(_subgroups));
    }

    public override bool IsSecond(int row) => row % 2 == 1;

    /// <summary>The least pair that each is linked with by common items, near or far (union by the least root).</summary>
    private static int[] Linked(int[] items)
    {
        int[] roots = [.. Enumerable.Range(0, items.Length / 2)];
        var firstPair = new Dictionary<int, int>();
        for (int i = 0; i < items.Length; i++)
        {
            if (firstPair.TryGetValue(items[i], out int pair)) Join(i / 2, pair);
            else firstPair[items[i]] = i / 2;
        }
        for (int p = 0; p < roots.Length; p++) roots[p] = Root(p);
        return roots;

        int Root(int pair)
        {
            while (roots[pair] != pair) pair = roots[pair] = roots[roots[pair]];
            return pair;
        }

        void Join(int one, int other)
        {
            (int a, int b) = (Root(one), Root(other));
            roots[Math.Max(a, b)] = Math.Min(a, b);
        }
    }
}
