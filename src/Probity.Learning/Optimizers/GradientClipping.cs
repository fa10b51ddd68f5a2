using System.Numerics;
using System.Runtime.CompilerServices;
using Probity.Learning.Engine;
using Probity.Numerics;

namespace Probity.Learning;

/// <summary>Shortens the gradient of all parameters together to a largest Euclidean norm (Pascanu et al., ICML 2013); its direction stays.</summary>
/// <remarks>Squares are summed in double, one sum a range, added in the order of ranges: the same bits whatever the number of threads.</remarks>
internal sealed unsafe class GradientClipping<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int RangeLength = 32_768;

    private readonly ParameterStore<T> _parameters;
    private readonly double _largest;
    private readonly double[] _squares;
    private readonly Action<int, int, int> _sum, _scale;
    private T _factor;

    /// <param name="parameters">Whose gradient is clipped.</param>
    /// <param name="largest">Positive.</param>
    public GradientClipping(ParameterStore<T> parameters, double largest)
    {
        _parameters = parameters;
        _largest = largest;
        _squares = new double[RowRanges.Count(parameters.Length, RangeLength)];
        _sum = Sum;
        _scale = Scale;
    }

    /// <summary>Clips.</summary>
    /// <returns>The norm before. Where it is not finite the gradient is left alone, and training has diverged.</returns>
    public double Run()
    {
        RowRanges.For(_parameters.Length, RangeLength, _sum);
        double total = 0;
        foreach (double square in _squares) total += square;
        double norm = Math.Sqrt(total);
        if (norm > _largest && double.IsFinite(norm))
        {
            _factor = T.CreateTruncating(_largest / norm);
            RowRanges.For(_parameters.Length, RangeLength, _scale);
        }
        return norm;
    }

    // Ranges are whole vectors, and what lies between parameters is 0.
    private void Sum(int range, int start, int end)
    {
        T* gradient = _parameters.GradientStart;
        Vector<double> low = default, high = default;
        if (typeof(T) == typeof(float))
        {
            for (int i = start; i < end; i += Vector<float>.Count)
            {
                Vector.Widen(Unsafe.BitCast<Vector<T>, Vector<float>>(Vector.Load(gradient + i)), out Vector<double> first, out Vector<double> second);
                low += first * first;
                high += second * second;
            }
        }
        else
        {
            for (int i = start; i < end; i += Vector<double>.Count)
            {
                Vector<double> values = Unsafe.BitCast<Vector<T>, Vector<double>>(Vector.Load(gradient + i));
                low += values * values;
            }
        }
        _squares[range] = Vector.Sum(low + high);
    }

    private void Scale(int range, int start, int end)
    {
        T* gradient = _parameters.GradientStart;
        var factor = new Vector<T>(_factor);
        for (int i = start; i < end; i += Vector<T>.Count) (Vector.Load(gradient + i) * factor).Store(gradient + i);
    }
}
