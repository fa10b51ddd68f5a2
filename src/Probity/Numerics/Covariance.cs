namespace Probity.Numerics;

/// <summary>Sample covariance matrices, and how far to shrink them towards a multiple of the identity.</summary>
/// <remarks>
/// Shrinking is always relative to the mean variance tr(S)/p, never by an absolute ridge: multiplying all features by one
/// number multiplies everything by its square and changes no ranking.
/// </remarks>
internal static class Covariance
{
    private const int GroupColumns = 4;
    private const int BlockRows = 256;
    private const int TurnedStride = BlockRows + 8;   // not a power of two, which would send all columns to the same lines of cache

    /// <summary>The means of the columns.</summary>
    public static double[] Mean(ReadOnlySpan<double> rows, int columns)
    {
        int count = Require.Rows(rows.Length, columns, nameof(rows));
        Require.SomeRows(count, nameof(rows));
        var mean = new double[columns];
        for (int i = 0; i < count; i++) DoubleVectors.AddScaled(1.0 / count, rows.Slice(i * columns, columns), mean);
        return mean;
    }

    /// <summary>S = Σ x·xᵀ / N of rows that are centred, p×p, both triangles. Over threads.</summary>
    /// <param name="centred">N×p.</param>
    /// <param name="columns">p.</param>
    public static unsafe double[] OfCentred(ReadOnlySpan<double> centred, int columns)
    {
        int count = Require.Rows(centred.Length, columns, nameof(centred));
        Require.SomeRows(count, nameof(centred));
        Require.InRange(columns, 1, 46_336, nameof(columns));
        // A block of rows is turned, so that an entry of S gains a dot product of two contiguous pieces, eight entries at a time.
        int groups = (columns + GroupColumns - 1) / GroupColumns, padded = groups * GroupColumns;
        var turned = new double[padded * TurnedStride];
        var sums = new double[padded * padded];
        fixed (double* block = turned, to = sums)
        {
            double* from = block, into = to;
            for (int start = 0; start < count; start += BlockRows)
            {
                int rows = Math.Min(BlockRows, count - start);
                Turn(centred.Slice(start * columns, rows * columns), columns, turned);
                // Threads take bands of entries, so each sum is one thread's and runs over the blocks in order.
                RowRanges.For(groups, 4, (_, first, end) => AddBand(from, rows, first, end, into, padded));
            }
        }

        var covariance = new double[columns * columns];
        for (int i = 0; i < columns; i++)
        {
            for (int j = 0; j <= i; j++) covariance[j * columns + i] = covariance[i * columns + j] = sums[i * padded + j] / count;
        }
        return covariance;
    }

    /// <summary>
    /// The intensity of Ledoit &amp; Wolf ("A well-conditioned estimator for large-dimensional covariance matrices", JMVA 2004),
    /// in [0, 1]: what minimises the expected squared distance to the true covariance, estimated.
    /// </summary>
    /// <param name="covariance">S, p×p, of the same rows (divided by N).</param>
    /// <param name="centred">N×p.</param>
    /// <param name="columns">p.</param>
    public static double LedoitWolf(ReadOnlySpan<double> covariance, ReadOnlySpan<double> centred, int columns)
    {
        int count = Require.Rows(centred.Length, columns, nameof(centred));
        Require.SomeRows(count, nameof(centred));
        double fourth = 0;   // mean of ‖x‖⁴
        for (int i = 0; i < count; i++)
        {
            var row = centred.Slice(i * columns, columns);
            double square = DoubleVectors.Dot(row, row);
            fourth += square * square / count;
        }
        (double mean, double squares) = Moments(covariance, columns);
        double spread = squares - columns * mean * mean;       // ‖S − mean·I‖²
        double noise = (fourth - squares) / count;
        return spread > 0 ? Math.Clamp(noise / spread, 0, 1) : 1;
    }

    /// <summary>
    /// The oracle approximating shrinkage intensity (Chen, Wiesel, Eldar &amp; Hero, IEEE Trans. Signal Processing 2010, eq. 23),
    /// in [0, 1]: better than Ledoit &amp; Wolf's where the rows are about normal and few.
    /// </summary>
    /// <param name="covariance">S, p×p, of the centred rows (divided by N).</param>
    /// <param name="columns">p.</param>
    /// <param name="rows">N.</param>
    public static double OracleApproximating(ReadOnlySpan<double> covariance, int columns, int rows)
    {
        Require.InRange(rows, 1, int.MaxValue, nameof(rows));
        (double mean, double squares) = Moments(covariance, columns);
        double trace = mean * columns;
        double spread = squares - trace * mean;
        double above = (1 - 2.0 / columns) * squares + trace * trace;
        double below = (rows + 1 - 2.0 / columns) * spread;
        return below > 0 ? Math.Clamp(above / below, 0, 1) : 1;
    }

    /// <summary>S becomes (1 − intensity)·S + intensity·(tr(S)/p)·I.</summary>
    /// <param name="covariance">S, p×p; overwritten.</param>
    /// <param name="columns">p.</param>
    /// <param name="intensity">In [0, 1].</param>
    public static void Shrink(Span<double> covariance, int columns, double intensity)
    {
        if (!(intensity >= 0 && intensity <= 1)) throw new ArgumentException($"shrinkage: {intensity}; it lies in [0, 1]");
        (double mean, _) = Moments(covariance, columns);
        if (!(mean > 0) || double.IsInfinity(mean))
            throw new ArgumentException($"covariance: the mean variance is {mean}; the features do not vary, or are not finite");
        for (int i = 0; i < covariance.Length; i++) covariance[i] *= 1 - intensity;
        for (int i = 0; i < columns; i++) covariance[i * columns + i] += intensity * mean;
    }

    /// <returns>tr(S)/p and ‖S‖².</returns>
    private static (double Mean, double Squares) Moments(ReadOnlySpan<double> covariance, int columns)
    {
        Require.SameRows(columns, Require.Rows(covariance.Length, columns, nameof(covariance)), "columns", nameof(covariance));
        double trace = 0;
        for (int i = 0; i < columns; i++) trace += covariance[i * columns + i];
        return (trace / columns, DoubleVectors.Dot(covariance, covariance));
    }

    private static void Turn(ReadOnlySpan<double> rows, int columns, double[] turned)
    {
        for (int i = 0; i < rows.Length / columns; i++)
        {
            for (int j = 0; j < columns; j++) turned[j * TurnedStride + i] = rows[i * columns + j];
        }
    }

    /// <summary>Adds the products of a block of rows to the lower triangle of some groups of four rows of S.</summary>
    private static unsafe void AddBand(double* turned, int rows, int first, int end, double* sums, int padded)
    {
        Span<double> dots = stackalloc double[2 * GroupColumns];
        for (int i = first * GroupColumns; i < end * GroupColumns; i += GroupColumns)
        {
            for (int j = 0; j < i + GroupColumns; j += 2)
            {
                DoubleVectors.DotsFourByTwo(
                    ref turned[(long)i * TurnedStride], TurnedStride, ref turned[(long)j * TurnedStride], TurnedStride, (nuint)rows, dots);
                for (int r = 0; r < GroupColumns; r++)
                {
                    sums[(long)(i + r) * padded + j] += dots[2 * r];
                    sums[(long)(i + r) * padded + j + 1] += dots[2 * r + 1];
                }
            }
        }
    }
}
