using Probity.IO;
using Probity.Numerics;
using static System.FormattableString;

namespace Probity.Calibration;

/// <summary>
/// An intra order-preserving map (Rahimi et al., NeurIPS 2020), diagonal and order-invariant: softmax of m(z_j − max z) with one
/// strictly increasing, piecewise linear m for all classes, m(0) = 0.
/// </summary>
/// <remarks>
/// The paper's m is a network without constraints, fitted without a certificate. Here m has up to <see cref="MostPieces"/> pieces, cut at
/// quantiles of the distance between the two largest logits; the likelihood is convex in the slopes, which are at least
/// <see cref="LeastSlope"/> of 1/T, with a ridge towards the line of slope 1/T that temperature scaling gives (so few rows give
/// nearly that). Solved by projected Newton steps and certified. It keeps the order of all classes, and it inverts. Right where the
/// temperature that sure rows need is not that of unsure ones; wants 500 rows or more, and is the temperature below that.
/// </remarks>
public sealed class OrderPreservingCalibration : Calibrator
{
    /// <summary>Pieces of m at the most.</summary>
    public const int MostPieces = 8;

    /// <summary>The least slope of a piece, as a share of 1/T.</summary>
    public const double LeastSlope = .01;

    private const int RowsOfPiece = 100;

    private readonly double[] _knots;    // distances below the largest, ascending, above 0; the first piece begins at 0, the last has no end
    private readonly double[] _slopes;   // one more
    private readonly double[] _drops;    // −m at the beginning of each piece

    private OrderPreservingCalibration(CalibratorBasis basis, double temperature, double[] knots, double[] slopes) : base(basis)
    {
        Temperature = temperature;
        _knots = knots;
        _slopes = slopes;
        _drops = new double[slopes.Length];
        for (int b = 0; b < knots.Length; b++) _drops[b + 1] = _drops[b] + (slopes[b] * (knots[b] - (b == 0 ? 0 : knots[b - 1])));
    }

    /// <inheritdoc/>
    public override string Kind => "order-preserving";

    /// <inheritdoc/>
    public override bool KeepsPrediction => true;

    /// <inheritdoc/>
    public override bool CanInvert => true;

    /// <summary>The temperature that the slopes are drawn towards.</summary>
    public double Temperature { get; }

    /// <summary>How far below the largest logit each piece but the last ends.</summary>
    public IReadOnlyList<double> Knots => _knots;

    /// <summary>The slope of each piece, above 0; 1/T throughout would be temperature scaling.</summary>
    public IReadOnlyList<double> Slopes => _slopes;

    /// <inheritdoc/>
    public override IReadOnlyList<CalibratorParameter> Parameters =>
        _knots.Length == 0
            ? [CalibratorParameter.Number("temperature", Temperature), new("slopes", _slopes)]
            : [CalibratorParameter.Number("temperature", Temperature), new("knots", _knots), new("slopes", _slopes)];

    /// <summary>Fits m.</summary>
    /// <param name="rows">Rows of any number of classes.</param>
    public static OrderPreservingCalibration Fit(CalibrationRows rows)
    {
        var tempered = TemperatureScaling.Fit(rows);
        double[] knots = KnotsOf(rows);
        var objective = new OrderPreservingObjective(rows, knots, 1 / tempered.Temperature);
        BoundedNewton.Optimum found = BoundedNewton.Minimize(objective.Look, objective.Start, LeastSlope, 1e-10);
        double[] slopes = [.. found.Point.Select(share => share / tempered.Temperature)];
        List<string> warnings = [.. tempered.Diagnostics.Warnings];
        if (!found.Converged) warnings.Add(Invariant($"the search for the slopes did not converge; the gradient is still {found.Violation:G3}"));
        var fitted = new OrderPreservingCalibration(rows.Basis(FitDiagnostics.None), tempered.Temperature, knots, slopes);
        FitDiagnostics diagnostics = fitted.Diagnosed(rows, tempered.Diagnostics.Iterations + found.Looks, found.Converged && (tempered.Diagnostics.Converged || tempered.Temperature == 1), found.Violation, warnings);
        return new(rows.Basis(diagnostics), tempered.Temperature, knots, slopes);
    }

    /// <inheritdoc/>
    public override string Explain()
    {
        string text = Invariant($"Confidence is the softmax of one increasing curve of how far each logit lies below the largest: temperature {1 / _slopes[0]:G4}");
        for (int b = 1; b < _slopes.Length; b++) text += Invariant($", {1 / _slopes[b]:G4} beyond {_knots[b - 1]:G4}");
        return Invariant($"{text} (one temperature for all would be {Temperature:G4}).");
    }

    internal override void Transform(Span<double> rows)
    {
        if (Classes == 1)
        {
            foreach (ref double z in rows) z = z < 0 ? Below(-z) : -Below(z);
            return;
        }
        for (int i = 0; i < rows.Length; i += Classes)
        {
            Span<double> row = rows.Slice(i, Classes);
            double largest = double.NegativeInfinity;
            foreach (double z in row) largest = Math.Max(largest, z);
            foreach (ref double z in row) z = Below(largest - z);
        }
    }

    /// <summary>m at a distance below the largest: 0 there only.</summary>
    private double Below(double distance)
    {
        if (distance == 0) return 0;
        int b = OrderPreservingObjective.Piece(_knots, distance);
        return -Math.Max(double.Epsilon, _drops[b] + (_slopes[b] * (distance - (b == 0 ? 0 : _knots[b - 1]))));
    }

    private protected override void InvertRow(Span<double> row)
    {
        if (row.Length == 1)
        {
            row[0] = row[0] < 0 ? -Distance(-row[0]) : Distance(row[0]);
            return;
        }
        double largest = double.NegativeInfinity;
        foreach (double z in row) largest = Math.Max(largest, z);
        foreach (ref double z in row) z = -Distance(largest - z);
    }

    private double Distance(double drop)
    {
        int b = 0;
        while (b < _knots.Length && drop > _drops[b + 1]) b++;
        return (b == 0 ? 0 : _knots[b - 1]) + ((drop - _drops[b]) / _slopes[b]);
    }

    /// <summary>Quantiles of the distance between the two largest logits, fewer where rows are few or tie.</summary>
    private static double[] KnotsOf(CalibrationRows rows)
    {
        int pieces = (int)Math.Clamp(rows.Total / RowsOfPiece, 1, MostPieces), columns = rows.Classes;
        var gaps = new double[rows.Count];
        var order = new int[rows.Count];
        for (int i = 0; i < gaps.Length; i++)
        {
            double first = columns == 1 ? Math.Max(0, rows.Logits[i]) : double.NegativeInfinity, second = columns == 1 ? Math.Min(0, rows.Logits[i]) : first;
            for (int j = 0; j < columns && columns > 1; j++)
            {
                double z = rows.Logits[(i * columns) + j];
                if (z > first) (first, second) = (z, first);
                else if (z > second) second = z;
            }
            (gaps[i], order[i]) = (first - second, i);
        }
        RadixSort.Sort(gaps, order);
        List<double> knots = [];
        double weight = 0;
        for (int i = 0; i < gaps.Length && knots.Count < pieces - 1; i++)
        {
            weight += rows.Weight(order[i]);
            bool ends = i + 1 < gaps.Length && gaps[i + 1] > gaps[i];
            // A knot between two distances, after at least its share of the rows that are not yet behind one.
            if (!ends || weight < rows.Total * (knots.Count + 1) / pieces) continue;
            double knot = gaps[i] + ((gaps[i + 1] - gaps[i]) / 2);
            if (knot > 0 && double.IsFinite(knot) && (knots.Count == 0 || knot > knots[^1])) knots.Add(knot);
        }
        return [.. knots];
    }

    internal static OrderPreservingCalibration Restore(CalibratorReader from)
    {
        double temperature = from.Number("temperature");
        double[] slopes = from.Values("slopes");
        double[] knots = slopes.Length == 1 ? [] : from.Values("knots", slopes.Length - 1);
        from.Expect(temperature > 0 && double.IsFinite(1 / temperature), $"temperature {temperature}");
        for (int b = 0; b < slopes.Length; b++) from.Expect(slopes[b] > 0 && double.IsFinite(1 / slopes[b]), $"slope {slopes[b]}");
        for (int b = 0; b < knots.Length; b++) from.Expect(knots[b] > (b == 0 ? 0 : knots[b - 1]), "knots that do not increase");
        return new(from.Basis, temperature, knots, slopes);
    }
}
