using System.Numerics;
using Probity.Numerics;

namespace Probity.Scores;

/// <summary>Probabilities from logits: softmax over K ≥ 2 columns, the logistic function for one.</summary>
public static class Softmax
{
    /// <summary>softmax(z/T) of every row.</summary>
    /// <param name="logits">N×K logits, row-major; one column means binary. −∞ gives exactly 0.</param>
    /// <param name="classes">K.</param>
    /// <param name="probabilities">At least N×K values; for one column the probability of class 1.</param>
    /// <param name="temperature">T &gt; 0. The default value is 1.</param>
    /// <exception cref="ArgumentException">The shape is wrong, a logit is NaN or +∞, or a row is −∞ throughout.</exception>
    public static void Compute(ReadOnlySpan<float> logits, int classes, Span<double> probabilities, double temperature = 1) =>
        ComputeAny(logits, classes, probabilities, temperature);

    /// <inheritdoc cref="Compute(ReadOnlySpan{float}, int, Span{double}, double)"/>
    public static void Compute(ReadOnlySpan<double> logits, int classes, Span<double> probabilities, double temperature = 1) =>
        ComputeAny(logits, classes, probabilities, temperature);

    private static unsafe void ComputeAny<T>(ReadOnlySpan<T> logits, int classes, Span<double> probabilities, double temperature)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require.Rows(logits.Length, classes, nameof(logits));
        Require.Temperature(temperature, nameof(temperature));
        Require.Destination(logits.Length, probabilities.Length, nameof(probabilities));
        fixed (double* destination = probabilities)
        {
            var sink = new Sink<T> { Beta = 1 / temperature, Probabilities = destination };
            SoftmaxRows.For<T, Sink<T>, SquaredTerms>(logits, classes, 1 / temperature, sink);
        }
    }

    private unsafe struct Sink<T> : IRowSink<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public double Beta;
        public double* Probabilities;

        public readonly void Row(int i, in SoftmaxTerms terms, ReadOnlySpan<T> logits)
        {
            double total = 1 + terms.Rest;
            if (logits.Length == 1)
            {
                Probabilities[i] = terms.Predicted == 1 ? 1 / total : terms.Rest / total;
                return;
            }
            double* row = Probabilities + ((long)i * logits.Length);
            for (int j = 0; j < logits.Length; j++)
                row[j] = Math.Exp(Beta * (double.CreateTruncating(logits[j]) - terms.MaxLogit)) / total;
        }
    }
}
