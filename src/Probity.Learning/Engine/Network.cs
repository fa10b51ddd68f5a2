using System.Buffers;
using System.Numerics;
using Probity.Learning.Layers;
using Probity.Numerics;

namespace Probity.Learning.Engine;

/// <summary>Layers one after the other, with their weights. Once trained only read, by any number of threads.</summary>
internal sealed unsafe class Network<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int RowsAtOnce = 24;   // a multiple of the rows of a product's tallest tile
    private const ulong WeightStreams = 1UL << 32;

    private readonly long[] _offsets;    // of a layer's input among the scratch of one row

    /// <param name="layers">At least one; each takes what the one before gives.</param>
    public Network(IReadOnlyList<Layer<T>> layers)
    {
        Layers = layers;
        for (int i = 1; i < layers.Count; i++)
        {
            if (layers[i].Inputs != layers[i - 1].Outputs)
                throw new ArgumentException($"layer {i} takes {layers[i].Inputs:N0} values but the one before gives {layers[i - 1].Outputs:N0}");
        }
        Parameters = new ParameterStore<T>(layers.SelectMany(layer => layer.Parameters));
        _offsets = new long[layers.Count + 1];
        for (int i = 0; i < layers.Count; i++) _offsets[i + 1] = _offsets[i] + layers[i].Inputs;
    }

    public IReadOnlyList<Layer<T>> Layers { get; }

    public ParameterStore<T> Parameters { get; }

    /// <summary>What every input row passes first; null where rows are taken as they are.</summary>
    public InputScaling? Scaling { get; set; }

    public int Inputs => Layers[0].Inputs;

    public int Outputs => Layers[^1].Outputs;

    /// <summary>Draws the weights at the start, layer by layer from streams of their own.</summary>
    public void Initialise(ulong seed)
    {
        for (int i = 0; i < Layers.Count; i++)
        {
            double gain = Layers.Skip(i + 1).Select(layer => layer.GainBefore).FirstOrDefault(gain => gain is not null) ?? 1;
            Layers[i].Initialise(new RandomStream(seed, WeightStreams + (ulong)i), gain);
        }
    }

    /// <summary>Outputs of rows, without regard to the rows beside: the same bits alone and among others.</summary>
    /// <param name="features">Where the rows come from.</param>
    /// <param name="destination">Room for N × the outputs of the last layer asked for.</param>
    /// <param name="layers">How many layers, from the first; all of them where null.</param>
    /// <param name="sampling">Draws of random layers; null takes the network as it is.</param>
    public void Forward(Features features, Span<T> destination, int? layers = null, Sampling? sampling = null) =>
        Forward(features, 0, features.Rows, destination, layers, sampling);

    /// <summary>The same for rows [firstRow, firstRow + rows) of the features.</summary>
    public void Forward(Features features, int firstRow, int rows, Span<T> destination, int? layers = null, Sampling? sampling = null)
    {
        int count = layers ?? Layers.Count;
        int outputs = count == 0 ? Inputs : Layers[count - 1].Outputs;
        Require.Destination(checked(rows * outputs), destination.Length, nameof(destination));
        fixed (T* to = destination)
        {
            T* target = to;   // a lambda may capture pointers but not what is fixed
            RowRanges.For(rows, RowsAtOnce, (_, start, end) => Forward(features, firstRow + start, end - start, count, target + ((long)start * outputs), sampling));
        }
    }

    /// <summary>A row as the first layer reads it.</summary>
    public void Read(Features features, int row, Span<T> destination)
    {
        features.Read(row, destination);
        Scaling?.Apply(destination);
    }

    /// <summary>The features where the first layer may take them as they are stored, without the zeros; else null.</summary>
    public SparseFeatures? AsSparse(Features features) =>
        Scaling is null && Layers[0] is LinearLayer<T> && !Layers.Any(layer => layer is ResidualSum<T> { From: 0 }) ? features as SparseFeatures : null;

    private void Forward(Features features, int first, int rows, int layers, T* to, Sampling? sampling)
    {
        SparseFeatures? sparse = layers > 0 ? AsSparse(features) : null;
        long skipped = sparse is null ? 0 : Inputs;   // zeros need no room
        T[] scratch = ArrayPool<T>.Shared.Rent(checked((int)(rows * (_offsets[layers] - skipped))));
        fixed (T* start = scratch)
        {
            T* Input(int layer, T* scratchStart) => layer == layers ? to : scratchStart + (rows * (_offsets[layer] - skipped));
            for (int i = 0; i < rows && sparse is null; i++) Read(features, first + i, new Span<T>(Input(0, start) + ((long)i * Inputs), Inputs));
            for (int i = 0; i < layers; i++)
            {
                T* y = Input(i + 1, start);
                if (i == 0 && sparse is not null) SparseProduct.Forward((LinearLayer<T>)Layers[0], sparse, first, y, rows);
                else if (sampling is { } draws) Layers[i].Forward(draws, Input(i, start), y, draws.FirstRow + first, rows);
                else Layers[i].Forward(Input(i, start), y, rows);
                if (Layers[i] is ResidualSum<T> sum) ElementWise.Add(new(Input(sum.From, start), rows * sum.Inputs), new Span<T>(y, rows * sum.Inputs));
            }
        }
        ArrayPool<T>.Shared.Return(scratch);
    }
}
