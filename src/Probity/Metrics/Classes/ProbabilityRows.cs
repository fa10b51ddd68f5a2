using Probity.Numerics;

namespace Probity.Metrics.Classes;

/// <summary>
/// N×K stated probabilities, made a block of rows at a time from what there is: logits, where holding the probabilities of all
/// rows would cost twice their memory, or the probabilities themselves. Hold the array pinned as long as this lives.
/// </summary>
internal sealed unsafe class ProbabilityRows
{
    private const int BlockCells = 1 << 20;

    private readonly float* _logits;
    private readonly double* _probabilities;
    private readonly double _temperature;
    private readonly int _columns;
    private readonly int[]? _kept;

    /// <param name="logits">The first of N×C logits.</param>
    /// <param name="columns">C; one means binary.</param>
    /// <param name="rows">How many rows are meant.</param>
    /// <param name="temperature">T &gt; 0.</param>
    /// <param name="kept">Which rows these are, or null for the first ones.</param>
    public ProbabilityRows(float* logits, int columns, int rows, double temperature, int[]? kept = null)
    {
        _logits = logits;
        _columns = columns;
        _temperature = temperature;
        _kept = kept;
        Rows = rows;
    }

    /// <param name="probabilities">The first of N×C probabilities.</param>
    /// <param name="columns">C; one means binary, the probability of class 1.</param>
    /// <param name="rows">N.</param>
    public ProbabilityRows(double* probabilities, int columns, int rows)
    {
        _probabilities = probabilities;
        _columns = columns;
        Rows = rows;
    }

    public int Rows { get; }

    /// <summary>K, 2 for binary.</summary>
    public int Classes => Math.Max(2, _columns);

    /// <summary>How many rows make a block of reasonable size, at most <paramref name="most"/>.</summary>
    public int RowsAtATime(int most) => Math.Clamp(BlockCells / Classes, 1, most);

    /// <summary>The probabilities of some rows.</summary>
    /// <param name="first">The first row.</param>
    /// <param name="count">How many.</param>
    /// <param name="destination">Room for count×K values.</param>
    /// <exception cref="ArgumentException">A logit is NaN or +∞, or a row is −∞ throughout.</exception>
    public void Fill(int first, int count, double* destination)
    {
        RowRanges.For(count, RowRanges.Length(Classes), (_, start, end) =>
        {
            for (int i = start; i < end; i++) FillRow(_kept is null ? first + i : _kept[first + i], new Span<double>(destination + ((long)i * Classes), Classes));
        });
    }

    private void FillRow(int row, Span<double> to)
    {
        if (_probabilities != null)
        {
            var given = new ReadOnlySpan<double>(_probabilities + ((long)row * _columns), _columns);
            if (_columns == 1) (to[0], to[1]) = (1 - given[0], given[0]);
            else given.CopyTo(to);
            return;
        }

        var logits = new ReadOnlySpan<float>(_logits + ((long)row * _columns), _columns);
        double beta = 1 / _temperature;
        if (!SoftmaxKernel.TryRow<float, SquaredTerms>(logits, beta, out SoftmaxTerms terms)) SoftmaxRows.Refuse(logits, row);
        double rest = terms.Rest, total = 1 + rest;
        if (_columns == 1)
        {
            (to[terms.Predicted], to[1 - terms.Predicted]) = (1 / total, rest / total);
            return;
        }
        for (int k = 0; k < logits.Length; k++) to[k] = Math.Exp(beta * (logits[k] - terms.MaxLogit)) / total;
    }
}
