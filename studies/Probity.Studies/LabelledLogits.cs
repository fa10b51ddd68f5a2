using Probity.Learning;
using Probity.Metrics;
using Probity.Scores;

namespace Probity.Studies;

/// <summary>What a model says about rows whose classes are known.</summary>
internal sealed class LabelledLogits
{
    private LabelledLogits(float[] logits, int[] labels) => (Logits, Labels) = (logits, labels);

    public float[] Logits { get; }

    public int[] Labels { get; }

    public int Rows => Labels.Length;

    public static LabelledLogits Of(Classifier model, Features features, int[] labels) => new(LogitsOf(model, features), labels);

    public static float[] LogitsOf(Classifier model, Features features)
    {
        var logits = new float[features.Rows * ImageSet.Classes];
        model.Logits(features, logits);
        return logits;
    }

    /// <summary>Whether each row is predicted right.</summary>
    public bool[] Correct()
    {
        var correct = new bool[Rows];
        LabelLosses.Compute(Logits, Labels, ImageSet.Classes, correct, default, default);
        return correct;
    }

    public double Nll(double temperature)
    {
        var nll = new double[Rows];
        LabelLosses.Compute(Logits, Labels, ImageSet.Classes, default, nll, default, temperature);
        return nll.Average();
    }

    /// <summary>Largest probability of each row.</summary>
    public double[] Confidence(double temperature)
    {
        var confidence = new double[Rows];
        LogitScores.Compute(Logits, ImageSet.Classes, new ScoreColumns { MaxProbability = confidence }, temperature);
        return confidence;
    }

    /// <summary>Its log-odds, which never tie by rounding.</summary>
    public double[] LogOdds(double temperature) => Rank(Logits, Score.MaxProbability, temperature);

    public static double[] Rank(float[] logits, Score score, double temperature = 1)
    {
        var ranking = new double[logits.Length / ImageSet.Classes];
        LogitScores.Rank(logits, ImageSet.Classes, score, ranking, temperature);
        return ranking;
    }

    /// <summary>The lowest threshold, as log-odds, whose accepted rows here are right in a wanted share; NaN where there is none.</summary>
    public static double ThresholdFor(double[] logOdds, bool[] correct, double precision)
    {
        double threshold = double.NaN;
        foreach (RiskCoveragePoint point in RiskCoverage.Curve(logOdds, correct))
        {
            if (point.Risk <= 1 - precision) threshold = point.Threshold;
        }
        return threshold;
    }
}
