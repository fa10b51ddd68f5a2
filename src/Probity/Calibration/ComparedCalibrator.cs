using Probity.Metrics;

namespace Probity.Calibration;

/// <summary>What one method does to rows that it was not fitted on.</summary>
public sealed record ComparedCalibrator
{
    /// <summary>Its name; <c>none</c> is the model's own output.</summary>
    public required string Method { get; init; }

    /// <summary>In a few words.</summary>
    public required string Summary { get; init; }

    /// <summary>Why there are no figures, or null where there are.</summary>
    public string? LeftOut { get; init; }

    /// <summary>How much lower the mean negative log-likelihood is than the model's own; 0 of itself.</summary>
    public double Gain { get; init; }

    /// <summary>Standard error of the gain, from the same rows paired.</summary>
    public double StandardError { get; init; }

    /// <summary>Of one fit, on the mean of the folds.</summary>
    public TimeSpan FitTime { get; init; }

    /// <summary>The figures of <see cref="Evaluation.Classify(EvaluationRows, EvaluationOptions, IProgress{double})"/> that need no column a class; empty where it was left out.</summary>
    public IReadOnlyDictionary<string, Figure> Figures { get; init; } = new Dictionary<string, Figure>();

    /// <summary>N probabilities of the class predicted, each row under the calibrator fitted without its fold.</summary>
    public IReadOnlyList<double> Confidence { get; init; } = [];

    /// <summary>N log-odds of <see cref="Confidence"/>, which do not round to 1.</summary>
    public IReadOnlyList<double> LogOdds { get; init; } = [];

    /// <summary>N outcomes: the prediction is right.</summary>
    public IReadOnlyList<bool> Correct { get; init; } = [];
}
