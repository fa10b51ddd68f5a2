using Probity.Calibration;
using Probity.Numerics;

namespace Probity.Tests.Calibration;

public class OrderPreservingCalibrationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Gradient_and_hessian_are_those_of_the_objective(int columns)
    {
        CalibratedRows rows = CalibratedRows.Typical(120, columns, 3);
        var objective = new OrderPreservingObjective(rows.Checked([.. Enumerable.Range(0, 120).Select(i => 1.0 + (i % 3))]), [1, 2.5, 6], .6);
        double[] x = [.5, 1.4, .9, .2], gradient = new double[4], hessian = new double[16], up = new double[4], down = new double[4], ignored = new double[16];
        objective.Look(x, gradient, hessian);
        for (int a = 0; a < 4; a++)
        {
            double[] more = [.. x], less = [.. x];
            (more[a], less[a]) = (x[a] + 1e-5, x[a] - 1e-5);
            double difference = (objective.Look(more, up, ignored) - objective.Look(less, down, ignored)) / 2e-5;
            Assert.Equal(difference, gradient[a], 1e-8);
            for (int b = a; b < 4; b++) Assert.Equal((up[b] - down[b]) / 2e-5, hessian[(b * 4) + a], 1e-7);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Is_the_certified_optimum_and_no_slope_nearby_is_better(int columns)
    {
        CalibratedRows rows = CalibratedRows.Typical(900, columns, 5);
        var fitted = (OrderPreservingCalibration)rows.Fit("order-preserving");
        Assert.True(fitted.Diagnostics.Converged);
        Assert.True(fitted.Diagnostics.Gradient <= 1e-9, $"{fitted.Diagnostics.Gradient}");
        Assert.Equal(8, fitted.Slopes.Count);
        double at = Penalised(rows, fitted, [.. fitted.Slopes]);
        for (int b = 0; b < 8; b++)
        {
            foreach (double step in new[] { -1e-3, 1e-3 })
            {
                double[] moved = [.. fitted.Slopes];
                moved[b] += step;
                if (moved[b] >= .01 / fitted.Temperature) Assert.True(Penalised(rows, fitted, moved) > at);
            }
        }
        Assert.Equal(at - Ridge(rows, fitted, [.. fitted.Slopes]), fitted.Diagnostics.NllAfter, 1e-12);
    }

    /// <summary>Minimum of ½xᵀHx − cᵀx with x ≥ 0: H = [[2, 1], [1, 2]], c = (1, −1) would be (1, −1) without the bound; with it (½, 0).</summary>
    [Fact]
    public void A_bounded_quadratic_has_its_closed_form()
    {
        BoundedNewton.Optimum found = BoundedNewton.Minimize(
            (x, gradient, hessian) =>
            {
                (gradient[0], gradient[1]) = ((2 * x[0]) + x[1] - 1, x[0] + (2 * x[1]) + 1);
                (hessian[0], hessian[2], hessian[3]) = (2, 1, 2);
                return (x[0] * x[0]) + (x[0] * x[1]) + (x[1] * x[1]) - x[0] + x[1];
            },
            [3, 4], 0, 1e-12);
        Assert.Equal(.5, found.Point[0], 1e-12);
        Assert.Equal(0, found.Point[1]);
        Assert.True(found.Converged);
    }

    /// <summary>Labels from a model whose sure rows are overconfident and whose unsure ones are not: no one temperature serves both.</summary>
    [Fact]
    public void Bends_where_one_temperature_does_not_serve_all()
    {
        CalibratedRows even = CalibratedRows.Sampled(8_000, 3, 6, 1, 4), fresh = CalibratedRows.Sampled(8_000, 3, 6, 1, 5);
        even = even with { Logits = Bent(even.Logits) };
        fresh = fresh with { Logits = Bent(fresh.Logits) };
        var fitted = (OrderPreservingCalibration)even.Fit("order-preserving");
        double one = Nll(fresh, CalibratorLawsTests.Logits(even.Fit("temperature"), fresh.Logits)), curve = Nll(fresh, CalibratorLawsTests.Logits(fitted, fresh.Logits));
        Assert.True(curve < one - .003, $"{one} to {curve}");
        double[] drops = CalibratorLawsTests.Logits(fitted, [0, -2, -9]);   // in truth 2, and 3 + 6/3
        Assert.InRange(-drops[1], 1.6, 2.4);
        Assert.InRange(-drops[2], 4.3, 5.7);

        // What the model says: distances beyond 3 are tripled.
        static double[] Bent(double[] logits) => [.. logits.Chunk(3).SelectMany(row => row.Select(z => z - row.Max()).Select(d => d < -3 ? -3 + (3 * (d + 3)) : d))];
    }

    [Fact]
    public void Few_rows_give_the_temperature()
    {
        CalibratedRows rows = CalibratedRows.Typical(150, 4, 6);
        var fitted = (OrderPreservingCalibration)rows.Fit("order-preserving");
        Assert.Empty(fitted.Knots);
        Assert.Equal(TemperatureScaling.Fit(rows.Logits, rows.Labels, 4, options: new() { DoNoHarm = false }).Temperature, 1 / fitted.Slopes[0], 1e-8);
    }

    [Fact]
    public void A_file_that_lies_is_refused()
    {
        Calibrator fitted = CalibratedRows.Typical(300, 4, 7).Fit("order-preserving");
        Refused("slope -1", "calibrator.slopes", [1, -1, 1]);
        Refused("slope 0", "calibrator.slopes", [1, 0, 1]);
        Refused("knots that do not increase", "calibrator.knots", [2, 2]);
        Refused("knots that do not increase", "calibrator.knots", [-1, 2]);
        Refused("holds 1 numbers where 2 belong", "calibrator.knots", [1]);
        void Refused(string words, string tensor, double[] values)
        {
            string message = Assert.Throws<InvalidDataException>(() => CalibratorLawsTests.Tampered(fitted, tensor, values)).Message;
            Assert.Contains(words, message, StringComparison.Ordinal);
        }
    }

    private static double Penalised(CalibratedRows rows, OrderPreservingCalibration fitted, double[] slopes)
    {
        double[] logits = rows.Columns == 1 ? [.. rows.Logits.SelectMany(z => new[] { 0, z })] : rows.Logits;
        int k = Math.Max(2, rows.Columns);
        double[] mapped = [.. logits.Chunk(k).SelectMany(row => row.Select(z => Map(row.Max() - z)))];
        return Nll(new(mapped, rows.Labels, k), mapped) + Ridge(rows, fitted, slopes);

        double Map(double distance)
        {
            double sum = 0;
            for (int b = 0; b < slopes.Length; b++)
            {
                double begin = b == 0 ? 0 : fitted.Knots[b - 1], end = b < fitted.Knots.Count ? fitted.Knots[b] : double.PositiveInfinity;
                sum -= slopes[b] * Math.Max(0, Math.Min(distance, end) - begin);
            }
            return sum;
        }
    }

    private static double Ridge(CalibratedRows rows, OrderPreservingCalibration fitted, double[] slopes) =>
        2.0 / rows.Labels.Length * slopes.Sum(slope => Math.Pow((slope * fitted.Temperature) - 1, 2));

    private static double Nll(CalibratedRows rows, double[] logits) => rows.Labels.Select((label, i) =>
    {
        double[] row = logits[(i * rows.Columns)..((i + 1) * rows.Columns)];
        return row.Max() + Math.Log(row.Sum(z => Math.Exp(z - row.Max()))) - row[label];
    }).Average();
}
