using Probity.Metrics.Families;
using Probity.Numerics;

namespace Probity.Metrics.MultiLabel;

/// <summary>Multi-label outputs without the rows of weight 0, and what each row costs on average over its cells.</summary>
internal sealed class MultiLabelRows
{
    private readonly float[] _logits;
    private readonly bool[] _present;
    private readonly double _temperature;

    public MultiLabelRows(ReadOnlySpan<float> logits, ReadOnlySpan<bool> present, int labels, ReadOnlySpan<double> weights, double temperature)
    {
        int rows = logits.Length / labels;
        var right = new bool[rows];   // every cell of the row
        for (int i = 0; i < rows; i++)
        {
            right[i] = true;
            for (int j = i * labels; j < (i + 1) * labels; j++) right[i] &= logits[j] > 0 == present[j];
        }
        Labels = labels;
        _temperature = temperature;
        Sample = new Sample(new EvaluationRows { Confidence = new double[rows], Correct = right, Weights = weights });
        _logits = new float[Sample.Rows * labels];
        _present = new bool[_logits.Length];
        Accuracy = new double[Sample.Rows];
        Nll = new double[Sample.Rows];
        Brier = new double[Sample.Rows];
        Positives = new int[labels];
        for (int i = 0; i < Sample.Rows; i++)
        {
            int from = Sample.Original(i) * labels, to = i * labels;
            logits.Slice(from, labels).CopyTo(_logits.AsSpan(to));
            present.Slice(from, labels).CopyTo(_present.AsSpan(to));
            for (int j = 0; j < labels; j++) Add(i, j, to + j);
        }
    }

    public Sample Sample { get; }

    public int Labels { get; }

    /// <summary>Share of each row's cells that are right.</summary>
    public double[] Accuracy { get; }

    /// <summary>Mean over each row's cells.</summary>
    public double[] Nll { get; }

    /// <summary>Mean over each row's cells.</summary>
    public double[] Brier { get; }

    /// <summary>In how many rows each label is present.</summary>
    public int[] Positives { get; }

    /// <summary>Cells whose label is present but stated to be impossible.</summary>
    public int ImpossibleCells { get; private set; }

    public int Cells => _logits.Length;

    /// <summary>A cell for binning, by its place in the matrix.</summary>
    public (int Row, int Group, double Stated, bool Outcome) Cell(int i) => (i / Labels, i % Labels, Sigmoid(i), _present[i]);

    public bool IsPresent(int row, int label) => _present[(row * Labels) + label];

    /// <summary>One label's rows, ranked.</summary>
    public CellRanking Rank(int label)
    {
        var column = new float[Sample.Rows];
        for (int i = 0; i < column.Length; i++) column[i] = _logits[(i * Labels) + label];
        return new CellRanking(column, i => i, i => _present[(i * Labels) + label]);
    }

    /// <summary>All cells, ranked together.</summary>
    public CellRanking RankAll() => new((float[])_logits.Clone(), i => i / Labels, i => _present[i]);

    private double Sigmoid(int i) => 1 / (1 + Math.Exp(-_logits[i] / _temperature));

    private void Add(int row, int label, int cell)
    {
        bool present = _present[cell];
        double z = _logits[cell] / _temperature, cost = Elementary.Softplus(present ? -z : z), missed = 1 / (1 + Math.Exp(present ? z : -z));
        if (present) Positives[label]++;
        if (double.IsPositiveInfinity(cost)) ImpossibleCells++;
        Accuracy[row] += (_logits[cell] > 0) == present ? 1.0 / Labels : 0;
        Nll[row] += cost / Labels;
        Brier[row] += 2 * missed * missed / Labels;
    }
}
