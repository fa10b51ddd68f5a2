namespace Probity.Learning;

/// <summary>What several networks, or several passes through one, answer for one row.</summary>
internal readonly ref struct RowAnswers
{
    private readonly ReadOnlySpan<float> _values;
    private readonly int _stride, _outputs;

    /// <param name="values">From the row's first answer on.</param>
    /// <param name="stride">From one answer to the next.</param>
    /// <param name="outputs">Values of an answer.</param>
    /// <param name="count">How many answers.</param>
    public RowAnswers(ReadOnlySpan<float> values, int stride, int outputs, int count)
    {
        _values = values;
        _stride = stride;
        _outputs = outputs;
        Count = count;
    }

    public int Count { get; }

    public ReadOnlySpan<float> this[int answer] => _values.Slice(answer * _stride, _outputs);
}
