using System.Numerics;

namespace Probity.Similarity;

/// <summary>Each row has any number of labels; a <see cref="LabelComparison"/> says which rows belong together.</summary>
internal sealed class LabelRelations : ItemRelations
{
    private const int WordBits = 64;

    private readonly ulong[] _words;   // the labels of each row, one a bit
    private readonly int[] _counts;    // of labels
    private readonly int _each;        // words a row
    private readonly LabelComparison _comparison;

    /// <param name="cells">N×L of 0 and 1.</param>
    /// <param name="labels">L.</param>
    /// <param name="comparison">When two rows belong together; null is <see cref="LabelComparison.AnyShared"/>.</param>
    /// <exception cref="ArgumentException">Not N×L cells, or a cell that is neither 0 nor 1.</exception>
    public LabelRelations(ReadOnlySpan<byte> cells, int labels, LabelComparison? comparison = null)
    {
        Rows = Require.Rows(cells.Length, labels, nameof(cells));
        int wrong = cells.IndexOfAnyExcept((byte)0, (byte)1);
        if (wrong >= 0) throw new ArgumentException($"cells: row {wrong / labels}, column {wrong % labels} is {cells[wrong]}; a cell is 0 or 1");
        Groups = labels;
        _comparison = comparison ?? LabelComparison.AnyShared;
        _each = ((labels - 1) / WordBits) + 1;
        _words = new ulong[checked(Rows * _each)];
        _counts = new int[Rows];
        for (int i = 0; i < cells.Length; i++)
        {
            if (cells[i] == 0) continue;
            (int row, int label) = Math.DivRem(i, labels);
            _words[(row * _each) + (label / WordBits)] |= 1UL << (label % WordBits);
            _counts[row]++;
        }
    }

    public override int Rows { get; }

    public override int Groups { get; }

    /// <summary>Where only equal sets of labels belong together those are the groups to draw; else the labels are.</summary>
    public override ItemRelations Drawn => _comparison.LeastShare == 1 ? Sets() : this;

    public override Relation Between(int row, int other)
    {
        if (row == other || (_counts[row] == 0 && _counts[other] == 0)) return Relation.None;
        ReadOnlySpan<ulong> some = Labels(row), others = Labels(other);
        int shared = 0;
        for (int w = 0; w < some.Length; w++) shared += BitOperations.PopCount(some[w] & others[w]);
        int all = _counts[row] + _counts[other] - shared;
        return shared > 0 && (double)shared / all >= _comparison.LeastShare ? Relation.Positive : Relation.Negative;
    }

    public override bool IsIn(int row, int group) => (_words[(row * _each) + (group / WordBits)] >> (group % WordBits) & 1) != 0;

    public override int GroupOf(int row) => -1;

    private ReadOnlySpan<ulong> Labels(int row) => _words.AsSpan(row * _each, _each);

    /// <summary>A group for each set of labels; a row without any is one of its own.</summary>
    private GroupRelations Sets()
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        int[] groups = new int[Rows];
        int count = 0;
        for (int row = 0; row < Rows; row++)
        {
            string set = _counts[row] == 0 ? "" : string.Join(',', Labels(row).ToArray());
            if (set.Length > 0 && numbers.TryGetValue(set, out groups[row])) continue;
            groups[row] = count++;
            if (set.Length > 0) numbers[set] = groups[row];
        }
        return new GroupRelations(groups, count);
    }
}
