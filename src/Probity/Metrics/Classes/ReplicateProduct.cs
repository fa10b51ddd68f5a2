using System.Runtime.Intrinsics;

namespace Probity.Metrics.Classes;

/// <summary>The product of replicate weights with a block of values: the one call behind which the matrix multiply stands.</summary>
internal static unsafe class ReplicateProduct
{
    /// <summary>sums[r, k] += Σ over i of weights[r, i]·values[i, k].</summary>
    /// <param name="weights">R rows, <paramref name="weightStride"/> apart.</param>
    /// <param name="weightStride">From one replicate to the next.</param>
    /// <param name="replicates">R.</param>
    /// <param name="rows">How many i.</param>
    /// <param name="values">rows×columns.</param>
    /// <param name="columns">How many k.</param>
    /// <param name="sums">R×columns.</param>
    public static void Add(double* weights, int weightStride, int replicates, int rows, double* values, int columns, double* sums)
    {
        int width = Vector256<double>.Count;
        int r = 0;
        for (; r <= replicates - 4; r += 4)
        {
            double* w0 = weights + ((long)r * weightStride), w1 = w0 + weightStride, w2 = w1 + weightStride, w3 = w2 + weightStride;
            double* to = sums + ((long)r * columns);
            int k = 0;
            for (; k <= columns - (2 * width); k += 2 * width)
            {
                Vector256<double> a0 = default, b0 = default, a1 = default, b1 = default, a2 = default, b2 = default, a3 = default, b3 = default;
                double* v = values + k;
                for (int i = 0; i < rows; i++, v += columns)
                {
                    Vector256<double> a = Vector256.Load(v), b = Vector256.Load(v + width);
                    Vector256<double> w = Vector256.Create(w0[i]);
                    a0 = Vector256.MultiplyAddEstimate(w, a, a0);
                    b0 = Vector256.MultiplyAddEstimate(w, b, b0);
                    w = Vector256.Create(w1[i]);
                    a1 = Vector256.MultiplyAddEstimate(w, a, a1);
                    b1 = Vector256.MultiplyAddEstimate(w, b, b1);
                    w = Vector256.Create(w2[i]);
                    a2 = Vector256.MultiplyAddEstimate(w, a, a2);
                    b2 = Vector256.MultiplyAddEstimate(w, b, b2);
                    w = Vector256.Create(w3[i]);
                    a3 = Vector256.MultiplyAddEstimate(w, a, a3);
                    b3 = Vector256.MultiplyAddEstimate(w, b, b3);
                }
                Store(to + k, a0, b0);
                Store(to + columns + k, a1, b1);
                Store(to + (2L * columns) + k, a2, b2);
                Store(to + (3L * columns) + k, a3, b3);
            }
            for (int more = 0; more < 4; more++) Plain(w0 + ((long)more * weightStride), rows, values, columns, k, to + ((long)more * columns));
        }
        for (; r < replicates; r++) Plain(weights + ((long)r * weightStride), rows, values, columns, 0, sums + ((long)r * columns));
    }

    private static void Store(double* to, Vector256<double> a, Vector256<double> b)
    {
        (Vector256.Load(to) + a).Store(to);
        (Vector256.Load(to + Vector256<double>.Count) + b).Store(to + Vector256<double>.Count);
    }

    private static void Plain(double* weights, int rows, double* values, int columns, int firstColumn, double* sums)
    {
        for (int i = 0; i < rows; i++)
        {
            double w = weights[i];
            if (w == 0) continue;
            double* row = values + ((long)i * columns);
            for (int k = firstColumn; k < columns; k++) sums[k] += w * row[k];
        }
    }
}
