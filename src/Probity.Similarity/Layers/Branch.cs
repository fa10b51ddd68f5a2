using System.Numerics;
using Probity.Learning.Engine;
using Probity.Learning.Layers;

namespace Probity.Similarity;

/// <summary>Layers one after the other for the rows of one key, which lie together: forward, back, and the gradient.</summary>
internal sealed unsafe class Branch<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int[] _widths;     // [i] is what layer i reads; the last is what comes out
    private readonly long[] _offsets;   // of each among the numbers that are kept of a row
    private PinnedArray<T>? _values, _deltas;
    private int _capacity;

    public Branch(IReadOnlyList<Layer<T>> layers)
    {
        Layers = layers;
        _widths = [.. layers.Select(layer => layer.Inputs), layers[^1].Outputs];
        _offsets = new long[_widths.Length];
        for (int i = 1; i < _widths.Length; i++) _offsets[i] = _offsets[i - 1] + _widths[i - 1];
    }

    public IReadOnlyList<Layer<T>> Layers { get; }

    public int Inputs => _widths[0];

    public int Outputs => _widths[^1];

    /// <summary>Numbers that a pass keeps of a row.</summary>
    public int Room => checked((int)(_offsets[^1] + Outputs));

    /// <summary>Training: rows of the batch that are of this key.</summary>
    public int Count { get; set; }

    public void Reserve(int capacity)
    {
        _capacity = capacity;
        _values = new PinnedArray<T>(checked(capacity * Room));
        _deltas = new PinnedArray<T>(checked(capacity * Room));
        foreach (Layer<T> layer in Layers) layer.Reserve(capacity);
        foreach (Layer<T> layer in Layers.Skip(1)) layer.ReserveBackward();
    }

    /// <summary>Training: what row i of this key comes in as.</summary>
    public Span<T> Input(int i) => new(At(_values!.Start, _capacity, 0, i), Inputs);

    public Span<T> Output(int i) => new(At(_values!.Start, _capacity, Layers.Count, i), Outputs);

    public Span<T> OutputDelta(int i) => new(At(_deltas!.Start, _capacity, Layers.Count, i), Outputs);

    public void Forward(in Step step, int start, int rows)
    {
        for (int i = 0; i < Layers.Count; i++)
        {
            T* y = At(_values!.Start, _capacity, i + 1, start);
            Layers[i].Forward(step, At(_values.Start, _capacity, i, start), y, start, rows);
            AddOther(i, _values.Start, _capacity, y, start, rows);
        }
    }

    /// <summary>Back to what the first layer gives: nobody asks for what lies before.</summary>
    public void Backward(in Step step, int start, int rows)
    {
        for (int i = Layers.Count - 1; i > 0; i--)
        {
            T* dx = At(_deltas!.Start, _capacity, i, start);
            Layers[i].Backward(step, At(_values!.Start, _capacity, i, start), At(_values.Start, _capacity, i + 1, start), At(_deltas.Start, _capacity, i + 1, start), dx, start, rows);
            for (int k = i; k < Layers.Count; k++)
            {
                if (Layers[k] is ResidualSum<T> sum && sum.From == i)
                    ElementWise.Add(new(At(_deltas.Start, _capacity, k + 1, start), rows * sum.Outputs), new Span<T>(dx, rows * sum.Outputs));
            }
        }
    }

    public void Gradient(int layer, int part)
    {
        if (Count > 0)
        {
            Layers[layer].Gradient(part, At(_values!.Start, _capacity, layer, 0), At(_deltas!.Start, _capacity, layer + 1, 0), Count);
            return;
        }
        if (part > 0) return;
        foreach (Parameter<T> parameter in Layers[layer].Parameters) parameter.GradientSpan.Clear();
    }

    /// <summary>As a trained network gives it, or with what is random drawn.</summary>
    /// <param name="room">Rows × <see cref="Room"/> numbers, whose first rows × inputs are filled.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="layers">How many layers, from the first.</param>
    /// <param name="sampling">Draws of random layers; null takes the network as it is.</param>
    /// <param name="number">By which the first row draws.</param>
    /// <returns>What the last of them gives, within the room.</returns>
    public T* Infer(T* room, int rows, int layers, Sampling? sampling = null, long number = 0)
    {
        for (int i = 0; i < layers; i++)
        {
            T* x = At(room, rows, i, 0), y = At(room, rows, i + 1, 0);
            if (sampling is { } draws) Layers[i].Forward(draws, x, y, number, rows);
            else Layers[i].Forward(x, y, rows);
            AddOther(i, room, rows, y, 0, rows);
        }
        return At(room, rows, layers, 0);
    }

    private void AddOther(int layer, T* room, int capacity, T* y, int start, int rows)
    {
        if (Layers[layer] is ResidualSum<T> sum) ElementWise.Add(new(At(room, capacity, sum.From, start), rows * sum.Inputs), new Span<T>(y, rows * sum.Inputs));
    }

    private T* At(T* room, int capacity, int layer, int row) => room + (capacity * _offsets[layer]) + ((long)row * _widths[layer]);
}
