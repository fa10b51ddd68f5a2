using System.Numerics;

namespace Probity.Learning.Engine;

/// <summary>A copy of all that a network has learned, at some moment.</summary>
internal sealed class Snapshot<T>(Network<T> network) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>As they lie in the parameter store.</summary>
    public T[] Parameters { get; } = network.Parameters.Values.ToArray();

    /// <summary>Of all layers, in order.</summary>
    public IReadOnlyList<T[]> Statistics { get; } = [.. Of(network).Select(values => values.ToArray())];

    /// <summary>Copies from the network.</summary>
    public void Take(Network<T> from)
    {
        from.Parameters.Values.CopyTo(Parameters);
        foreach ((T[] values, T[] copy) in Of(from).Zip(Statistics)) values.CopyTo(copy, 0);
    }

    /// <summary>Copies back into a network of the same design.</summary>
    public void Put(Network<T> to)
    {
        Parameters.CopyTo(to.Parameters.Values);
        foreach ((T[] values, T[] copy) in Of(to).Zip(Statistics)) copy.CopyTo(values, 0);
    }

    private static IEnumerable<T[]> Of(Network<T> network) => network.Layers.SelectMany(layer => layer.Statistics).Select(statistic => statistic.Values);
}
