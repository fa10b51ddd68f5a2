namespace Probity.Metrics.Families;

/// <summary>The rows that figures are of, without those of weight 0, and how much they weigh.</summary>
internal sealed class Sample
{
    private readonly int[]? _kept;

    public Sample(EvaluationRows rows)
    {
        double[] all = RepetitionWeights.Of(rows.Weights, rows.Confidence.Length);
        int positive = 0;
        foreach (double weight in all)
        {
            if (weight > 0) positive++;
        }

        Weights = all;
        if (positive < all.Length)
        {
            _kept = new int[positive];
            int next = 0;
            for (int i = 0; i < all.Length; i++)
            {
                if (all[i] > 0) _kept[next++] = i;
            }
            Weights = Keep<double>(all);
        }

        Correct = Keep(rows.Correct);
        double squares = 0, right = 0;
        for (int i = 0; i < Weights.Length; i++)
        {
            TotalWeight += Weights[i];
            squares += Weights[i] * Weights[i];
            if (Correct[i]) right += Weights[i];
            else Wrong++;
        }
        Accuracy = right / TotalWeight;
        EffectiveRows = TotalWeight / squares * TotalWeight;
    }

    /// <summary>One a row, as repetition, none of them 0.</summary>
    public double[] Weights { get; }

    /// <summary>The outcomes.</summary>
    public bool[] Correct { get; }

    public int Rows => Weights.Length;

    /// <summary>How many rows are wrong, whatever they weigh.</summary>
    public int Wrong { get; }

    public double TotalWeight { get; }

    /// <summary>Weighted share of right rows.</summary>
    public double Accuracy { get; }

    /// <summary>(Σw)²/Σw²: how many rows of equal weight are worth as much (Kish, 1965).</summary>
    public double EffectiveRows { get; }

    public bool AllRight => Wrong == 0;

    public bool AllWrong => Wrong == Rows;

    /// <summary>A column without the rows of weight 0.</summary>
    /// <param name="column">Of the rows as given, or empty.</param>
    public T[] Keep<T>(ReadOnlySpan<T> column)
    {
        if (_kept is null || column.IsEmpty) return column.ToArray();
        var result = new T[_kept.Length];
        for (int i = 0; i < result.Length; i++) result[i] = column[_kept[i]];
        return result;
    }

    /// <summary>A matrix without the rows of weight 0: the one given where there are none.</summary>
    /// <param name="matrix">Row-major, of the rows as given.</param>
    /// <param name="columns">Its width.</param>
    public ReadOnlySpan<float> KeepRows(ReadOnlySpan<float> matrix, int columns)
    {
        if (_kept is null) return matrix;
        var result = new float[_kept.Length * columns];
        for (int i = 0; i < _kept.Length; i++) matrix.Slice(_kept[i] * columns, columns).CopyTo(result.AsSpan(i * columns));
        return result;
    }

    /// <summary>Where every row of the sample stands among the rows as given, or null where all are kept.</summary>
    public int[]? Originals() => _kept;

    /// <summary>Where row i of the sample stands among the rows as given.</summary>
    public int Original(int row) => _kept is null ? row : _kept[row];
}
