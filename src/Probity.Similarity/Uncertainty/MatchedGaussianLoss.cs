using Probity.Learning.Engine;
using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>
/// Soft contrastive loss of hedged instance embeddings (Oh et al., ICLR 2019): z = μ + σ·ε, match probability p = mean over K draws of σ(b − a‖z₁ − z₂‖);
/// half the mean of −ln p over pairs of a group and half the mean of −ln(1 − p) over the others. Learns ln a and b.
/// </summary>
/// <remarks>
/// The noise lies in a space of <see cref="NoiseDimensions"/> dimensions that holds the line between the means: ‖z₁ − z₂‖² = (‖Δ‖ + s·g)² + s²·χ², g normal and χ² of
/// one degree less, s² = σ₁² + σ₂². The paper's embeddings have 2 or 3 dimensions. With noise in all of many dimensions every draw is farther away than the means are: σ could never
/// make a match of a distant pair likelier, and damaged items got the smallest σ. All pairs of a step share the K draws.
/// </remarks>
internal sealed class MatchedGaussianLoss(PairsOfBatch pairs, int draws) : UncertaintyLoss
{
    /// <summary>σ stays within these powers of e of where it starts.</summary>
    private const double Reach = 3, StartNorm = .3, Tiny = 1e-12;
    /// <summary>Along the line between the means alone.</summary>
    public const int NoiseDimensions = 1;

    private const ulong Stream = 34UL << 32;

    private readonly double[] _normal = new double[draws], _rest = new double[draws];
    private double[] _sigma = [], _slope = [];

    /// <summary>ln a and b: even odds at distance 1, where the cosine is ½.</summary>
    public override IReadOnlyList<double> OwnNumbers => [Math.Log(8), 8];

    /// <summary>σ of an output.</summary>
    public static double Deviation(double output) => StartNorm * Math.Exp(UncertaintyTraining.Bounded(output, Reach).Value);

    /// <summary>Draws of g and of χ² of one degree less than the dimensions.</summary>
    public static void Draw(ulong seed, ulong step, int dimensions, Span<double> normal, Span<double> rest)
    {
        var random = new RandomStream(seed, Stream + step);
        for (int k = 0; k < normal.Length; k++)
        {
            normal[k] = random.NextGaussian();
            rest[k] = 0;
            for (int j = 1; j < dimensions; j++)
            {
                double value = random.NextGaussian();
                rest[k] += value * value;
            }
        }
    }

    public override void Reserve(int capacity)
    {
        pairs.Reserve(capacity);
        (_sigma, _slope) = (new double[capacity], new double[capacity]);
    }

    public override double Compute(ReadOnlySpan<int> rows, ReadOnlySpan<double> outputs, Span<double> gradient, ReadOnlySpan<double> own, Span<double> ownGradient, Step step)
    {
        int n = rows.Length;
        pairs.Take(rows);
        Draw(step.Seed, (ulong)step.Number, NoiseDimensions, _normal, _rest);
        for (int i = 0; i < n; i++)
        {
            _sigma[i] = Deviation(outputs[i]);
            _slope[i] = _sigma[i] * UncertaintyTraining.Bounded(outputs[i], Reach).Slope;
        }
        long same = 0;
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < i; j++) same += pairs.AreSame(i, j) ? 1 : 0;
        }
        long others = ((long)n * (n - 1) / 2) - same;
        double steepness = Math.Exp(own[0]), offset = own[1], sum = 0;
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < i; j++)
            {
                bool match = pairs.AreSame(i, j);
                double distance = Math.Sqrt(Math.Max(0, 2 - (2 * pairs.Cosine(i, j)))), spread = Math.Sqrt((_sigma[i] * _sigma[i]) + (_sigma[j] * _sigma[j]));
                double probability = Match(distance, spread, steepness, offset, _normal, _rest, out double bySpread, out double bySteepness, out double byOffset);
                double chance = Math.Max(Tiny, match ? probability : 1 - probability), weight = .5 / (match ? same : others);
                sum -= weight * Math.Log(chance);
                double slope = (match ? -weight : weight) / chance;
                gradient[i] += slope * bySpread * _sigma[i] / spread * _slope[i];
                gradient[j] += slope * bySpread * _sigma[j] / spread * _slope[j];
                ownGradient[0] += slope * bySteepness * steepness;
                ownGradient[1] += slope * byOffset;
            }
        }
        return sum;
    }

    /// <summary>Chance of a match at a distance of means and a spread of the difference, and its derivatives.</summary>
    public static double Match(
        double distance, double spread, double steepness, double offset, ReadOnlySpan<double> normal, ReadOnlySpan<double> rest,
        out double bySpread, out double bySteepness, out double byOffset)
    {
        double sum = 0;
        (bySpread, bySteepness, byOffset) = (0, 0, 0);
        for (int k = 0; k < normal.Length; k++)
        {
            double along = distance + (spread * normal[k]), length = Math.Sqrt((along * along) + (spread * spread * rest[k]));
            double p = Elementary.Logistic(offset - (steepness * length)), slope = p * (1 - p);
            sum += p;
            byOffset += slope;
            bySteepness -= slope * length;
            if (length > 0) bySpread -= slope * steepness * ((along * normal[k]) + (spread * rest[k])) / length;
        }
        bySpread /= normal.Length;
        bySteepness /= normal.Length;
        byOffset /= normal.Length;
        return sum / normal.Length;
    }
}
