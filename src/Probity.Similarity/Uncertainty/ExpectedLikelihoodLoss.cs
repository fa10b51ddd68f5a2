using Probity.Learning.Engine;

namespace Probity.Similarity;

/// <summary>
/// Softmax over the other items of a batch of the expected likelihood kernel of their von Mises-Fisher laws:
/// mean over items of −ln(Σ same exp s / Σ exp s), s = L(‖κᵢμᵢ + κⱼμⱼ‖) − L(κᵢ) − L(κⱼ), L of <see cref="VonMisesFisher"/>.
/// </summary>
internal sealed class ExpectedLikelihoodLoss(PairsOfBatch pairs, double start) : UncertaintyLoss
{
    /// <summary>κ stays within these powers of e of where it starts.</summary>
    private const double Reach = 4;

    private readonly VonMisesFisher _law = new(pairs.Columns);
    private double[] _kappa = [], _slope = [], _own = [], _ownSlope = [], _scores = [], _first = [], _second = [], _kappaGradient = [];

    /// <summary>κ of an output.</summary>
    public static double Concentration(double output, double start) => start * Math.Exp(UncertaintyTraining.Bounded(output, Reach).Value);

    public override void Reserve(int capacity)
    {
        pairs.Reserve(capacity);
        (_kappa, _slope, _own, _ownSlope, _kappaGradient) = (new double[capacity], new double[capacity], new double[capacity], new double[capacity], new double[capacity]);
        int cells = checked(capacity * capacity);
        (_scores, _first, _second) = (new double[cells], new double[cells], new double[cells]);
    }

    public override double Compute(ReadOnlySpan<int> rows, ReadOnlySpan<double> outputs, Span<double> gradient, ReadOnlySpan<double> own, Span<double> ownGradient, Step step)
    {
        int n = rows.Length;
        pairs.Take(rows);
        for (int i = 0; i < n; i++)
        {
            (double bounded, double slope) = UncertaintyTraining.Bounded(outputs[i], Reach);
            _kappa[i] = start * Math.Exp(bounded);
            _slope[i] = _kappa[i] * slope;
            (_own[i], _ownSlope[i]) = _law.LogNormaliser(_kappa[i]);
            _kappaGradient[i] = 0;
        }
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < i; j++)
            {
                double value = Kernel(i, j, out double byFirst, out double bySecond);
                int at = (i * n) + j;
                (_scores[at], _first[at], _second[at]) = (value, byFirst, bySecond);
                _scores[(j * n) + i] = value;
            }
        }
        double sum = 0;
        int anchors = 0;
        for (int i = 0; i < n; i++) sum += Anchor(i, n, ref anchors);
        if (anchors == 0) return 0;
        for (int i = 0; i < n; i++) gradient[i] = _kappaGradient[i] * _slope[i] / anchors;
        return sum / anchors;
    }

    /// <summary>ln ∫ p q over its value for uniform laws, and its derivatives in both κ.</summary>
    private double Kernel(int i, int j, out double byFirst, out double bySecond)
    {
        double a = _kappa[i], b = _kappa[j], cosine = pairs.Cosine(i, j);
        double length = Math.Sqrt(Math.Max(0, ((a - b) * (a - b)) + (2 * a * b * (1 + cosine))));
        (double joint, double slope) = _law.LogNormaliser(length);
        double share = length > 0 ? slope / length : 0;
        byFirst = (share * (a + (b * cosine))) - _ownSlope[i];
        bySecond = (share * (b + (a * cosine))) - _ownSlope[j];
        return joint - _own[i] - _own[j];
    }

    private double Anchor(int i, int n, ref int anchors)
    {
        double largest = double.NegativeInfinity;
        ReadOnlySpan<double> scores = _scores.AsSpan(i * n, n);
        bool some = false;
        for (int j = 0; j < n; j++)
        {
            if (j == i) continue;
            largest = Math.Max(largest, scores[j]);
            some |= pairs.AreSame(i, j);
        }
        if (!some) return 0;
        anchors++;
        double all = 0, right = 0, rightLargest = double.NegativeInfinity;
        for (int j = 0; j < n; j++)
        {
            if (j == i) continue;
            all += Math.Exp(scores[j] - largest);
            if (pairs.AreSame(i, j)) rightLargest = Math.Max(rightLargest, scores[j]);
        }
        for (int j = 0; j < n; j++)
        {
            if (j != i && pairs.AreSame(i, j)) right += Math.Exp(scores[j] - rightLargest);
        }
        for (int j = 0; j < n; j++)
        {
            if (j == i) continue;
            double weight = (Math.Exp(scores[j] - largest) / all) - (pairs.AreSame(i, j) ? Math.Exp(scores[j] - rightLargest) / right : 0);
            (int above, int below) = i > j ? (i, j) : (j, i);
            int at = (above * n) + below;
            _kappaGradient[above] += weight * _first[at];
            _kappaGradient[below] += weight * _second[at];
        }
        return Math.Log(all) + largest - Math.Log(right) - rightLargest;
    }
}
