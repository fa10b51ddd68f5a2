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
    private readonly Action<int, int, int> _sum, _scale, _sumOccurring, _scaleOccurring;
    private readonly OccurringRows? _occurring;   // of a first layer's weights; elsewhere among them the gradient is 0
    private readonly int _first;                  // of what is walked whole
    private T _factor;

    /// <param name="parameters">Whose gradient is clipped.</param>
    /// <param name="largest">Positive.</param>
    public GradientClipping(ParameterStore<T> parameters, double largest)
    {
        _parameters = parameters;
        _largest = largest;
        _occurring = parameters.Occurring;
        _first = _occurring?.End ?? 0;
        int mostOccurring = _occurring is null ? 0 : RowRanges.Count(_occurring.End / _occurring.Width, _occurring.RowsAtOnce);
        _squares = new double[RowRanges.Count(parameters.Length - _first, RangeLength) + mostOccurring];
        _sum = (range, start, end) => _squares[range] = Sum(_first + start, _first + end);
        _scale = (_, start, end) => Scale(_first + start, _first + end);
        _sumOccurring = (range, start, end) =>
        {
            double sum = 0;
            foreach (int row in _occurring!.Rows[start..end]) sum += Sum(row * _occurring.Width, (row + 1) * _occurring.Width);
            _squares[RowRanges.Count(_parameters.Length - _first, RangeLength) + range] = sum;
        };
        _scaleOccurring = (_, start, end) =>
        {
            foreach (int row in _occurring!.Rows[start..end]) Scale(row * _occurring.Width, (row + 1) * _occurring.Width);
        };
    }

    /// <summary>Clips.</summary>
    /// <returns>The norm before. Where it is not finite the gradient is left alone, and training has diverged.</returns>
    public double Run()
    {
        int ranges = RowRanges.Count(_parameters.Length - _first, RangeLength);
        RowRanges.For(_parameters.Length - _first, RangeLength, _sum);
        if (_occurring is not null)
        {
            RowRanges.For(_occurring.Rows.Length, _occurring.RowsAtOnce, _sumOccurring);
            ranges += RowRanges.Count(_occurring.Rows.Length, _occurring.RowsAtOnce);
        }
        double total = 0;
        foreach (double square in _squares.AsSpan(0, ranges)) total += square;
        double norm = Math.Sqrt(total);
        if (norm > _largest && double.IsFinite(norm))
        {
            _factor = T.CreateTruncating(_largest / norm);
            RowRanges.For(_parameters.Length - _first, RangeLength, _scale);
            if (_occurring is not null) RowRanges.For(_occurring.Rows.Length, _occurring.RowsAtOnce, _scaleOccurring);
        }
        return norm;
    }

    // Ranges of the store are whole vectors, and what lies between parameters is 0; single rows of weights have a rest.
    private double Sum(int start, int end)
    {
        T* gradient = _parameters.GradientStart;
        Vector<double> low = default, high = default;
        int i = start;
        for (; i <= end - Vector<T>.Count; i += Vector<T>.Count)
        {
            if (typeof(T) == typeof(float))
            {
                Vector.Widen(Unsafe.BitCast<Vector<T>, Vector<float>>(Vector.Load(gradient + i)), out Vector<double> first, out Vector<double> second);
                low += first * first;
                high += second * second;
            }
            else
            {
                Vector<double> values = Unsafe.BitCast<Vector<T>, Vector<double>>(Vector.Load(gradient + i));
                low += values * values;
            }
        }
        double sum = Vector.Sum(low + high);
        for (; i < end; i++) sum += double.CreateTruncating(gradient[i]) * double.CreateTruncating(gradient[i]);
        return sum;
    }

    private void Scale(int start, int end)
    {
        T* gradient = _parameters.GradientStart;
        var factor = new Vector<T>(_factor);
        int i = start;
        for (; i <= end - Vector<T>.Count; i += Vector<T>.Count) (Vector.Load(gradient + i) * factor).Store(gradient + i);
        for (; i < end; i++) gradient[i] *= _factor;
    }
}
