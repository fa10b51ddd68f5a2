namespace Probity.Numerics;

/// <summary>
/// All eigenvalues and eigenvectors of a symmetric matrix: Householder reduction to tridiagonal form, then implicit QL with
/// Wilkinson's shift (Bowdler, Martin, Reinsch &amp; Wilkinson, Numer. Math. 1968). Immutable.
/// </summary>
/// <remarks>
/// Eigenvalues ascend; the sign of a vector is such that the first of its largest components is positive. Errors are some
/// n·ε of the largest eigenvalue, so eigenvalues much smaller than that are noise. 500 × 500 takes some 0.25 s on a busy machine.
/// </remarks>
internal sealed class SymmetricEigen
{
    private const double MachineEpsilon = 2.220446049250313e-16;
    private const int MostIterations = 60;   // an eigenvalue takes fewer than two on average

    private readonly double[] _values;
    private readonly double[] _vectors;

    private SymmetricEigen(double[] values, double[] vectors)
    {
        _values = values;
        _vectors = vectors;
    }

    /// <summary>n values, ascending.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <summary>n×n, row-major: row i is the unit eigenvector of value i.</summary>
    public ReadOnlySpan<double> Vectors => _vectors;

    /// <summary>The unit eigenvector of value <paramref name="index"/>.</summary>
    public ReadOnlySpan<double> Vector(int index) => _vectors.AsSpan(index * _values.Length, _values.Length);

    /// <summary>Decomposes a matrix.</summary>
    /// <param name="matrix">n×n; only the lower triangle is read.</param>
    /// <param name="size">n, at least 1.</param>
    /// <param name="name">What the caller's user calls the matrix.</param>
    /// <exception cref="ArgumentException">A value is not finite.</exception>
    public static SymmetricEigen Of(ReadOnlySpan<double> matrix, int size, string name = "matrix")
    {
        Require.InRange(size, 1, 46_340, nameof(size));   // 46,341² is more than an array can hold
        Require.SameRows(size * size, matrix.Length, "size × size", name);
        var work = new double[matrix.Length];
        double scale = Symmetric(matrix, size, work, name);
        var diagonal = new double[size];
        var side = new double[size];
        double[] vectors = Tridiagonalise(work, size, diagonal, side);
        ImplicitQL(diagonal, side, vectors);
        for (int i = 0; i < size; i++) diagonal[i] *= scale;
        return Ordered(diagonal, vectors);
    }

    /// <summary>Both triangles, over a power of two near the largest entry so that no square overflows or vanishes.</summary>
    private static double Symmetric(ReadOnlySpan<double> matrix, int size, double[] work, string name)
    {
        double largest = 0;
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double entry = matrix[i * size + j];
                if (!double.IsFinite(entry)) throw new ArgumentException($"{name}: row {i}, column {j} is {entry}; every value must be finite");
                largest = Math.Max(largest, Math.Abs(entry));
                work[i * size + j] = work[j * size + i] = entry;
            }
        }
        if (largest == 0) return 1;
        int power = Math.Clamp(Math.ILogB(largest), -1_000, 1_000);
        for (int i = 0; i < work.Length; i++) work[i] = Math.ScaleB(work[i], -power);
        return Math.ScaleB(1, power);
    }

    /// <summary>A = Q·T·Qᵀ with T tridiagonal: its diagonal and the entries beside it, side[i] between i and i + 1.</summary>
    /// <returns>Qᵀ, row-major.</returns>
    private static double[] Tridiagonalise(double[] a, int size, double[] diagonal, double[] side)
    {
        // Step k mirrors column k below the diagonal onto its first entry. Mirror k is v in a[k, k+1 …] with its scale in mirrors[k].
        var mirrors = new double[size];
        var p = new double[size];
        for (int k = 0; k < size - 1; k++)
        {
            diagonal[k] = a[k * size + k];
            int length = size - k - 1;
            var v = a.AsSpan(k * size + k + 1, length);   // row k: the same numbers as column k, and contiguous
            side[k] = Mirror(v, out mirrors[k]);
            if (mirrors[k] == 0) continue;

            // The rest B becomes H·B·H = B − v·wᵀ − w·vᵀ, w = β·B·v − ½β²(vᵀBv)·v.
            var w = p.AsSpan(0, length);
            for (int i = 0; i < length; i++) w[i] = mirrors[k] * DoubleVectors.Dot(a.AsSpan((k + 1 + i) * size + k + 1, length), v);
            DoubleVectors.AddScaled(-.5 * mirrors[k] * DoubleVectors.Dot(w, v), v, w);
            for (int i = 0; i < length; i++) DoubleVectors.AddScaled(-v[i], w, -w[i], v, a.AsSpan((k + 1 + i) * size + k + 1, length));
        }
        diagonal[size - 1] = a[^1];

        // Q = H₀·H₁·…, built from the last, whose rows and columns before k + 1 are still those of the identity.
        var q = new double[size * size];
        for (int i = 0; i < size; i++) q[i * size + i] = 1;
        for (int k = size - 2; k >= 0; k--)
        {
            if (mirrors[k] == 0) continue;
            int length = size - k - 1;
            var v = a.AsSpan(k * size + k + 1, length);
            var w = p.AsSpan(0, length);
            w.Clear();
            for (int i = 0; i < length; i++) DoubleVectors.AddScaled(mirrors[k] * v[i], q.AsSpan((k + 1 + i) * size + k + 1, length), w);
            for (int i = 0; i < length; i++) DoubleVectors.AddScaled(-v[i], w, q.AsSpan((k + 1 + i) * size + k + 1, length));
        }
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < i; j++) (q[i * size + j], q[j * size + i]) = (q[j * size + i], q[i * size + j]);
        }
        return q;
    }

    /// <summary>Turns x into v such that (I − β·v·vᵀ)·x = (result, 0, …); β = 0 where x has that form already.</summary>
    private static double Mirror(Span<double> x, out double beta)
    {
        double rest = DoubleVectors.Dot(x[1..], x[1..]), first = x[0];
        beta = 0;
        if (rest == 0) return first;
        double norm = Math.Sqrt(first * first + rest);
        double result = first > 0 ? -norm : norm;
        x[0] = first - result;       // the same sign, so nothing cancels
        beta = 2 / (x[0] * x[0] + rest);
        return result;
    }

    /// <summary>Diagonalises T; the rows of <paramref name="vectors"/> turn with it.</summary>
    private static void ImplicitQL(double[] d, double[] e, double[] vectors)
    {
        int size = d.Length;
        for (int low = 0; low < size; low++)
        {
            for (int iteration = 0; ; iteration++)
            {
                int high = low;
                while (high < size - 1 && Math.Abs(e[high]) > MachineEpsilon * (Math.Abs(d[high]) + Math.Abs(d[high + 1]))) high++;
                if (high == low) break;
                if (iteration == MostIterations) throw new ArithmeticException($"eigenvalue {low} of {size} did not converge in {MostIterations} iterations");
                Sweep(d, e, vectors, low, high);
            }
        }
    }

    /// <summary>One implicit QL step on the unreduced block low … high.</summary>
    private static void Sweep(double[] d, double[] e, double[] vectors, int low, int high)
    {
        int size = d.Length;
        double half = (d[low + 1] - d[low]) / (2 * e[low]);
        double root = Hypotenuse(half, 1);
        double g = d[high] - d[low] + e[low] / (half + (half >= 0 ? root : -root));
        double s = 1, c = 1, moved = 0;
        for (int i = high - 1; i >= low; i--)
        {
            double f = s * e[i], b = c * e[i];
            double r = Hypotenuse(f, g);
            e[i + 1] = r;
            if (r == 0)
            {
                // The block splits here.
                d[i + 1] -= moved;
                e[high] = 0;
                return;
            }
            s = f / r;
            c = g / r;
            g = d[i + 1] - moved;
            r = (d[i] - g) * s + 2 * c * b;
            moved = s * r;
            d[i + 1] = g + moved;
            g = c * r - b;
            DoubleVectors.Rotate(vectors.AsSpan(i * size, size), vectors.AsSpan((i + 1) * size, size), c, s);
        }
        d[low] -= moved;
        e[low] = g;
        e[high] = 0;
    }

    private static double Hypotenuse(double a, double b) => Math.Sqrt(a * a + b * b);   // entries are of size 1 or less by scaling

    private static SymmetricEigen Ordered(double[] diagonal, double[] vectors)
    {
        int size = diagonal.Length;
        var order = new int[size];
        for (int i = 0; i < size; i++) order[i] = i;
        Array.Sort(order, (a, b) => diagonal[a] != diagonal[b] ? diagonal[a].CompareTo(diagonal[b]) : a.CompareTo(b));
        var values = new double[size];
        var rows = new double[vectors.Length];
        for (int i = 0; i < size; i++)
        {
            values[i] = diagonal[order[i]];
            var row = rows.AsSpan(i * size, size);
            vectors.AsSpan(order[i] * size, size).CopyTo(row);
            if (LeadingSign(row) > 0) continue;
            for (int j = 0; j < size; j++) row[j] = -row[j];
        }
        return new SymmetricEigen(values, rows);
    }

    /// <summary>Of the first component that is as large as any, but for rounding: equal ones are common and must not be told apart by it.</summary>
    private static double LeadingSign(ReadOnlySpan<double> vector)
    {
        double largest = 0;
        foreach (double component in vector) largest = Math.Max(largest, Math.Abs(component));
        foreach (double component in vector)
        {
            if (Math.Abs(component) >= largest * (1 - 1e-6)) return component;
        }
        return 1;
    }
}
