using static System.FormattableString;

namespace Probity.Calibration;

/// <summary>What the fits of the calibrators within another say together.</summary>
/// <param name="Iterations">Passes of all.</param>
/// <param name="Converged">All did.</param>
/// <param name="Gradient">The largest.</param>
/// <param name="Warnings">Each said once, with whom it is of.</param>
internal sealed record InnerFits(int Iterations, bool Converged, double Gradient, IReadOnlyList<string> Warnings)
{
    /// <summary>Joins the fits of calibrators.</summary>
    /// <param name="fitted">The calibrators.</param>
    /// <param name="names">Whose each is, such as <c>class 3</c>.</param>
    public static InnerFits Of(IReadOnlyList<Calibrator> fitted, IReadOnlyList<string> names)
    {
        long iterations = 0;
        bool converged = true;
        double gradient = 0;
        Dictionary<string, (int First, int Count)> said = new(StringComparer.Ordinal);
        for (int i = 0; i < fitted.Count; i++)
        {
            FitDiagnostics fit = fitted[i].Diagnostics;
            iterations += fit.Iterations;
            converged &= fit.Converged;
            gradient = Math.Max(gradient, fit.Gradient);
            foreach (string warning in fit.Warnings) said[warning] = said.TryGetValue(warning, out var known) ? (known.First, known.Count + 1) : (i, 1);
        }
        return new((int)Math.Min(iterations, int.MaxValue), converged, gradient,
            [.. said.OrderBy(pair => pair.Value.First).ThenBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => Invariant(
                $"{names[pair.Value.First]}{(pair.Value.Count > 1 ? Invariant($" and {pair.Value.Count - 1:N0} more") : "")}: {pair.Key}"))]);
    }
}
