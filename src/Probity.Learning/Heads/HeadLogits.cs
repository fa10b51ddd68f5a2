using System.Numerics;
using Probity.Learning.Engine;

namespace Probity.Learning;

/// <summary>The logits among a network's outputs: some heads have a column more.</summary>
internal static class HeadLogits
{
    /// <summary>N×K logits (N for a sigmoid) of rows.</summary>
    public static float[] Of<T>(Network<T> network, Head head, int classes, Features features) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var logits = new float[checked(features.Rows * head.LogitColumns(classes))];
        Of(network, head, classes, features, logits);
        return logits;
    }

    /// <summary>The same, into a destination.</summary>
    public static void Of<T>(Network<T> network, Head head, int classes, Features features, Span<float> destination) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int columns = head.LogitColumns(classes);
        if (typeof(T) == typeof(float) && columns == network.Outputs)
        {
            ((Network<float>)(object)network).Forward(features, destination);
            return;
        }
        var outputs = new T[checked(features.Rows * network.Outputs)];
        network.Forward(features, outputs);
        for (int i = 0; i < features.Rows; i++)
        {
            ReadOnlySpan<T> row = outputs.AsSpan(i * network.Outputs, columns);
            Span<float> to = destination.Slice(i * columns, columns);
            for (int j = 0; j < columns; j++) to[j] = float.CreateTruncating(row[j]);
        }
    }
}
