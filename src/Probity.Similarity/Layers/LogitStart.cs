using System.Numerics;
using Probity.Learning.Engine;
using Probity.Learning.Layers;

namespace Probity.Similarity;

/// <summary>
/// A start from data: every column of a linear layer's outputs gets mean 0 and deviation 1 over some rows (Krähenbühl et al., ICLR 2016;
/// Mishkin &amp; Matas, ICLR 2016), and a batch normalisation behind it begins with the moments that it will meet. Without it a softmax of
/// small logits is the same for all rows.
/// </summary>
/// <param name="linear">Gives the logits.</param>
/// <param name="normalization">Reads them; null where there is none.</param>
/// <param name="rescales">Whether weights and biases change; otherwise the moments of the normalisation alone do.</param>
internal sealed unsafe class LogitStart<T>(LinearLayer<T> linear, BatchNormalization<T>? normalization, bool rescales)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int MostValues = 1 << 23, FewestRows = 32, MostRows = 4_096;

    public LinearLayer<T> Linear => linear;

    /// <summary>Rows that are enough, where so many numbers are kept of each.</summary>
    public static int RowsWanted(int width) => Math.Clamp(MostValues / width, FewestRows, MostRows);

    /// <param name="logits">N × outputs of the linear layer. Fewer than two rows say nothing and change nothing.</param>
    public void Apply(ReadOnlySpan<T> logits)
    {
        int width = linear.Outputs, rows = logits.Length / width;
        if (rows < 2) return;
        double[] means = new double[width], variances = new double[width];
        fixed (T* z = logits)
        fixed (double* mean = means, variance = variances)
        {
            for (int i = 0; i < rows; i++) ColumnSums.Add(z + ((long)i * width), mean, width);
            for (int j = 0; j < width; j++) mean[j] /= rows;
            for (int i = 0; i < rows; i++) ColumnSums.AddSquares(z + ((long)i * width), mean, variance, width);
        }
        for (int j = 0; j < width; j++)
        {
            double mean = means[j], deviation = Math.Sqrt(variances[j] / rows);
            if (!double.IsFinite(mean)) continue;
            if (!(deviation > 1e-6 * Math.Abs(mean)) || !double.IsFinite(1 / deviation)) deviation = 1;   // the same in all rows but for rounding
            if (rescales)
            {
                Rescale(j, mean, deviation);
                (mean, deviation) = (0, 1);
            }
            if (normalization is null) continue;
            Moments("mean")[j] = T.CreateTruncating(mean);
            Moments(BatchNormalization<T>.VarianceName)[j] = T.CreateTruncating(deviation * deviation);
        }
    }

    private void Rescale(int column, double mean, double deviation)
    {
        foreach (Parameter<T> parameter in linear.Parameters)
        {
            double shift = parameter == linear.Parameters[^1] ? mean : 0;   // the bias
            for (int i = 0; i < parameter.Rows; i++)
            {
                ref T value = ref parameter.Values[((long)i * parameter.Columns) + column];
                value = T.CreateTruncating((double.CreateTruncating(value) - shift) / deviation);
            }
        }
    }

    private T[] Moments(string name) => normalization!.Statistics.Single(statistic => statistic.Name == name).Values;
}
