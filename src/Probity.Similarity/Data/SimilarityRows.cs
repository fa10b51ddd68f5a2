using Probity.Learning;

namespace Probity.Similarity;

/// <summary>Items and which of them belong together: what a head learns from, or is validated on.</summary>
/// <remarks>Only referred to, not copied: leave arrays as they are while they are in use.</remarks>
public sealed class SimilarityRows
{
    private readonly int[] _groups = [];   // of each row, as an index into the ids
    private readonly byte[] _cells = [];
    private readonly LabelComparison _comparison = LabelComparison.AnyShared;

    /// <summary>Items that each belong to one group.</summary>
    /// <param name="features">N rows.</param>
    /// <param name="groups">N groups, any numbers: rows with the same belong together.</param>
    /// <exception cref="ArgumentException">No rows, or not as many groups.</exception>
    public SimilarityRows(Features features, ReadOnlySpan<int> groups)
    {
        Features = Checked(features);
        Require.SameRows(features.Rows, groups.Length, nameof(features), nameof(groups));
        int[] ids = [.. groups.ToArray().Distinct().Order()];
        _groups = Array.ConvertAll(groups.ToArray(), id => Array.BinarySearch(ids, id));
        GroupIds = ids;
        Relations = new GroupRelations(_groups, ids.Length);
    }

    private SimilarityRows(Features features, ItemRelations relations)
    {
        Features = features;
        Relations = relations;
    }

    private SimilarityRows(Features features, byte[] cells, LabelComparison comparison)
    {
        Features = features;
        (_cells, _comparison) = (cells, comparison);
        Relations = new LabelRelations(cells, cells.Length / features.Rows, comparison);
    }

    /// <summary>The inputs: frozen embeddings.</summary>
    public Features Features { get; }

    /// <summary>N.</summary>
    public int Rows => Features.Rows;

    /// <summary>The groups that there are, ascending, as they were given; empty for labels and pairs.</summary>
    public IReadOnlyList<int> GroupIds { get; } = [];

    internal ItemRelations Relations { get; }

    /// <summary>Of each row, as a position in <see cref="GroupIds"/>; empty for labels and pairs.</summary>
    internal int[] Groups => _groups;

    /// <summary>N×L of 0 and 1, or empty.</summary>
    internal byte[] Cells => _cells;

    internal LabelComparison Comparison => _comparison;

    /// <summary>Whether there is something that retrieval can be right or wrong about: groups or labels.</summary>
    internal bool CanBeRetrieved => _groups.Length + _cells.Length > 0;

    /// <summary>Items that have any number of labels.</summary>
    /// <param name="features">N rows.</param>
    /// <param name="cells">N×L of 0 and 1.</param>
    /// <param name="comparison">When two items belong together. The default value is <see cref="LabelComparison.AnyShared"/>.</param>
    /// <exception cref="ArgumentException">No rows, not N×L cells, or a cell that is neither 0 nor 1.</exception>
    public static SimilarityRows MultiLabel(Features features, byte[] cells, LabelComparison? comparison = null)
    {
        ArgumentNullException.ThrowIfNull(cells);
        Checked(features);
        if (cells.Length == 0 || cells.Length % features.Rows != 0)
            throw new ArgumentException($"cells: {cells.Length:N0} do not fill {features.Rows:N0} rows with as many labels each");
        int labels = cells.Length / features.Rows, wrong = cells.AsSpan().IndexOfAnyExcept((byte)0, (byte)1);
        if (wrong >= 0) throw new ArgumentException($"cells: row {wrong / labels}, column {wrong % labels} is {cells[wrong]}; a cell is 0 or 1");
        return new SimilarityRows(features, cells, comparison ?? LabelComparison.AnyShared);
    }

    /// <summary>Pairs of items, each with a score, for losses that look at given pairs.</summary>
    /// <param name="items">N rows.</param>
    /// <param name="pairs">P pairs of different rows.</param>
    /// <param name="subgroups">
    /// P numbers: items of pairs with different numbers are negatives of each other. Empty takes pairs that are linked by common items as one subgroup.
    /// </param>
    /// <exception cref="ArgumentException">No pairs, a row that there is not, an item with itself, a score out of range, or not P subgroups.</exception>
    public static SimilarityRows Pairs(Features items, IReadOnlyList<SimilarityPair> pairs, ReadOnlySpan<int> subgroups = default)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        Checked(items);
        Require.SomeRows(pairs.Count, nameof(pairs));
        if (subgroups.Length > 0) Require.SameRows(pairs.Count, subgroups.Length, nameof(pairs), nameof(subgroups));
        int[] rows = new int[checked(2 * pairs.Count)];
        double[] scores = new double[pairs.Count];
        for (int p = 0; p < pairs.Count; p++)
        {
            (int first, int second, double score) = pairs[p];
            if ((uint)first >= (uint)items.Rows || (uint)second >= (uint)items.Rows)
                throw new ArgumentException($"pairs: pair {p} is of rows {first} and {second}; there are rows 0 to {items.Rows - 1}");
            if (first == second) throw new ArgumentException($"pairs: pair {p} is row {first} with itself; an item is no pair");
            if (!(score >= 0 && score <= 1)) throw new ArgumentException($"pairs: pair {p} has score {score}; it must lie in [0, 1]");
            (rows[2 * p], rows[(2 * p) + 1], scores[p]) = (first, second, score);
        }
        return new SimilarityRows(items.Select(rows), new PairRelations(rows, scores, subgroups.Length > 0 ? subgroups.ToArray() : null));
    }

    /// <summary>Some of the rows, in the order given.</summary>
    internal SimilarityRows Select(int[] rows)
    {
        if (_cells.Length > 0) return new SimilarityRows(Features.Select(rows), Numerics.RowSplit.Gather<byte>(_cells, _cells.Length / Rows, rows), _comparison);
        int[] ids = Array.ConvertAll(rows, row => GroupIds[_groups[row]]);
        return new SimilarityRows(Features.Select(rows), ids);
    }

    private static Features Checked(Features features)
    {
        ArgumentNullException.ThrowIfNull(features);
        Require.SomeRows(features.Rows, nameof(features));
        return features;
    }
}
