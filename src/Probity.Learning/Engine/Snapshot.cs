using System.Numerics;

namespace Probity.Learning.Engine;

/// <summary>A copy of all that a network has learned, at some moment.</summary>
internal sealed class Snapshot<T>(Network<T> network) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] _parameters = network.Parameters.Values.ToArray();
    private readonly T[][] _statistics = [.. Statistics(network).Select(values => values.ToArray())];

    /// <summary>Copies from the network.</summary>
    public void Take(Network<T> from)
    {
        from.Parameters.Values.CopyTo(_parameters);
        foreach ((T[] values, T[] copy) in Statistics(from).Zip(_statistics)) values.CopyTo(copy, 0);
    }

    /// <summary>Copies back into a network of the same design.</summary>
    public void Put(Network<T> to)
    {
        _parameters.CopyTo(to.Parameters.Values);
        foreach ((T[] values, T[] copy) in Statistics(to).Zip(_statistics)) copy.CopyTo(values, 0);
    }

    private static IEnumerable<T[]> Statistics(Network<T> network) => network.Layers.SelectMany(layer => layer.Statistics).Select(statistic => statistic.Values);
}
