using Probity.Metrics;
using Probity.Numerics;

namespace Probity.Tests.Metrics;

/// <summary>
/// A binary classifier whose stated log-odds z are right with log-odds slope·z: calibrated at a slope of 1, over-confident
/// below.
/// </summary>
internal sealed record SimulatedRows(double[] Confidence, bool[] Correct, double[] Nll, double[] Brier)
{
    public EvaluationRows Rows => new() { Confidence = Confidence, Correct = Correct, Nll = Nll, Brier = Brier };

    public static SimulatedRows Draw(ulong seed, int rows, double slope = 1, double shift = 1.5)
    {
        var stream = new RandomStream(seed, 123);
        double[] confidence = new double[rows], nll = new double[rows], brier = new double[rows];
        var correct = new bool[rows];
        for (int i = 0; i < rows; i++)
        {
            double z = Math.Abs(shift + (1.5 * stream.NextGaussian()));
            confidence[i] = 1 / (1 + Math.Exp(-z));
            correct[i] = stream.NextDouble() < 1 / (1 + Math.Exp(-slope * z));
            double label = correct[i] ? confidence[i] : 1 - confidence[i];
            nll[i] = -Math.Log(label);
            brier[i] = 2 * (1 - label) * (1 - label);
        }
        return new(confidence, correct, nll, brier);
    }
}
