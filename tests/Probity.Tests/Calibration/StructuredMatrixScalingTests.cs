using Probity.Calibration;

namespace Probity.Tests.Calibration;

public class StructuredMatrixScalingTests
{
    [Fact]
    public void The_optimum_is_that_of_NumPy()
    {
        var fitted = StructuredMatrixScaling.Fit(LogisticRows.Rows());
        LogisticRows.Near(fitted, 1.052934154354459, [.15305647, .0369756, .1716031, .63836482]);
        double penalty = fitted.Bias.Sum(b => b * b);
        for (int i = 0; i < 16; i++) penalty += i % 5 == 0 ? (fitted.Weights[i] - 1) * (fitted.Weights[i] - 1) : 3 * fitted.Weights[i] * fitted.Weights[i];
        Assert.Equal(1.0772405645984333, fitted.Diagnostics.NllAfter + (4 / 240.0 * penalty), 1e-9);
    }

    /// <summary>Rows in which class 0 is mistaken for class 1 whenever class 3 has some probability: only what mixes classes sees it.</summary>
    [Fact]
    public void Explains_which_classes_it_mixes()
    {
        CalibratedRows rows = CalibratedRows.Typical(800, 4, 9);
        int[] labels = [.. rows.Labels.Select((y, i) => rows.Logits[(4 * i) + 3] > 0 && y == 1 ? 0 : y)];
        var fitted = StructuredMatrixScaling.Fit(CalibrationRows.Of(rows.Logits, labels, 4));
        int largest = Enumerable.Range(0, 16).Where(i => i % 5 != 0).MaxBy(i => Math.Abs(fitted.Weights[i]));
        Assert.Equal(3, largest % 4);
        Assert.Contains($"the score of class 3 counts {(fitted.Weights[largest] > 0 ? "for" : "against")} class {largest / 4}", fitted.Explain(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_singular_matrix_has_no_way_back()
    {
        var fitted = StructuredMatrixScaling.Fit(LogisticRows.Rows());
        Assert.True(fitted.CanInvert);
        double[] weights = [.. fitted.Weights];
        for (int k = 0; k < 4; k++) weights[4 + k] = 2 * weights[k];
        Assert.False(LogisticRows.Changed(fitted, "weights", weights).CanInvert);
    }

    [Fact]
    public void Refuses_a_file_that_lies()
    {
        var fitted = StructuredMatrixScaling.Fit(LogisticRows.Rows());
        LogisticRows.Refused(fitted, "weights", [1, 2, 3, 4], "holds 4 numbers where 16 belong");
        LogisticRows.Refused(fitted, "mix", [-.1], "a weight -0.1 of the uniform distribution");
    }
}
