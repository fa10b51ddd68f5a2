namespace Probity.Calibration;

/// <summary>What <c>auto</c> saw of one method.</summary>
/// <param name="Method">Its name; <c>none</c> is the model's own output.</param>
/// <param name="Nll">Mean negative log-likelihood, each row calibrated without its own fold; NaN where it was left out.</param>
/// <param name="Gain">How much lower than the model's own that is.</param>
/// <param name="StandardError">Of the gain, from the same rows paired.</param>
/// <param name="FitTime">Of one fit, on the mean of the folds.</param>
/// <param name="LeftOut">Why it was not compared, or null.</param>
public sealed record CalibrationCandidate(string Method, double Nll, double Gain, double StandardError, TimeSpan FitTime, string? LeftOut)
{
    internal static CalibrationCandidate Without(string method, string why) => new(method, double.NaN, double.NaN, double.NaN, TimeSpan.Zero, why);
}
