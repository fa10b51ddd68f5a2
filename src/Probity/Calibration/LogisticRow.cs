using System.Numerics;
using System.Runtime.InteropServices;
using Probity.Numerics;

namespace Probity.Calibration;

/// <summary>What the two forms of multinomial logistic regression do with one row.</summary>
internal static class LogisticRow
{
    /// <summary>Turns a row of scores into its probabilities, in place.</summary>
    /// <returns>−ln p of the label.</returns>
    public static double Softmax(Span<double> row, int label)
    {
        double largest = double.NegativeInfinity;
        foreach (double score in row) largest = Math.Max(largest, score);
        double own = row[label] - largest, sum = 0;
        Span<Vector<double>> wide = MemoryMarshal.Cast<double, Vector<double>>(row);
        Vector<double> sums = default;
        for (int j = 0; j < wide.Length; j++) sums += wide[j] = Vector.Exp(wide[j] - new Vector<double>(largest));
        sum = Vector.Sum(sums);
        for (int j = wide.Length * Vector<double>.Count; j < row.Length; j++) sum += row[j] = Math.Exp(row[j] - largest);
        double share = 1 / sum;
        foreach (ref double term in row) term *= share;
        return Math.Log(sum) - own;
    }

    /// <summary>Turns a row of changes s of the scores into those of the gradient, share·p∘(s − p·s), in place.</summary>
    public static void Curve(Span<double> row, ReadOnlySpan<double> probabilities, double share)
    {
        double mean = DoubleVectors.Dot(row, probabilities);
        Span<Vector<double>> wide = MemoryMarshal.Cast<double, Vector<double>>(row);
        ReadOnlySpan<Vector<double>> wideP = MemoryMarshal.Cast<double, Vector<double>>(probabilities);
        for (int j = 0; j < wide.Length; j++) wide[j] = wideP[j] * share * (wide[j] - new Vector<double>(mean));
        for (int j = wide.Length * Vector<double>.Count; j < row.Length; j++) row[j] = probabilities[j] * share * (row[j] - mean);
    }
}
