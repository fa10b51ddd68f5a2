namespace Probity;

/// <summary>How a fit went, carried by every fitted object.</summary>
/// <param name="Rows">Rows that it was fitted on.</param>
/// <param name="Iterations">Passes over the rows.</param>
/// <param name="Converged">The certificate holds: the gradient at the end is as small as arithmetic allows. False where no optimum was used; the warnings say why.</param>
/// <param name="Gradient">Absolute derivative of the mean objective at the parameter that was kept.</param>
/// <param name="NllBefore">Mean negative log-likelihood of the fitting rows before, in nats.</param>
/// <param name="NllAfter">The same after.</param>
/// <param name="Warnings">Plain words, empty where there is nothing to say.</param>
public sealed record FitDiagnostics(
    int Rows, int Iterations, bool Converged, double Gradient, double NllBefore, double NllAfter, IReadOnlyList<string> Warnings)
{
    /// <summary>Of what was not fitted.</summary>
    internal static FitDiagnostics None { get; } = new(0, 0, true, 0, double.NaN, double.NaN, []);
}
