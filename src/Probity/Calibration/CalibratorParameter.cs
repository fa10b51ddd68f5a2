namespace Probity.Calibration;

/// <summary>A learned number, vector or matrix.</summary>
/// <param name="Name">As in files and in <c>--json</c>, such as <c>slope</c>.</param>
/// <param name="Values">Row-major.</param>
/// <param name="Columns">Columns of a matrix; 1 for a vector or a number.</param>
public sealed record CalibratorParameter(string Name, IReadOnlyList<double> Values, int Columns = 1)
{
    internal static CalibratorParameter Number(string name, double value) => new(name, [value]);
}
