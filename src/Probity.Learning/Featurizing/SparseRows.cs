namespace Probity.Learning.Featurizing;

/// <summary>Rows without their zeros, in the making: entries are added column group by column group, ascending, row by row.</summary>
internal sealed class SparseRows(int width)
{
    private readonly List<int> _starts = [0], _columns = [];
    private readonly List<float> _values = [];

    /// <summary>Adds an entry to the row at work.</summary>
    /// <param name="column">Above all columns that the row has so far.</param>
    /// <param name="value">Finite; a 0 is left out.</param>
    public void Add(int column, float value)
    {
        if (value == 0) return;
        _columns.Add(column);
        _values.Add(value);
    }

    /// <summary>Closes the row at work.</summary>
    public void EndRow() => _starts.Add(_columns.Count);

    /// <summary>With their zeros.</summary>
    public Features ToDense()
    {
        var values = new float[checked((_starts.Count - 1) * width)];
        for (int i = 0; i < _starts.Count - 1; i++)
        {
            for (int e = _starts[i]; e < _starts[i + 1]; e++) values[(i * width) + _columns[e]] = _values[e];
        }
        return Features.Dense(values, width);
    }

    public Features ToFeatures() => Features.Sparse([.. _starts], [.. _columns], [.. _values], width);
}
