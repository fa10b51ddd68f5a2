using Probity.IO;
using Probity.Learning.Engine;

namespace Probity.Learning.Files;

/// <summary>Weights, statistics and input scaling of a network as tensors, such as <c>member.0.layer.2.weight</c> behind a prefix of <c>member.0.</c></summary>
internal static class NetworkTensors
{
    public static IEnumerable<SafetensorsTensor> Of(Network<float> network, string prefix)
    {
        for (int i = 0; i < network.Layers.Count; i++)
        {
            foreach (Parameter<float> parameter in network.Layers[i].Parameters)
                yield return SafetensorsTensor.Create(Name(prefix, i, parameter.Name), parameter.Span, parameter.Rows, parameter.Columns);
            foreach ((string name, float[] values) in network.Layers[i].Statistics)
                yield return SafetensorsTensor.Create(Name(prefix, i, name), values);
        }
        if (network.Scaling is not { } scaling) yield break;
        yield return SafetensorsTensor.Create(MeanName(prefix), scaling.Means);
        yield return SafetensorsTensor.Create(FactorName(prefix), scaling.Factors);
    }

    /// <summary>Whether a file has all that a design asks for: nothing is made room for that the file does not hold.</summary>
    /// <exception cref="InvalidDataException">A tensor is missing, or of another shape.</exception>
    /// <exception cref="ArgumentException">The layers do not fit together.</exception>
    public static void Check(TensorSource tensors, NetworkDesign design, int inputs, int outputs, string prefix)
    {
        (int width, int layers) = Check(tensors, design.Layers, inputs, layers: 0, prefix);
        Check(tensors, [new LinearDesign(outputs)], width, layers, prefix);
    }

    /// <summary>Fills a network of the design that was checked.</summary>
    /// <exception cref="InvalidDataException">A weight is not finite.</exception>
    public static void Fill(Network<float> network, TensorSource tensors, string prefix, int scaledColumns)
    {
        for (int i = 0; i < network.Layers.Count; i++)
        {
            foreach (Parameter<float> parameter in network.Layers[i].Parameters)
                Fill(parameter.Span, tensors.Take(Name(prefix, i, parameter.Name), NumberType.Float32, parameter.Rows, parameter.Columns), tensors);
            foreach ((string name, float[] values) in network.Layers[i].Statistics)
                Fill(values, tensors.Take(Name(prefix, i, name), NumberType.Float32, values.Length), tensors);
        }
        if (scaledColumns == 0) return;
        double[] means = tensors.Take(MeanName(prefix), NumberType.Float64, scaledColumns).ToDoubles();
        network.Scaling = new InputScaling(means, tensors.Take(FactorName(prefix), NumberType.Float64, scaledColumns).ToDoubles());
    }

    private static (int Width, int Layers) Check(TensorSource tensors, IReadOnlyList<LayerDesign> designs, int width, int layers, string prefix)
    {
        foreach (LayerDesign design in designs)
        {
            if (design is ResidualDesign block)
            {
                layers = Check(tensors, block.Inner, width, layers, prefix).Layers + 1;   // the sum behind them has no parameters
                continue;
            }
            var built = new List<Layer<float>>();
            width = design.AddTo(built, width);
            foreach (Layer<float> layer in built)
            {
                foreach (Parameter<float> parameter in layer.Parameters) tensors.Take(Name(prefix, layers, parameter.Name), NumberType.Float32, parameter.Rows, parameter.Columns);
                foreach ((string name, float[] values) in layer.Statistics) tensors.Take(Name(prefix, layers, name), NumberType.Float32, values.Length);
                layers++;
            }
        }
        return (width, layers);
    }

    private static void Fill(Span<float> values, SafetensorsTensor tensor, TensorSource tensors)
    {
        tensor.CopyTo(values);
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i])) throw new InvalidDataException($"{tensors.File}: tensor '{tensor.Name}' holds {values[i]}; a model's numbers are finite");
        }
    }

    private static string Name(string prefix, int layer, string name) => FormattableString.Invariant($"{prefix}layer.{layer}.{name}");

    private static string MeanName(string prefix) => prefix + "scaling.mean";

    private static string FactorName(string prefix) => prefix + "scaling.factor";
}
