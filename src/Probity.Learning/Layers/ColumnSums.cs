using System.Numerics;
using System.Runtime.CompilerServices;

namespace Probity.Learning.Layers;

/// <summary>Sums in double of numbers of either precision: down the columns of a batch, or along a row. The order of adding is fixed by the width alone.</summary>
internal static unsafe class ColumnSums
{
    /// <summary>sums += x.</summary>
    public static void Add<T>(T* x, double* sums, int length) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int j = 0, half = Vector<double>.Count;
        for (; j <= length - (2 * half); j += 2 * half)
        {
            (Vector<double> lower, Vector<double> upper) = Load(x + j);
            (Vector.Load(sums + j) + lower).Store(sums + j);
            (Vector.Load(sums + j + half) + upper).Store(sums + j + half);
        }
        for (; j < length; j++) sums[j] += double.CreateTruncating(x[j]);
    }

    /// <summary>sums += (x − mean)².</summary>
    public static void AddSquares<T>(T* x, double* means, double* sums, int length) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int j = 0, half = Vector<double>.Count;
        for (; j <= length - (2 * half); j += 2 * half)
        {
            (Vector<double> lower, Vector<double> upper) = Load(x + j);
            lower -= Vector.Load(means + j);
            upper -= Vector.Load(means + j + half);
            (Vector.Load(sums + j) + (lower * lower)).Store(sums + j);
            (Vector.Load(sums + j + half) + (upper * upper)).Store(sums + j + half);
        }
        for (; j < length; j++)
        {
            double d = double.CreateTruncating(x[j]) - means[j];
            sums[j] += d * d;
        }
    }

    /// <summary>sums += dy, products += dy·(x − mean).</summary>
    public static void AddProducts<T>(T* dy, T* x, double* means, double* sums, double* products, int length) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int j = 0, half = Vector<double>.Count;
        for (; j <= length - (2 * half); j += 2 * half)
        {
            (Vector<double> dyLower, Vector<double> dyUpper) = Load(dy + j);
            (Vector<double> lower, Vector<double> upper) = Load(x + j);
            (Vector.Load(sums + j) + dyLower).Store(sums + j);
            (Vector.Load(sums + j + half) + dyUpper).Store(sums + j + half);
            (Vector.Load(products + j) + (dyLower * (lower - Vector.Load(means + j)))).Store(products + j);
            (Vector.Load(products + j + half) + (dyUpper * (upper - Vector.Load(means + j + half)))).Store(products + j + half);
        }
        for (; j < length; j++)
        {
            double d = double.CreateTruncating(dy[j]);
            sums[j] += d;
            products[j] += d * (double.CreateTruncating(x[j]) - means[j]);
        }
    }

    /// <summary>Σ dy, and Σ dy·(x − mean)·scale, down a column whose rows have means and scales of their own.</summary>
    public static void AddProducts<T>(T* dy, T* x, double mean, double scale, double* sums, double* products, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int j = 0, half = Vector<double>.Count;
        Vector<double> means = new(mean), scales = new(scale);
        for (; j <= length - (2 * half); j += 2 * half)
        {
            (Vector<double> dyLower, Vector<double> dyUpper) = Load(dy + j);
            (Vector<double> lower, Vector<double> upper) = Load(x + j);
            (Vector.Load(sums + j) + dyLower).Store(sums + j);
            (Vector.Load(sums + j + half) + dyUpper).Store(sums + j + half);
            (Vector.Load(products + j) + (dyLower * ((lower - means) * scales))).Store(products + j);
            (Vector.Load(products + j + half) + (dyUpper * ((upper - means) * scales))).Store(products + j + half);
        }
        for (; j < length; j++)
        {
            double d = double.CreateTruncating(dy[j]);
            sums[j] += d;
            products[j] += d * ((double.CreateTruncating(x[j]) - mean) * scale);
        }
    }

    /// <summary>Mean of a row, and its variance (divided by the width).</summary>
    public static (double Mean, double Variance) Moments<T>(T* x, int length) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int half = Vector<double>.Count, j = 0;
        Vector<double> first = default, second = default;
        for (; j <= length - (2 * half); j += 2 * half)
        {
            (Vector<double> lower, Vector<double> upper) = Load(x + j);
            first += lower;
            second += upper;
        }
        double sum = Vector.Sum(first + second);
        for (; j < length; j++) sum += double.CreateTruncating(x[j]);
        double mean = sum / length;

        var means = new Vector<double>(mean);
        (first, second) = (default, default);
        for (j = 0; j <= length - (2 * half); j += 2 * half)
        {
            (Vector<double> lower, Vector<double> upper) = Load(x + j);
            lower -= means;
            upper -= means;
            first += lower * lower;
            second += upper * upper;
        }
        sum = Vector.Sum(first + second);
        for (; j < length; j++)
        {
            double d = double.CreateTruncating(x[j]) - mean;
            sum += d * d;
        }
        return (mean, sum / length);
    }

    /// <summary>Σ dy·weight and Σ dy·weight·(x − mean) along a row.</summary>
    public static (double Sum, double Products) Weighted<T>(T* dy, T* weights, T* x, double mean, int length) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int half = Vector<double>.Count, j = 0;
        Vector<double> sums = default, products = default, means = new(mean);
        for (; j <= length - (2 * half); j += 2 * half)
        {
            (Vector<double> dyLower, Vector<double> dyUpper) = Load(dy + j);
            (Vector<double> weightLower, Vector<double> weightUpper) = Load(weights + j);
            (Vector<double> lower, Vector<double> upper) = Load(x + j);
            dyLower *= weightLower;
            dyUpper *= weightUpper;
            sums += dyLower + dyUpper;
            products += (dyLower * (lower - means)) + (dyUpper * (upper - means));
        }
        double sum = Vector.Sum(sums), product = Vector.Sum(products);
        for (; j < length; j++)
        {
            double d = double.CreateTruncating(dy[j]) * double.CreateTruncating(weights[j]);
            sum += d;
            product += d * (double.CreateTruncating(x[j]) - mean);
        }
        return (sum, product);
    }

    /// <summary>As many values as a vector of floats has, in double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector<double> Lower, Vector<double> Upper) Load<T>(T* at) where T : unmanaged
    {
        if (typeof(T) == typeof(double)) return (Vector.Load((double*)at), Vector.Load((double*)at + Vector<double>.Count));
        Vector.Widen(Vector.Load((float*)at), out Vector<double> lower, out Vector<double> upper);
        return (lower, upper);
    }
}
