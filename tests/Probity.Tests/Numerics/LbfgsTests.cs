using Probity.Numerics;

namespace Probity.Tests.Numerics;

[Trait("Category", "Kernel")]
public class LbfgsTests
{
    private static readonly MinimumOptions Tight = new(GradientTolerance: 1e-9, MaximumIterations: 500);

    [Fact]
    public void Logistic_regression_reaches_its_known_optimum_and_certifies_it()
    {
        var found = Lbfgs.Minimize((w, gradient) => Objectives.Logistic(w, gradient, default), [0, 0, 0], Tight with { StrongConvexity = .1 });
        Assert.True(found.Converged, $"{found}");
        for (int j = 0; j < 3; j++) Assert.Equal(Objectives.LogisticOptimum[j], found.Point[j], 1e-8);
        Assert.Equal(Objectives.LogisticMinimum, found.Value, 1e-13);
        Assert.InRange(found.GapBound, 0, 1e-16);

        var early = Lbfgs.Minimize((w, gradient) => Objectives.Logistic(w, gradient, default), [0, 0, 0], new(1e-9, 2, .1));
        Assert.Equal(StopReason.IterationsExhausted, early.Reason);
        Assert.InRange(early.Value - Objectives.LogisticMinimum, 1e-12, early.GapBound);
        Assert.True(double.IsNaN(early.GapEstimate));
    }

    [Fact]
    public void Known_minima_are_found_from_far_away()
    {
        Check(Objectives.Rosenbrock, [-1.2, 1], [1, 1]);
        Check(Objectives.Rosenbrock, [20, -300], [1, 1]);
        Check(Objectives.Barrier, [1e-3], [1]);
        Check(Objectives.Barrier, [1e3], [1]);
        Check(Objectives.Hyperbola, [50], [0]);
        Check(Objectives.Exponentials, [8, -5], [-.5 * Math.Log(2), 0]);

        static void Check(DampedNewton.Objective objective, double[] start, double[] minimum)
        {
            var found = Lbfgs.Minimize((x, gradient) => objective(x, gradient, default), start, Tight);
            Assert.True(found.Converged, $"{found}");
            for (int j = 0; j < minimum.Length; j++) Assert.Equal(minimum[j], found.Point[j], 1e-7);
        }
    }

    [Fact]
    public void A_long_badly_scaled_quadratic_converges_and_repeats_bit_by_bit()
    {
        // ½ Σ cᵢ (xᵢ − i)² with c from 1 to 10⁴.
        const int n = 300;
        double Value(ReadOnlySpan<double> x, Span<double> gradient)
        {
            double value = 0;
            for (int i = 0; i < n; i++)
            {
                double scale = Math.Pow(10, 4.0 * i / n), gap = x[i] - i;
                gradient[i] = scale * gap;
                value += .5 * scale * gap * gap;
            }
            return value;
        }
        var found = Lbfgs.Minimize(Value, new double[n], new(1e-6, 2_000, 1));
        Assert.True(found.Converged, $"{found.Reason} {found.GradientNorm}");
        for (int i = 0; i < n; i++) Assert.Equal(i, found.Point[i], 1e-6);
        Assert.InRange(found.Value, 0, found.GapBound);
        Assert.Equal(found.Point, Lbfgs.Minimize(Value, new double[n], new(1e-6, 2_000, 1)).Point);
    }

    [Fact]
    public void Every_step_descends()
    {
        double last = double.PositiveInfinity;
        for (int iterations = 0; iterations < 30; iterations++)
        {
            var found = Lbfgs.Minimize((x, gradient) => Objectives.Rosenbrock(x, gradient, default), [-1.2, 1], new(1e-9, iterations));
            Assert.True(found.Value < last);
            last = found.Value;
        }
    }

    [Fact]
    public void Without_a_minimum_the_best_point_comes_back_with_the_reason()
    {
        var falling = Lbfgs.Minimize((x, gradient) => Objectives.Cubic(x, gradient, default), [-1], new(1e-10, 10_000));
        Assert.False(falling.Converged);
        Assert.True(falling.Value < -1 && double.IsFinite(falling.Point[0]), $"{falling}");

        var line = Lbfgs.Minimize((x, gradient) => (gradient[0] = -1) * x[0], [0], new(1e-10, 10_000));
        Assert.False(line.Converged);
        Assert.True(double.IsFinite(line.Point[0]) && line.Value < 0);

        var nowhere = Lbfgs.Minimize((x, gradient) => Objectives.Barrier(x, gradient, default), [-1], Tight);
        Assert.Equal(StopReason.StartNotFinite, nowhere.Reason);
        Assert.Equal([-1], nowhere.Point);

        var lie = Lbfgs.Minimize((x, gradient) => (gradient[0] = 1) * 0 - x[0], [3], Tight);
        Assert.Equal(StopReason.NoFurtherDescent, lie.Reason);
        Assert.Equal([3], lie.Point);
    }

    [Fact]
    public void Refuses_a_start_that_is_no_point() =>
        Assert.Throws<ArgumentException>(() => Lbfgs.Minimize((x, gradient) => 0, [double.PositiveInfinity], Tight));
}
