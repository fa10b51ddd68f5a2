using System.Numerics;
using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>
/// What references and queries become so that their keys are one product, or one sum of magnitudes, of float32; and how far such a key may be
/// from the truth.
/// </summary>
/// <remarks>
/// For Euclid the key is ‖y‖² − 2⟨x, y⟩ about a common centre: fast, and wrong in the digits that near neighbours share. So a key only says what
/// cannot be among the closest: the bounds are Higham's for sums of products (Accuracy and Stability of Numerical Algorithms, 2002, section 3.1).
/// </remarks>
internal sealed class ScanForm
{
    private const double Unit = 1.0 / (1 << 24), Tiny = 8.078e-28;   // 2^-24; 2^-90, more than what underflow takes from a product
    private const float Far = 1e15f;
    private const int LeastExponent = -100;

    private readonly Distance _distance;
    private readonly int _columns, _exponent;
    private readonly float[] _centre;
    private float[] _perRow = [];   // 1/‖y‖ for cosine, ‖y‖² for Euclid
    private double _longest;        // ‖y‖ of the longest row
    private double _squares;        // Σ‖y‖²

    private ScanForm(Distance distance, int columns, int exponent, float[] centre)
    {
        (_distance, _columns, _exponent, _centre) = (distance, columns, exponent, centre);
    }

    /// <summary>What the keys are computed as.</summary>
    public Distance Keys => _distance == Distance.Manhattan ? Distance.Manhattan : Distance.DotProduct;

    /// <summary>Numbers of a row in this form.</summary>
    public int Columns => AddsLast ? _columns + 1 : _columns;

    /// <summary>Whether the last number of a reference is ‖y‖², for Euclid; a query's is −1.</summary>
    public bool AddsLast => _distance == Distance.Euclidean;

    /// <summary>
    /// Whether keys may be coarse (<see cref="CoarseTile"/>): what they miss by grows with the longest row, and would let most others in where that is many
    /// times as long.
    /// </summary>
    public bool SuitsCoarse => _columns is >= 16 and <= 2_048
        && (_distance == Distance.Cosine || (_distance != Distance.Manhattan && _longest > 1e-15 && _longest * _longest <= 16 * _squares / Rows));

    /// <summary>Two coarse keys of a query that are closer than this, beyond what exact ones are, may stand for distances in the other order.</summary>
    /// <param name="query">In its form.</param>
    public double CoarseSlack(ReadOnlySpan<float> query) =>
        2 * CoarseTile.Error(_columns, Math.Sqrt(ExactDistance.Square(query[.._columns])), _distance == Distance.Cosine ? 1.001 : _longest);

    /// <summary>Rows that it knows.</summary>
    public int Rows { get; private set; }

    public static ScanForm Of(Distance distance, EmbeddingRows rows)
    {
        int exponent = Math.Max(LeastExponent, Largest(rows, 0, rows.Rows));
        var form = new ScanForm(distance, rows.Columns, exponent, distance == Distance.Euclidean ? Centre(rows, exponent) : []);
        form.Add(rows);
        return form;
    }

    /// <summary>Takes in rows that were added.</summary>
    /// <returns>False where they are larger than all before, so that another form is needed.</returns>
    public bool TryExtend(EmbeddingRows rows)
    {
        if (Largest(rows, Rows, rows.Rows) > _exponent) return false;
        Add(rows);
        return true;
    }

    /// <summary>Some references in this form.</summary>
    /// <param name="from">As they are.</param>
    /// <param name="first">The row of the first.</param>
    /// <param name="to">Room for them, <see cref="Columns"/> numbers each.</param>
    public void References(ReadOnlySpan<float> from, int first, Span<float> to)
    {
        for (int i = 0; i < from.Length / _columns; i++)
        {
            ReadOnlySpan<float> row = from.Slice(i * _columns, _columns);
            Span<float> turned = to.Slice(i * Columns, Columns);
            if (_distance == Distance.Cosine) Unitise(row, _perRow[first + i], turned);
            else Move(row, Factor(_exponent), turned);
            if (_distance == Distance.Euclidean) turned[_columns] = _perRow[first + i];
        }
    }

    /// <summary>A query in this form.</summary>
    /// <param name="from">As it is.</param>
    /// <param name="to">Room for <see cref="Columns"/> numbers.</param>
    /// <param name="absolute">Two keys closer than this may stand for distances in the other order.</param>
    /// <param name="relative">The same, in multiples of the key.</param>
    /// <returns>False where it is so far from the references that keys say nothing.</returns>
    public bool TryQuery(ReadOnlySpan<float> from, Span<float> to, out double absolute, out double relative)
    {
        relative = 0;
        absolute = Tiny * _columns;
        double rounding = (_columns + 16) * Unit;
        double bound = 2 * rounding / (1 - rounding);
        switch (_distance)
        {
            case Distance.Cosine:
                Unitise(from, Inverse(from), to);
                absolute += bound;
                return true;
            case Distance.DotProduct:
                float factor = Factor(Math.Max(LeastExponent, Largest(from)));
                Move(from, factor, to);
                absolute += bound * _longest * Math.Sqrt(ExactDistance.Square(to));
                return true;
            case Distance.Manhattan:
                Move(from, Factor(_exponent), to);
                relative = bound;
                return Largest(to) < Math.ILogB(Far);
            default:
                Span<float> moved = to[.._columns];
                Move(from, Factor(_exponent), moved);
                if (Largest(moved) >= Math.ILogB(Far)) return false;
                double length = Math.Sqrt(ExactDistance.Square(moved));
                absolute += bound * (_longest + length) * (_longest + length) * 1.001;
                foreach (ref float value in moved) value *= 2;
                to[_columns] = -1;
                return true;
        }
    }

    private static float Factor(int exponent) => (float)Math.ScaleB(1.0, -exponent);

    private static int Largest(EmbeddingRows rows, int start, int end)
    {
        int atOnce = RowRanges.Length(rows.Columns);
        var largest = new int[RowRanges.Count(end - start, atOnce)];
        RowRanges.For(end - start, atOnce, (range, from, to) =>
            largest[range] = Largest(rows.Read(start + from, to - from, new float[(to - from) * rows.Columns])));
        return largest.Length == 0 ? LeastExponent : largest.Max();
    }

    /// <summary>The exponent of the largest magnitude.</summary>
    private static int Largest(ReadOnlySpan<float> values)
    {
        float largest = 0;
        int lanes = Vector<float>.Count, j = 0;
        Vector<float> most = default;
        for (; j <= values.Length - lanes; j += lanes) most = Vector.Max(most, Vector.Abs(new Vector<float>(values[j..])));
        for (int lane = 0; lane < lanes; lane++) largest = Math.Max(largest, most[lane]);
        for (; j < values.Length; j++) largest = Math.Max(largest, Math.Abs(values[j]));
        return largest == 0 ? LeastExponent : Math.ILogB(largest);
    }

    /// <summary>The mean of some rows: any centre is right, one that is close to the rows makes short ones of them.</summary>
    private static float[] Centre(EmbeddingRows rows, int exponent)
    {
        const int most = 4_096;
        var sums = new double[rows.Columns];
        var room = new float[rows.Columns];
        int step = Math.Max(1, rows.Rows / most), count = 0;
        for (int i = 0; i < rows.Rows; i += step, count++)
        {
            ReadOnlySpan<float> row = rows.Read(i, 1, room);
            for (int j = 0; j < row.Length; j++) sums[j] += row[j];
        }
        return Array.ConvertAll(sums, sum => count == 0 ? 0 : (float)Math.ScaleB(sum / count, -exponent));
    }

    private static float Inverse(ReadOnlySpan<float> row)
    {
        double square = ExactDistance.Square(row);
        return square == 0 ? 0 : (float)(1 / Math.Sqrt(square));
    }

    private void Add(EmbeddingRows rows)
    {
        int before = Rows, added = rows.Rows - before;
        if (_distance is Distance.Cosine or Distance.Euclidean) Array.Resize(ref _perRow, Math.Max(rows.Rows, before == 0 ? 0 : Math.Min(Array.MaxLength, before + (before / 4))));
        int atOnce = RowRanges.Length(_columns);
        double[] longest = new double[RowRanges.Count(added, atOnce)], squares = new double[longest.Length];
        RowRanges.For(added, atOnce, (range, start, end) =>
        {
            var room = new float[(end - start) * _columns];
            var turned = new float[_columns];
            ReadOnlySpan<float> some = rows.Read(before + start, end - start, room);
            for (int i = start; i < end; i++)
            {
                ReadOnlySpan<float> row = some.Slice((i - start) * _columns, _columns);
                if (_distance == Distance.Cosine)
                {
                    _perRow[before + i] = Inverse(row);
                    continue;
                }
                Move(row, Factor(_exponent), turned);
                double square = ExactDistance.Square(turned);
                if (_distance == Distance.Euclidean) _perRow[before + i] = (float)square;
                longest[range] = Math.Max(longest[range], Math.Sqrt(square));
                squares[range] += square;
            }
        });
        _longest = Math.Max(_longest, longest.Length == 0 ? 0 : longest.Max());
        _squares += squares.Sum();
        Rows = rows.Rows;
    }

    /// <summary>Scaled, and for Euclid about the centre.</summary>
    private void Move(ReadOnlySpan<float> from, float factor, Span<float> to)
    {
        int lanes = Vector<float>.Count, j = 0;
        if (_distance == Distance.Euclidean)
        {
            for (; j <= from.Length - lanes; j += lanes) ((new Vector<float>(from[j..]) * factor) - new Vector<float>(_centre, j)).CopyTo(to[j..]);
            for (; j < from.Length; j++) to[j] = (from[j] * factor) - _centre[j];
            return;
        }
        for (; j <= from.Length - lanes; j += lanes) (new Vector<float>(from[j..]) * factor).CopyTo(to[j..]);
        for (; j < from.Length; j++) to[j] = from[j] * factor;
    }

    private static void Unitise(ReadOnlySpan<float> from, float inverse, Span<float> to)
    {
        int lanes = Vector<float>.Count, j = 0;
        if (inverse is > 1e-30f and < 1e30f)
        {
            for (; j <= from.Length - lanes; j += lanes) (new Vector<float>(from[j..]) * inverse).CopyTo(to[j..]);
            for (; j < from.Length; j++) to[j] = from[j] * inverse;
            return;
        }
        // Lengths whose inverse float32 does not hold with all digits.
        double square = ExactDistance.Square(from), exact = square == 0 ? 0 : 1 / Math.Sqrt(square);
        for (; j < from.Length; j++) to[j] = (float)(from[j] * exact);
    }
}
