using System.Globalization;
using System.Numerics;
using Probity.Learning.Engine;
using Probity.Learning.Layers;

namespace Probity.Learning;

/// <summary>A layer that gives as many values as it takes.</summary>
internal abstract record SameWidthDesign : LayerDesign
{
    internal sealed override int AddTo<T>(List<Layer<T>> layers, int inputs)
    {
        layers.Add(Build<T>(inputs, layers.Count));
        return inputs;
    }

    /// <param name="width">Of both sides.</param>
    /// <param name="index">Of the layer in its network.</param>
    private protected abstract Layer<T> Build<T>(int width, int index) where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

internal sealed record ReluDesign : SameWidthDesign
{
    public override string ToString() => "relu";

    private protected override Layer<T> Build<T>(int width, int index) => new ReluLayer<T>(width);
}

internal sealed record GeluDesign : SameWidthDesign
{
    public override string ToString() => "gelu";

    private protected override Layer<T> Build<T>(int width, int index) => new GeluLayer<T>(width);
}

internal sealed record TanhDesign : SameWidthDesign
{
    public override string ToString() => "tanh";

    private protected override Layer<T> Build<T>(int width, int index) => new TanhLayer<T>(width);
}

internal sealed record BatchNormalizationDesign : SameWidthDesign
{
    public override string ToString() => "batchnorm";

    private protected override Layer<T> Build<T>(int width, int index) => new BatchNormalization<T>(width);
}

internal sealed record LayerNormalizationDesign : SameWidthDesign
{
    public override string ToString() => "layernorm";

    private protected override Layer<T> Build<T>(int width, int index) => new LayerNormalization<T>(width);
}

internal sealed record DropoutDesign : SameWidthDesign
{
    public DropoutDesign(double rate)
    {
        if (!(rate >= 0 && rate < 1)) throw new ArgumentException($"dropout: {rate}; the share to drop must lie in [0, 1)");
        Rate = rate;
    }

    public double Rate { get; }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"dropout({Rate})");

    private protected override Layer<T> Build<T>(int width, int index) => new DropoutLayer<T>(width, Rate, index);
}
