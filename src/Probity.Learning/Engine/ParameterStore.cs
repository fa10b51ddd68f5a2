using System.Numerics;

namespace Probity.Learning.Engine;

/// <summary>
/// All parameters of a network in one array, those that decay first, so that an optimiser, a norm or a checkpoint is one loop.
/// Each starts at a cache line; what lies between is 0 and stays 0.
/// </summary>
internal sealed unsafe class ParameterStore<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Parameter<T>[] _ordered;
    private readonly PinnedArray<T> _values;
    private PinnedArray<T>? _gradient;

    public ParameterStore(IEnumerable<Parameter<T>> parameters)
    {
        _ordered = [.. parameters.OrderBy(parameter => !parameter.Decays)];   // stable: otherwise as the layers lie
        Length = _ordered.Sum(parameter => RoomFor(parameter));
        Decaying = _ordered.Where(parameter => parameter.Decays).Sum(parameter => RoomFor(parameter));
        Count = _ordered.Sum(parameter => parameter.Length);
        _values = new PinnedArray<T>(Length);
        T* at = _values.Start;
        foreach (Parameter<T> parameter in _ordered)
        {
            parameter.Values = at;
            at += RoomFor(parameter);
        }
    }

    /// <summary>Elements, with those between parameters.</summary>
    public int Length { get; }

    /// <summary>The first so many elements decay.</summary>
    public int Decaying { get; }

    /// <summary>Numbers that training moves.</summary>
    public int Count { get; }

    /// <summary>Where the gradient may differ from 0 among the weights of a first layer that reads sparse rows; null where anywhere.</summary>
    public OccurringRows? Occurring { get; private set; }

    public Span<T> Values => _values.Span;

    public T* ValuesStart => _values.Start;

    /// <summary>Laid out as the values; made on first use.</summary>
    public Span<T> Gradient => GradientArray.Span;

    public T* GradientStart => GradientArray.Start;

    /// <summary>From now on batches are sparse rows, which the first layer's weights meet where their columns occur.</summary>
    public OccurringRows ExpectSparseRows() => Occurring = new OccurringRows(_ordered[0].Columns, RoomFor(_ordered[0]));

    private PinnedArray<T> GradientArray
    {
        get
        {
            if (_gradient is not null) return _gradient;
            _gradient = new PinnedArray<T>(Length);
            foreach (Parameter<T> parameter in _ordered) parameter.Gradient = _gradient.Start + (parameter.Values - _values.Start);
            return _gradient;
        }
    }

    private static int RoomFor(Parameter<T> parameter)
    {
        int line = 64 / sizeof(T);
        return checked((parameter.Length + line - 1) / line * line);
    }
}
