using System.Numerics;
using Probity.Learning.Engine;
using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>
/// Softmax at a temperature within each group of columns. Straight-through (Bengio et al., 2013) gives the one-hot vector of the largest
/// in its place, with the derivative of the softmax.
/// </summary>
internal sealed unsafe class GroupSoftmaxLayer<T> : Layer<T>, IAnneals where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public const string TemperatureName = "temperature";

    private readonly int _groups, _size;
    private readonly bool _straightThrough;
    private readonly double _first, _last;
    private readonly T[] _temperature = new T[1];

    /// <param name="groups">G.</param>
    /// <param name="size">K: columns of a group.</param>
    /// <param name="temperature">At the start.</param>
    /// <param name="finalTemperature">Where training takes it; null leaves it.</param>
    /// <param name="straightThrough">One-hot outputs.</param>
    public GroupSoftmaxLayer(int groups, int size, double temperature, double? finalTemperature, bool straightThrough) : base(groups * size, groups * size)
    {
        (_groups, _size, _straightThrough) = (groups, size, straightThrough);
        (_first, _last) = (temperature, finalTemperature ?? temperature);
        Temperature = temperature;
        Statistics = finalTemperature is null ? [] : [(TemperatureName, _temperature)];
    }

    /// <summary>What sets scale and bias of the logits from rows; null where they stay as drawn.</summary>
    public LogitStart<T>? Start { get; init; }

    public bool Anneals => _first != _last;

    /// <summary>The temperature where training moves it: a model keeps the one that its weights were learned at.</summary>
    public override IReadOnlyList<(string Name, T[] Values)> Statistics { get; }

    public override bool ReadsOutput => !_straightThrough;

    /// <summary>Now.</summary>
    public double Temperature
    {
        get => double.CreateTruncating(_temperature[0]);
        set => _temperature[0] = T.CreateTruncating(value);
    }

    private T Beta => T.One / _temperature[0];

    public override void Initialise(RandomStream random, double gain) => Temperature = _first;

    /// <summary>first·(last/first)^progress: equal factors in equal times.</summary>
    public void Anneal(double progress)
    {
        if (_first != _last) Temperature = _first * Math.Pow(_last / _first, Math.Clamp(progress, 0, 1));
    }

    public override void Forward(T* x, T* y, int rows)
    {
        GroupSoftmax.Forward(x, y, (long)rows * _groups, _size, Beta);
        if (_straightThrough) GroupSoftmax.Harden(y, (long)rows * _groups, _size);
    }

    public override void Backward(in Step step, T* x, T* y, T* dy, T* dx, int start, int rows)
    {
        if (_straightThrough) GroupSoftmax.Forward(x, dx, (long)rows * _groups, _size, Beta);
        GroupSoftmax.Backward(_straightThrough ? dx : y, dy, dx, (long)rows * _groups, _size, Beta);
    }
}
