using Probity.Numerics;

namespace Probity.Calibration;

/// <summary>A calibrator of two classes: a map from the log-odds of class 1 to calibrated ones.</summary>
public abstract class BinaryCalibrator : Calibrator
{
    /// <summary>Said where maximum likelihood has no optimum.</summary>
    private protected const string Unlimited = "the scores part the classes, so that no slope is steep enough for maximum likelihood: fitted to smoothed targets instead, which claim no more than so many rows can show";

    private protected BinaryCalibrator(CalibratorBasis basis) : base(basis)
    {
    }

    /// <summary>A higher score never gets a lower probability.</summary>
    public abstract bool IsMonotone { get; }

    /// <inheritdoc/>
    /// <remarks>A binary calibrator may move the point where the prediction changes sides.</remarks>
    public override bool KeepsPrediction => false;

    /// <summary>Calibrated log-odds of class 1.</summary>
    /// <param name="logOdds">Finite log-odds as the model gave them.</param>
    /// <returns>Finite.</returns>
    public abstract double LogOdds(double logOdds);

    /// <summary>The calibrated probability of class 1.</summary>
    /// <param name="logOdds">Finite log-odds as the model gave them.</param>
    public double Probability(double logOdds) => Elementary.Logistic(LogOdds(logOdds));

    /// <summary>The way back: the log-odds that a model must give for a calibrated probability.</summary>
    /// <param name="probability">In (0, 1).</param>
    /// <returns>
    /// The least log-odds whose calibrated probability is at least that; −∞ where all are, +∞ where none is; NaN where the map is
    /// not monotone, so that there is no one answer.
    /// </returns>
    /// <exception cref="ArgumentException">The probability does not lie in (0, 1).</exception>
    public double Inverse(double probability)
    {
        Require.OpenShare(probability, nameof(probability));
        return IsMonotone ? InverseLogOdds(Math.Log(probability) - Elementary.Log1P(-probability)) : double.NaN;
    }

    /// <summary>Log-odds that stay finite when they are computed with.</summary>
    private protected static double Bounded(double logOdds) => Math.Clamp(logOdds, -1e300, 1e300);

    /// <summary>The least log-odds that <see cref="LogOdds"/> maps to at least so much, of a monotone map.</summary>
    private protected abstract double InverseLogOdds(double calibrated);

    private protected sealed override void InvertRow(Span<double> row)
    {
        if (row.Length == 1) row[0] = InverseLogOdds(row[0]);
        else (row[0], row[1]) = (0, InverseLogOdds(row[1] - row[0]));
    }

    internal sealed override void Transform(Span<double> rows)
    {
        if (Classes == 1)
        {
            for (int i = 0; i < rows.Length; i++) rows[i] = LogOdds(rows[i]);
            return;
        }
        for (int i = 0; i < rows.Length; i += 2)
        {
            double calibrated = LogOdds(Bounded(rows[i + 1] - rows[i]));
            (rows[i], rows[i + 1]) = (-Elementary.Softplus(calibrated), -Elementary.Softplus(-calibrated));
        }
    }
}
