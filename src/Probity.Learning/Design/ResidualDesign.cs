using Probity.Learning.Engine;
using Probity.Learning.Layers;

namespace Probity.Learning;

internal sealed record ResidualDesign : LayerDesign
{
    public const int Deepest = 32;

    public ResidualDesign(IReadOnlyList<LayerDesign> inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        if (inner.Count == 0) throw new ArgumentException("residual: no layers inside; at least one is needed");
        Inner = inner;
        Depth = 1 + inner.Max(layer => layer.Depth);
        if (Depth > Deepest) throw new ArgumentException($"residual: blocks inside blocks {Depth} deep; {Deepest} is the most");
    }

    public IReadOnlyList<LayerDesign> Inner { get; }

    internal override int Depth { get; }

    public override string ToString() => $"residual({string.Join(' ', Inner)})";

    public bool Equals(ResidualDesign? other) => other is not null && Inner.SequenceEqual(other.Inner);

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    internal override int AddTo<T>(List<Layer<T>> layers, int inputs)
    {
        int first = layers.Count, width = inputs;
        foreach (LayerDesign layer in Inner) width = layer.AddTo(layers, width);
        if (width != inputs)
        {
            throw new ArgumentException(
                $"residual: takes {inputs:N0} values but its layers give {width:N0}; end it with linear({inputs}), or put a linear layer of {width:N0} outputs before it");
        }
        layers.Add(new ResidualSum<T>(width, first));
        return width;
    }
}
