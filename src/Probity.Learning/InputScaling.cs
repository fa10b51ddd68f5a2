using System.Numerics;
using System.Runtime.InteropServices;
using Probity.Learning.Layers;

namespace Probity.Learning;

/// <summary>
/// Standardises inputs, (x − mean) · factor, by what the training rows show: the mean and one over the standard deviation (divided by N) of
/// every column, or of all numbers together. Immutable; saved with the network that it belongs to.
/// </summary>
internal sealed class InputScaling
{
    private readonly double[] _means, _factors;
    private readonly float[] _floatMeans, _floatFactors;

    /// <param name="means">One a column, or one for all.</param>
    /// <param name="factors">As many, finite and not negative.</param>
    /// <exception cref="ArgumentException">Lengths differ, or a number is out of range.</exception>
    public InputScaling(double[] means, double[] factors)
    {
        Require.SameRows(means.Length, factors.Length, "means", "factors");
        Require.SomeRows(means.Length, "means");
        for (int j = 0; j < means.Length; j++)
        {
            if (!float.IsFinite((float)means[j]) || !(factors[j] >= 0) || !float.IsFinite((float)factors[j]))
                throw new ArgumentException($"scaling: column {j} has mean {means[j]} and factor {factors[j]}; both must be finite, the factor not negative");
        }
        (_means, _factors) = (means, factors);
        _floatMeans = [.. means.Select(mean => (float)mean)];
        _floatFactors = [.. factors.Select(factor => (float)factor)];
    }

    /// <summary>One a column, or one for all.</summary>
    public ReadOnlySpan<double> Means => _means;

    /// <summary>As many.</summary>
    public ReadOnlySpan<double> Factors => _factors;

    /// <summary>Columns that were the same number in every row (to within what a float can scale): their factor is 0 and they become 0, whatever new rows hold. Known after fitting only.</summary>
    public int ConstantColumns { get; private init; }

    /// <summary>What to tell whoever trains, or null.</summary>
    public string? Note => ConstantColumns == 0 ? null
        : $"features: {ConstantColumns:N0} of {Means.Length:N0} columns are the same number in every row; they become 0 and teach nothing";

    /// <summary>What an option asks for; null for nothing.</summary>
    /// <exception cref="ArgumentException">No rows, or sparse ones that were to be shifted.</exception>
    public static InputScaling? Of(FeatureScaling scaling, Features features) => scaling switch
    {
        FeatureScaling.Columns => Columns(features),
        FeatureScaling.Together => Together(features),
        FeatureScaling.Auto when features is not SparseFeatures => Columns(features),
        _ => null,
    };

    /// <summary>Every column to mean 0 and deviation 1.</summary>
    /// <exception cref="ArgumentException">No rows, or sparse ones.</exception>
    public static InputScaling Columns(Features features)
    {
        Check(features);
        (double[] means, double[] variances) = Moments(features);
        int constant = 0;
        double[] factors = new double[variances.Length];
        for (int j = 0; j < factors.Length; j++) factors[j] = Factor(variances[j], means[j], ref constant);
        return new InputScaling(means, factors) { ConstantColumns = constant };
    }

    /// <summary>All numbers together to mean 0 and deviation 1: for images and other columns of one kind.</summary>
    /// <exception cref="ArgumentException">No rows, or sparse ones.</exception>
    public static InputScaling Together(Features features)
    {
        Check(features);
        (double[] means, double[] variances) = Moments(features);
        double mean = means.Average();
        double variance = variances.Average() + means.Average(own => (own - mean) * (own - mean));   // within columns and between them
        int constant = 0;
        double factor = Factor(variance, mean, ref constant);
        return new InputScaling([mean], [factor]) { ConstantColumns = constant };
    }

    /// <summary>Scales a row in place.</summary>
    public void Apply<T>(Span<T> row) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (_means.Length > 1) Require.SameRows(_means.Length, row.Length, "columns of the scaling", "columns of the row");
        if (typeof(T) == typeof(float)) Apply(_floatMeans, _floatFactors, MemoryMarshal.Cast<T, float>(row));
        else Apply(_means, _factors, MemoryMarshal.Cast<T, double>(row));
    }

    private static void Apply<T>(T[] means, T[] factors, Span<T> row) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ref T at = ref MemoryMarshal.GetReference(row), mean = ref means[0], factor = ref factors[0];
        int j = 0;
        bool one = means.Length == 1;
        Vector<T> allMeans = new(mean), allFactors = new(factor);
        for (; j <= row.Length - Vector<T>.Count; j += Vector<T>.Count)
        {
            if (!one) (allMeans, allFactors) = (Vector.LoadUnsafe(ref mean, (nuint)j), Vector.LoadUnsafe(ref factor, (nuint)j));
            ((Vector.LoadUnsafe(ref at, (nuint)j) - allMeans) * allFactors).StoreUnsafe(ref at, (nuint)j);
        }
        for (; j < row.Length; j++) row[j] = (row[j] - means[one ? 0 : j]) * factors[one ? 0 : j];
    }

    private static void Check(Features features)
    {
        ArgumentNullException.ThrowIfNull(features);
        Require.SomeRows(features.Rows, nameof(features));
        if (features is SparseFeatures)
            throw new ArgumentException("features: sparse rows cannot be standardised, for shifting would fill every zero; use no scaling, or give dense rows");
    }

    /// <summary>
    /// 1/deviation, or 0 where the numbers are equal as far as floats can tell, or so small that the factor is no float: nothing was learned
    /// about the column, and a new row in which it differs must not move the answer by weights that are still those of the start.
    /// </summary>
    private static double Factor(double variance, double mean, ref int constant)
    {
        double deviation = Math.Sqrt(variance);
        if (deviation > 1e-9 * Math.Abs(mean) && float.IsFinite((float)(1 / deviation))) return 1 / deviation;
        constant++;
        return 0;
    }

    private static unsafe (double[] Means, double[] Variances) Moments(Features features)
    {
        int columns = features.Columns;
        double[] means = new double[columns], variances = new double[columns];
        float[] row = new float[columns];
        fixed (double* mean = means, variance = variances)
        fixed (float* values = row)
        {
            for (int i = 0; i < features.Rows; i++)
            {
                features.Read<float>(i, row);
                ColumnSums.Add(values, mean, columns);
            }
            for (int j = 0; j < columns; j++) means[j] /= features.Rows;
            for (int i = 0; i < features.Rows; i++)
            {
                features.Read<float>(i, row);
                ColumnSums.AddSquares(values, mean, variance, columns);
            }
            for (int j = 0; j < columns; j++) variances[j] /= features.Rows;
        }
        return (means, variances);
    }
}
