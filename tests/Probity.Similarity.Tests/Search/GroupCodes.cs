using Probity.Numerics;

namespace Probity.Similarity.Tests;

/// <summary>Embeddings of feature groups in clusters: softmax of logits that stand out in one value of each group, and normal noise.</summary>
internal static class GroupCodes
{
    public static float[] Of(GroupShape shape, int rows, int clusters, double height, double temperature, ulong seed)
    {
        var random = new RandomStream(seed);
        var codes = new float[rows * shape.Columns];
        for (int i = 0; i < rows; i++)
        {
            var centre = new RandomStream(1_000 + (ulong)random.NextInt32(clusters));
            for (int group = 0; group < shape.Groups; group++)
            {
                int chosen = centre.NextInt32(shape.Values);
                Span<float> values = codes.AsSpan((i * shape.Columns) + (group * shape.Values), shape.Values);
                double sum = 0;
                for (int value = 0; value < values.Length; value++)
                {
                    values[value] = (float)Math.Exp((random.NextGaussian() + (value == chosen ? height : 0)) / temperature);
                    sum += values[value];
                }
                foreach (ref float value in values) value = (float)(value / sum);
            }
        }
        return codes;
    }
}
