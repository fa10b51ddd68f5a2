using System.Numerics;
using System.Runtime.InteropServices;
using Probity.Numerics;

namespace Probity.Calibration;

/// <summary>What multinomial logistic calibrators see of a row: the logarithms of softmax(β·z), mixed with the uniform distribution.</summary>
/// <param name="Beta">1/T.</param>
/// <param name="Mix">Weight of the uniform distribution, in [0, 1).</param>
internal readonly record struct LogisticFeatures(double Beta, double Mix)
{
    private const double Lowest = -1e100;   // so that its square is a number too

    /// <summary>The model's own log-probabilities.</summary>
    public static LogisticFeatures LogProbabilities => new(1, 0);

    /// <summary>Turns the finite logits of one row, of two classes or more, into features.</summary>
    public void Apply(Span<double> row)
    {
        double largest = double.NegativeInfinity;
        foreach (double z in row) largest = Math.Max(largest, z);
        for (int i = 0; i < row.Length; i++) row[i] = Math.Max(Lowest, Beta * (row[i] - largest));
        double logSum = Math.Log(SumOfExponentials(row));
        if (Mix == 0)
        {
            foreach (ref double z in row) z -= logSum;
            return;
        }
        double uniform = Mix / row.Length, rest = 1 - Mix;
        Span<Vector<double>> wide = MemoryMarshal.Cast<double, Vector<double>>(row);
        for (int i = 0; i < wide.Length; i++) wide[i] = Vector.Log((rest * Vector.Exp(wide[i] - new Vector<double>(logSum))) + new Vector<double>(uniform));
        for (int i = wide.Length * Vector<double>.Count; i < row.Length; i++) row[i] = Math.Log((rest * Math.Exp(row[i] - logSum)) + uniform);
    }

    /// <summary>The way back from features whose exponentials sum to 1: the model's logits, up to a constant.</summary>
    /// <remarks>Probabilities below what the mixing leaves to every class cannot occur; they are read as just above it.</remarks>
    public void Invert(Span<double> row)
    {
        double uniform = Mix / row.Length;
        foreach (ref double z in row)
        {
            double logit = Mix == 0 ? z : Math.Log(Math.Max(Math.Exp(z) - uniform, Math.BitIncrement(uniform) - uniform));
            z = logit / Beta;
        }
    }

    /// <summary>Features of all rows, each followed by so many ones.</summary>
    public double[] Of(CalibrationRows rows, int ones = 0)
    {
        LogisticFeatures self = this;
        int classes = rows.Classes, stride = classes + ones;
        var features = new double[checked(rows.Count * stride)];
        RowRanges.For(rows.Count, RowRanges.Length(stride), (_, start, end) =>
        {
            for (int i = start; i < end; i++)
            {
                Span<double> row = features.AsSpan(i * stride, stride);
                rows.Logits.AsSpan(i * classes, classes).CopyTo(row);
                self.Apply(row[..classes]);
                row[classes..].Fill(1);
            }
        });
        return features;
    }

    private static double SumOfExponentials(ReadOnlySpan<double> row)
    {
        ReadOnlySpan<Vector<double>> wide = MemoryMarshal.Cast<double, Vector<double>>(row);
        Vector<double> sums = default;
        foreach (Vector<double> z in wide) sums += Vector.Exp(z);
        double sum = Vector.Sum(sums);
        for (int i = wide.Length * Vector<double>.Count; i < row.Length; i++) sum += Math.Exp(row[i]);
        return sum;
    }
}
