using Probity.Learning;

namespace Probity.Similarity;

/// <summary>The layers that may stand between the linear layers of a head.</summary>
internal static class Activations
{
    public static IReadOnlyList<LayerDesign> All { get; } = [LayerDesign.Relu, LayerDesign.Gelu, LayerDesign.Tanh];

    /// <exception cref="ArgumentException">Another layer.</exception>
    public static LayerDesign Require(LayerDesign design)
    {
        ArgumentNullException.ThrowIfNull(design);
        return All.Contains(design) ? design : throw new ArgumentException($"activation: {design}; it must be {string.Join(", ", All)}");
    }
}
