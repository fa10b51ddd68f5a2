namespace Probity.Numerics;

/// <summary>
/// Linear least squares: the x that minimises Σ wᵢ (aᵢ·x − bᵢ)² + ridge·‖x‖², by Householder QR with column pivoting
/// (Businger &amp; Golub, Numer. Math. 1965). Never forms AᵀA, so half the digits are not lost.
/// </summary>
/// <remarks>
/// Columns are brought to unit length first, so units change no decision. A column of which less than max(N, p)·ε of its
/// length is left after the columns before it adds nothing: it is dropped, its coefficient is 0, and
/// <see cref="Rank"/> says how many stayed. A ridge keeps all columns.
/// </remarks>
internal sealed class LeastSquares
{
    private const double MachineEpsilon = 2.220446049250313e-16;

    private readonly double[] _coefficients;
    private readonly int[] _dropped;

    private LeastSquares(double[] coefficients, int[] dropped, double sumOfSquares, double smallestShare)
    {
        _coefficients = coefficients;
        _dropped = dropped;
        SumOfSquares = sumOfSquares;
        SmallestShare = smallestShare;
    }

    /// <summary>x, one a column; 0 for dropped ones.</summary>
    public ReadOnlySpan<double> Coefficients => _coefficients;

    /// <summary>Columns that add something.</summary>
    public int Rank => _coefficients.Length - _dropped.Length;

    /// <summary>Columns that are combinations of the others, ascending.</summary>
    public ReadOnlySpan<int> Dropped => _dropped;

    /// <summary>Σ wᵢ (aᵢ·x − bᵢ)² at the solution, without the ridge's part.</summary>
    public double SumOfSquares { get; }

    /// <summary>How much of its length the last column kept has left after those before it: 1/this is about the condition number.</summary>
    public double SmallestShare { get; }

    /// <summary>Solves.</summary>
    /// <param name="rows">A, N×p, row-major, finite.</param>
    /// <param name="columns">p.</param>
    /// <param name="target">b, N values, finite.</param>
    /// <param name="weights">One a row, or empty for one each.</param>
    /// <param name="ridge">At least 0; in the units of the sum of squares, on every column alike.</param>
    public static LeastSquares Solve(
        ReadOnlySpan<double> rows, int columns, ReadOnlySpan<double> target, ReadOnlySpan<double> weights = default, double ridge = 0)
    {
        int count = Require.Rows(rows.Length, columns, nameof(rows));
        Require.SomeRows(count, nameof(rows));
        Require.SameRows(count, target.Length, nameof(rows), nameof(target));
        Require.Weights(weights, count, nameof(weights));
        RequireFinite(rows, columns, nameof(rows));
        RequireFinite(target, 1, nameof(target));
        if (!(ridge >= 0) || double.IsInfinity(ridge)) throw new ArgumentException($"ridge: {ridge}; it must be finite and not negative");

        int height = count + (ridge > 0 ? columns : 0);   // √ridge·I stands below the rows
        double[] a = ColumnsOf(rows, columns, height, weights, ridge);
        var b = new double[height];
        for (int i = 0; i < count; i++) b[i] = target[i] * Root(weights, i);
        double[] lengths = Normalise(a, height, columns);
        int[] order = Triangularise(a, height, columns, b, out int rank, out double smallest);

        var x = new double[columns];
        for (int k = rank - 1; k >= 0; k--)
        {
            double value = b[k] / a[order[k] * height + k];
            x[order[k]] = value;
            DoubleVectors.AddScaled(-value, a.AsSpan(order[k] * height, k), b);
        }
        for (int j = 0; j < columns; j++) x[j] = lengths[j] > 0 ? x[j] / lengths[j] : 0;

        int[] dropped = order[rank..];
        Array.Sort(dropped);
        return new LeastSquares(x, dropped, Residual(rows, columns, target, weights, x), smallest);
    }

    /// <summary>
    /// Turns the columns into a triangle, the longest remaining one first. Row k of the triangle is entry k of column order[k],
    /// order[k + 1], …; <paramref name="b"/> is turned along.
    /// </summary>
    private static int[] Triangularise(double[] a, int height, int columns, double[] b, out int rank, out double smallest)
    {
        var order = new int[columns];
        for (int j = 0; j < columns; j++) order[j] = j;
        double tolerance = Math.Max(height, columns) * MachineEpsilon;
        smallest = 0;
        for (rank = 0; rank < Math.Min(height, columns); rank++)
        {
            int longest = rank;
            double most = -1;
            for (int j = rank; j < columns; j++)
            {
                var rest = a.AsSpan(order[j] * height + rank, height - rank);
                double square = DoubleVectors.Dot(rest, rest);
                if (square > most) (most, longest) = (square, j);
            }
            double norm = Math.Sqrt(most);
            if (!(norm > tolerance)) break;
            smallest = norm;
            (order[rank], order[longest]) = (order[longest], order[rank]);
            Mirror(a, height, order, b, rank, norm);
        }
        return order;
    }

    private static void Mirror(double[] a, int height, int[] order, double[] b, int k, double norm)
    {
        var v = a.AsSpan(order[k] * height + k, height - k);
        double diagonal = v[0] > 0 ? -norm : norm;
        v[0] -= diagonal;
        double scale = 1 / (norm * Math.Abs(v[0]));   // 2/‖v‖²
        for (int j = k + 1; j < order.Length; j++) Apply(a.AsSpan(order[j] * height + k, height - k), v, scale);
        Apply(b.AsSpan(k), v, scale);
        v[0] = diagonal;

        static void Apply(Span<double> column, ReadOnlySpan<double> v, double scale) =>
            DoubleVectors.AddScaled(-scale * DoubleVectors.Dot(v, column), v, column);
    }

    private static double[] ColumnsOf(ReadOnlySpan<double> rows, int columns, int height, ReadOnlySpan<double> weights, double ridge)
    {
        var a = new double[checked(height * columns)];
        int count = rows.Length / columns;
        for (int i = 0; i < count; i++)
        {
            double root = Root(weights, i);
            for (int j = 0; j < columns; j++) a[j * height + i] = rows[i * columns + j] * root;
        }
        if (ridge > 0)
        {
            for (int j = 0; j < columns; j++) a[j * height + count + j] = Math.Sqrt(ridge);
        }
        return a;
    }

    /// <returns>The length that each column had.</returns>
    private static double[] Normalise(double[] a, int height, int columns)
    {
        var lengths = new double[columns];
        for (int j = 0; j < columns; j++)
        {
            var column = a.AsSpan(j * height, height);
            double largest = 0;
            foreach (double value in column) largest = Math.Max(largest, Math.Abs(value));
            if (largest == 0) continue;
            for (int i = 0; i < height; i++) column[i] /= largest;   // so that squares neither overflow nor vanish
            double norm = Math.Sqrt(DoubleVectors.Dot(column, column));
            for (int i = 0; i < height; i++) column[i] /= norm;
            lengths[j] = largest * norm;
        }
        return lengths;
    }

    private static double Residual(ReadOnlySpan<double> rows, int columns, ReadOnlySpan<double> target, ReadOnlySpan<double> weights, double[] x)
    {
        double sum = 0;
        for (int i = 0; i < target.Length; i++)
        {
            double gap = DoubleVectors.Dot(rows.Slice(i * columns, columns), x) - target[i];
            sum += (weights.IsEmpty ? 1 : weights[i]) * gap * gap;
        }
        return sum;
    }

    private static double Root(ReadOnlySpan<double> weights, int row) => weights.IsEmpty ? 1 : Math.Sqrt(weights[row]);

    private static void RequireFinite(ReadOnlySpan<double> values, int columns, string name)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i])) throw new ArgumentException($"{name}: row {i / columns}, column {i % columns} is {values[i]}; every value must be finite");
        }
    }
}
