using Probity.IO;
using Probity.Numerics;

namespace Probity.Calibration;

/// <summary>A function of the log-odds that is constant between edges; an edge belongs to the step below it.</summary>
internal sealed class StepMap
{
    private readonly double[] _edges;    // ascending, finite, one fewer than values
    private readonly double[] _values;   // finite

    public StepMap(double[] edges, double[] values)
    {
        _edges = edges;
        _values = values;
        IsMonotone = true;
        for (int b = 1; b < values.Length; b++) IsMonotone &= values[b] >= values[b - 1];
    }

    public int Count => _values.Length;

    public bool IsMonotone { get; }

    public double At(double logOdds)
    {
        int step = Array.BinarySearch(_edges, logOdds);
        return _values[step >= 0 ? step : ~step];
    }

    /// <summary>The least log-odds with a value of at least so much; −∞ where all have it, +∞ where none has. Of a monotone one.</summary>
    public double Inverse(double value)
    {
        int step = 0;
        while (step < _values.Length && _values[step] < value) step++;
        return step == 0 ? double.NegativeInfinity : step == _values.Length ? double.PositiveInfinity : Math.BitIncrement(_edges[step - 1]);
    }

    public IEnumerable<CalibratorParameter> Parameters
    {
        get
        {
            if (_edges.Length > 0) yield return new("edges", _edges);
            yield return new("log_odds", _values);
        }
    }

    /// <summary>What its values say of the model, in words.</summary>
    public string Explain()
    {
        double low = Elementary.Logistic(_values.Min()), high = Elementary.Logistic(_values.Max());
        int falls = 0, inner = Math.Max(0, _edges.Length - 1), over = 0;
        for (int b = 1; b < _values.Length; b++)
        {
            if (_values[b] < _values[b - 1]) falls++;
            if (b < _edges.Length && Math.Abs(_values[b]) < Math.Abs((_edges[b - 1] / 2) + (_edges[b] / 2))) over++;
        }
        string range = _values.Length == 1 ? FormattableString.Invariant($"One bin: every row gets {low:G4}.") : FormattableString.Invariant($"They go from {low:G4} to {high:G4}.");
        string order = falls == 0 ? "" : $" {falls} of {_values.Length - 1} steps go down where the model's score goes up.";
        string confidence = inner < 3 || 2 * over == inner ? "" : 2 * over > inner
            ? $" In {over} of {inner} inner bins the model was overconfident."
            : $" In {inner - over} of {inner} inner bins the model was underconfident.";
        return range + order + confidence;
    }

    /// <summary>Restores one from a file.</summary>
    public static StepMap Read(CalibratorReader from)
    {
        double[] values = from.Values("log_odds");
        double[] edges = values.Length == 1 ? [] : from.Values("edges", values.Length - 1);
        for (int b = 1; b < edges.Length; b++) from.Expect(edges[b] > edges[b - 1], $"edge {b} of the bins is {edges[b]} after {edges[b - 1]}; edges must ascend");
        return new(edges, values);
    }
}
