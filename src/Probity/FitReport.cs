using Probity.Calibration;

namespace Probity;

/// <summary>What calibration did to the learning rows, carried by a policy that was just fitted.</summary>
/// <param name="NllBefore">Mean negative log-likelihood as the model gave it.</param>
/// <param name="NllAfter">The same, each row calibrated without its own fold.</param>
/// <param name="NllFit">The same in sample: lower than can be expected of new rows.</param>
/// <param name="EceBefore">Top-label expected calibration error, 15 equal-width bins, as the model gave it.</param>
/// <param name="EceAfter">The same, each row calibrated without its own fold.</param>
public sealed record FitReport(double NllBefore, double NllAfter, double NllFit, double EceBefore, double EceAfter)
{
    /// <summary>What <c>auto</c> compared, the model's own output first, then the simplest method; empty where one was asked for by name.</summary>
    public IReadOnlyList<CalibrationCandidate> Candidates { get; init; } = [];
}
