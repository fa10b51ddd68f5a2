using System.Numerics;

namespace Probity.Learning.Layers;

/// <summary>The products of a linear layer with rows that are stored without their zeros.</summary>
internal static unsafe class SparseProduct
{
    /// <summary>y = b + Σ v·W[column], row by row: the same bits alone and among others.</summary>
    public static void Forward<T>(LinearLayer<T> layer, SparseFeatures features, int first, T* y, int rows) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < rows; i++) Forward(layer, features, first + i, y + ((long)i * layer.Outputs));
    }

    /// <summary>One row.</summary>
    public static void Forward<T>(LinearLayer<T> layer, SparseFeatures features, int row, T* y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        layer.Parameters[1].Span.CopyTo(new Span<T>(y, layer.Outputs));
        AddRows(layer.Parameters[0].Values, layer.Outputs, features.ColumnsOf(row), features.ValuesOf(row), y);
    }

    /// <summary>y += Σ v·matrix[row], four rows at a time.</summary>
    public static void AddRows<T>(T* matrix, int width, ReadOnlySpan<int> rows, ReadOnlySpan<float> values, T* y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int e = 0;
        for (; e <= rows.Length - 4; e += 4)
        {
            T* a = Row(rows[e]), b = Row(rows[e + 1]), c = Row(rows[e + 2]), d = Row(rows[e + 3]);
            T ofA = T.CreateTruncating(values[e]), ofB = T.CreateTruncating(values[e + 1]);
            T ofC = T.CreateTruncating(values[e + 2]), ofD = T.CreateTruncating(values[e + 3]);
            Vector<T> allA = new(ofA), allB = new(ofB), allC = new(ofC), allD = new(ofD);
            int j = 0;
            for (; j <= width - Vector<T>.Count; j += Vector<T>.Count)
            {
                Vector<T> sum = (Vector.Load(a + j) * allA) + (Vector.Load(b + j) * allB) + ((Vector.Load(c + j) * allC) + (Vector.Load(d + j) * allD));
                (Vector.Load(y + j) + sum).Store(y + j);
            }
            for (; j < width; j++) y[j] += (a[j] * ofA) + (b[j] * ofB) + ((c[j] * ofC) + (d[j] * ofD));
        }
        for (; e < rows.Length; e++)
        {
            T* a = Row(rows[e]);
            T ofA = T.CreateTruncating(values[e]);
            var allA = new Vector<T>(ofA);
            int j = 0;
            for (; j <= width - Vector<T>.Count; j += Vector<T>.Count) (Vector.Load(y + j) + (Vector.Load(a + j) * allA)).Store(y + j);
            for (; j < width; j++) y[j] += a[j] * ofA;
        }

        T* Row(int row) => matrix + ((long)row * width);
    }
}
