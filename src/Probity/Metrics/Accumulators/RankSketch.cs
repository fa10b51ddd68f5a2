namespace Probity.Metrics.Accumulators;

/// <summary>
/// How many right and wrong rows fell into each narrow range of a ranking value, as a histogram on the doubles themselves: a
/// range is 1/4,096 of a power of two wide. Rows within a range count as tied, and what that can change is known exactly.
/// </summary>
/// <remarks>
/// Magnitudes below 2⁻²⁰ share a range, as do those of 2⁴⁰ and more. A page of 64 kB is made for each power of two that is met:
/// at most 7.7 MB.
/// </remarks>
internal sealed class RankSketch
{
    private const int CellBits = 12, CellsOfPage = 1 << CellBits;
    private const int LowestExponent = -20, Exponents = 60, Pages = (2 * Exponents) + 1;
    private const double Smallest = 1.0 / (1 << -LowestExponent);

    private readonly double[]?[] _right = new double[]?[Pages], _wrong = new double[]?[Pages];   // ascending in value

    public void Add(double ranking, bool correct, double weight)
    {
        (int page, int cell) = Find(ranking);
        var pages = correct ? _right : _wrong;
        (pages[page] ??= new double[CellsOfPage])[cell] += weight;
    }

    public void Merge(RankSketch other)
    {
        Merge(_right, other._right);
        Merge(_wrong, other._wrong);
    }

    /// <summary>The ranges that hold rows, most trustworthy first.</summary>
    /// <param name="scale">Multiplies every weight.</param>
    public RankedCells Cells(double scale)
    {
        var cells = new RankedCells();
        for (int page = Pages - 1; page >= 0; page--)
        {
            double[]? right = _right[page], wrong = _wrong[page];
            if (right is null && wrong is null) continue;
            for (int cell = CellsOfPage - 1; cell >= 0; cell--)
            {
                double hits = right?[cell] ?? 0, errors = wrong?[cell] ?? 0;
                if (hits + errors > 0) cells.Add(hits * scale, errors * scale);
            }
        }
        return cells;
    }

    private static void Merge(double[]?[] pages, double[]?[] others)
    {
        for (int page = 0; page < Pages; page++)
        {
            if (others[page] is not { } other) continue;
            var own = pages[page] ??= new double[CellsOfPage];
            for (int cell = 0; cell < CellsOfPage; cell++) own[cell] += other[cell];
        }
    }

    private static (int Page, int Cell) Find(double ranking)
    {
        double magnitude = Math.Abs(ranking);
        if (magnitude < Smallest) return (Exponents, 0);   // one range around 0, in the middle page
        long bits = BitConverter.DoubleToInt64Bits(magnitude);
        int exponent = (int)(bits >> 52) - 1023 - LowestExponent;
        int cell = (int)(bits >> (52 - CellBits)) & (CellsOfPage - 1);
        if (exponent >= Exponents) (exponent, cell) = (Exponents - 1, CellsOfPage - 1);
        return ranking > 0 ? (Exponents + 1 + exponent, cell) : (Exponents - 1 - exponent, CellsOfPage - 1 - cell);
    }
}
