using System.Numerics;
using Probity.Learning.Engine;
using Probity.Numerics;

namespace Probity.Learning.Layers;

/// <summary>(x − mean)/√(variance + 10⁻⁵), then a scale and a shift a column, which training moves.</summary>
internal abstract unsafe class NormalizationLayer<T> : Layer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected const double Epsilon = 1e-5;

    protected NormalizationLayer(int width) : base(width, width)
    {
        Scale = NewParameter("scale", 1, width, decays: false);
        Shift = NewParameter("shift", 1, width, decays: false);
        Parameters = [Scale, Shift];
    }

    public sealed override IReadOnlyList<Parameter<T>> Parameters { get; }

    public sealed override double? GainBefore => null;

    protected Parameter<T> Scale { get; }

    protected Parameter<T> Shift { get; }

    public override void Initialise(RandomStream random, double gain)
    {
        Scale.Span.Fill(T.One);
        Shift.Span.Clear();
    }
}
