namespace Probity.Similarity;

/// <summary>The values of a row's groups that say most.</summary>
internal sealed class GroupCode
{
    private readonly GroupShape _shape;
    private readonly int _most;
    private readonly double _leastShare;
    private readonly int[] _columns;

    /// <param name="shape">Of a row.</param>
    /// <param name="most">Values of a group at most.</param>
    /// <param name="leastShare">Of its group, for a value after the first.</param>
    public GroupCode(GroupShape shape, int most, double leastShare)
    {
        (_shape, _most, _leastShare) = (shape, Math.Min(most, shape.Values), leastShare);
        _columns = new int[shape.Groups * _most];
    }

    /// <summary>Columns of a row, group by group, and in a group the largest first. A group that is all zero says nothing.</summary>
    public ReadOnlySpan<int> Of(ReadOnlySpan<float> row)
    {
        int found = 0;
        for (int group = 0; group < _shape.Groups; group++)
        {
            int start = group * _shape.Values, first = found;
            ReadOnlySpan<float> values = row.Slice(start, _shape.Values);
            float least = float.MinValue, sum = 0;
            for (int value = 0; value < values.Length; value++)
            {
                float next = values[value];
                sum += next;
                if (!(next > least)) continue;
                // Into its place among the largest, equal ones in their order.
                int at = found - first < _most ? found++ : found - 1;
                for (; at > first && row[_columns[at - 1]] < next; at--) _columns[at] = _columns[at - 1];
                _columns[at] = start + value;
                if (found - first == _most) least = row[_columns[found - 1]];
            }
            while (found > first && !(row[_columns[found - 1]] > 0 && (found - first == 1 || row[_columns[found - 1]] >= _leastShare * sum))) found--;
        }
        return _columns.AsSpan(0, found);
    }
}
