using System.Numerics;
using Probity.Numerics;

namespace Probity.Learning;

/// <summary>Adam (Kingma &amp; Ba, ICLR 2015) with β₁ = 0.9, β₂ = 0.999, ε = 1e-8, for one array of parameters.</summary>
internal sealed class Adam
{
    private const float Beta1 = .9f;
    private const float Beta2 = .999f;
    private const float Epsilon = 1e-8f;
    private const int RangeLength = 32_768;

    private readonly float[] _parameters;
    private readonly float[] _gradient;
    private readonly float[] _mean;
    private readonly float[] _square;
    private readonly double _learningRate;
    private readonly Action<int, int, int> _update;
    private float _rate, _correction;
    private int _steps;

    /// <param name="parameters">Changed by every step.</param>
    /// <param name="gradient">As long; read by every step.</param>
    /// <param name="learningRate">About how far a parameter moves in one step.</param>
    public Adam(float[] parameters, float[] gradient, double learningRate)
    {
        _parameters = parameters;
        _gradient = gradient;
        _mean = new float[parameters.Length];
        _square = new float[parameters.Length];
        _learningRate = learningRate;
        _update = Update;
    }

    public void Step()
    {
        _steps++;
        _rate = (float)(_learningRate / (1 - Math.Pow(Beta1, _steps)));
        _correction = (float)(1 / (1 - Math.Pow(Beta2, _steps)));
        RowRanges.For(_parameters.Length, RangeLength, _update);
    }

    private void Update(int range, int start, int end)
    {
        int width = Vector<float>.Count;
        int i = start;
        for (; i + width <= end; i += width)
        {
            var gradient = new Vector<float>(_gradient, i);
            var mean = (new Vector<float>(_mean, i) * Beta1) + (gradient * (1 - Beta1));
            var square = (new Vector<float>(_square, i) * Beta2) + (gradient * gradient * (1 - Beta2));
            mean.CopyTo(_mean, i);
            square.CopyTo(_square, i);
            var move = mean * _rate / (Vector.SquareRoot(square * _correction) + new Vector<float>(Epsilon));
            (new Vector<float>(_parameters, i) - move).CopyTo(_parameters, i);
        }
        for (; i < end; i++)
        {
            float gradient = _gradient[i];
            _mean[i] = (_mean[i] * Beta1) + (gradient * (1 - Beta1));
            _square[i] = (_square[i] * Beta2) + (gradient * gradient * (1 - Beta2));
            _parameters[i] -= _mean[i] * _rate / (MathF.Sqrt(_square[i] * _correction) + Epsilon);
        }
    }
}
