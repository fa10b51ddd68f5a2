using System.Numerics;
using Probity.Learning.Engine;

namespace Probity.Learning;

/// <summary>One layer of a <see cref="NetworkDesign"/>, or a block of them.</summary>
public abstract record LayerDesign
{
    private protected LayerDesign()
    {
    }

    /// <summary>max(0, x) (Nair &amp; Hinton, ICML 2010).</summary>
    public static LayerDesign Relu { get; } = new ReluDesign();

    /// <summary>x·Φ(x) (Hendrycks &amp; Gimpel, 2016): a ReLU with a soft knee.</summary>
    public static LayerDesign Gelu { get; } = new GeluDesign();

    /// <summary>tanh x.</summary>
    public static LayerDesign Tanh { get; } = new TanhDesign();

    /// <summary>
    /// Every column to mean 0 and deviation 1 over the batch, then a learned scale and shift (Ioffe &amp; Szegedy, ICML 2015). A trained model
    /// uses running statistics in place of the batch's. Wants batches of some 16 rows or more.
    /// </summary>
    public static LayerDesign BatchNormalization { get; } = new BatchNormalizationDesign();

    /// <summary>Every row to mean 0 and deviation 1, then a learned scale and shift a column (Ba, Kiros &amp; Hinton, 2016). Does not look at other rows.</summary>
    public static LayerDesign LayerNormalization { get; } = new LayerNormalizationDesign();

    /// <summary>x·W + b.</summary>
    /// <param name="outputs">1 to 1,048,576.</param>
    /// <exception cref="ArgumentException">Out of range.</exception>
    public static LayerDesign Linear(int outputs) => new LinearDesign(outputs);

    /// <summary>While training, a random share of the values becomes 0 and the others grow so that the mean stays (Srivastava et al., JMLR 2014).</summary>
    /// <param name="rate">The share, in [0, 1).</param>
    /// <exception cref="ArgumentException">Out of range.</exception>
    public static LayerDesign Dropout(double rate) => new DropoutDesign(rate);

    /// <summary>x + f(x), with f some layers that keep the width (He et al., CVPR 2016).</summary>
    /// <param name="inner">f: at least one layer.</param>
    /// <exception cref="ArgumentException">No layers, or blocks inside blocks more than 32 deep.</exception>
    public static LayerDesign Residual(params IReadOnlyList<LayerDesign> inner) => new ResidualDesign(inner);

    /// <summary>As text, such as <c>linear(256)</c>.</summary>
    public abstract override string ToString();

    /// <summary>Blocks inside blocks; 0 where there are none.</summary>
    internal virtual int Depth => 0;

    /// <summary>Adds what it stands for.</summary>
    /// <param name="layers">Grows.</param>
    /// <param name="inputs">Width of what comes in.</param>
    /// <returns>Width of what goes out.</returns>
    internal abstract int AddTo<T>(List<Layer<T>> layers, int inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
