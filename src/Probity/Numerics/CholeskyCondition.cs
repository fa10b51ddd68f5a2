namespace Probity.Numerics;

/// <summary>
/// How far from singular: the condition number in the 1-norm, by Higham's form of Hager's estimator (SIAM J. Sci. Stat.
/// Comput. 1984; ACM TOMS 1988), as LAPACK's dpocon has it.
/// </summary>
internal sealed partial class Cholesky
{
    /// <summary>
    /// ‖A‖₁·‖A⁻¹‖₁ from a handful of solves: never more than the true number, and hardly ever less than a third of it. Log₁₀ of
    /// it is the number of digits that a solve may lose.
    /// </summary>
    public double ConditionEstimate() => _oneNorm * InverseOneNormEstimate();

    private double InverseOneNormEstimate()
    {
        var x = new double[Size];
        var signs = new double[Size];
        x.AsSpan().Fill(1.0 / Size);
        Solve(x);
        if (Size == 1) return Math.Abs(x[0]);

        double norm = SumOfSizes(x);
        Signs(x, signs);
        int at = -1;
        for (int iteration = 0; iteration < 5; iteration++)
        {
            signs.CopyTo(x, 0);
            Solve(x);
            int largest = LargestSize(x);
            if (at >= 0 && Math.Abs(x[largest]) == Math.Abs(x[at])) break;
            at = largest;

            Array.Clear(x);
            x[at] = 1;
            Solve(x);
            double next = SumOfSizes(x);
            bool turned = Signs(x, signs);
            if (next <= norm) break;
            norm = next;
            if (!turned) break;
        }

        // A vector that the iteration cannot fool.
        for (int i = 0; i < Size; i++) x[i] = (i % 2 == 0 ? 1 : -1) * (1 + i / (Size - 1.0));
        Solve(x);
        return Math.Max(norm, 2 * SumOfSizes(x) / (3 * Size));
    }

    /// <returns>Whether any sign changed.</returns>
    private static bool Signs(double[] x, double[] signs)
    {
        bool changed = false;
        for (int i = 0; i < x.Length; i++)
        {
            double sign = x[i] >= 0 ? 1 : -1;
            changed |= sign != signs[i];
            signs[i] = sign;
        }
        return changed;
    }

    private static int LargestSize(double[] x)
    {
        int at = 0;
        for (int i = 1; i < x.Length; i++)
        {
            if (Math.Abs(x[i]) > Math.Abs(x[at])) at = i;
        }
        return at;
    }

    private static double SumOfSizes(double[] x)
    {
        double sum = 0;
        foreach (double value in x) sum += Math.Abs(value);
        return sum;
    }

    /// <summary>Of the symmetric matrix whose lower triangle is given.</summary>
    private static double OneNorm(double[] lower, int size)
    {
        var sums = new double[size];
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < i; j++)
            {
                double entry = Math.Abs(lower[i * size + j]);
                sums[i] += entry;
                sums[j] += entry;
            }
            sums[i] += Math.Abs(lower[i * size + i]);
        }
        double norm = 0;
        foreach (double sum in sums) norm = Math.Max(norm, sum);
        return norm;
    }
}
