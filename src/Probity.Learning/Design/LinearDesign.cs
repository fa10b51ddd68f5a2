using Probity.Learning.Engine;
using Probity.Learning.Layers;

namespace Probity.Learning;

internal sealed record LinearDesign : LayerDesign
{
    public LinearDesign(int outputs)
    {
        Require.InRange(outputs, 1, 1 << 20, "outputs of a linear layer");
        Outputs = outputs;
    }

    public int Outputs { get; }

    public override string ToString() => $"linear({Outputs})";

    internal override int AddTo<T>(List<Layer<T>> layers, int inputs)
    {
        NetworkDesign.RequireFew(inputs, Outputs, ToString());
        layers.Add(new LinearLayer<T>(inputs, Outputs));
        return Outputs;
    }
}
