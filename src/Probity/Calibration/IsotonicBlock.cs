namespace Probity.Calibration;

/// <summary>Neighbouring fitting rows that isotonic regression gives one probability.</summary>
/// <param name="Low">Least log-odds in it.</param>
/// <param name="High">Largest log-odds in it.</param>
/// <param name="Ones">Weight of class 1.</param>
/// <param name="Rows">Weight of all its rows.</param>
public readonly record struct IsotonicBlock(double Low, double High, double Ones, double Rows)
{
    /// <summary>The share of class 1, in [0, 1]: the value of isotonic regression before the floor.</summary>
    public double Raw => Ones / Rows;
}
