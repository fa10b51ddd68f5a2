using Probity.Numerics;

namespace Probity.Tests.Numerics;

public class DampedNewtonTests
{
    private static readonly MinimumOptions Tight = new(GradientTolerance: 1e-10);

    [Fact]
    public void Logistic_regression_reaches_its_known_optimum_and_certifies_it()
    {
        var found = DampedNewton.Minimize(Objectives.Logistic, [0, 0, 0], Tight with { StrongConvexity = .1 });
        Assert.True(found.Converged);
        for (int j = 0; j < 3; j++) Assert.Equal(Objectives.LogisticOptimum[j], found.Point[j], 1e-12);
        Assert.Equal(Objectives.LogisticMinimum, found.Value, 1e-13);
        Assert.InRange(found.Iterations, 2, 8);
        Assert.InRange(found.GapBound, 0, 1e-18);
    }

    [Fact]
    public void A_stop_half_way_tells_how_far_it_is()
    {
        var early = DampedNewton.Minimize(Objectives.Logistic, [0, 0, 0], new(1e-10, MaximumIterations: 1, StrongConvexity: .1));
        Assert.Equal(StopReason.IterationsExhausted, early.Reason);
        Assert.False(early.Converged);
        double gap = early.Value - Objectives.LogisticMinimum;
        Assert.InRange(gap, 1e-12, early.GapBound);
        Assert.InRange(early.GapEstimate / gap, .5, 2);
    }

    [Fact]
    public void Known_minima_are_found_from_far_away()
    {
        Check(Objectives.Rosenbrock, [-1.2, 1], [1, 1]);
        Check(Objectives.Rosenbrock, [20, -300], [1, 1]);
        Check(Objectives.Barrier, [1e-8], [1]);
        Check(Objectives.Barrier, [1e6], [1]);
        Check(Objectives.Hyperbola, [50], [0]);
        Check(Objectives.Exponentials, [8, -5], [-.5 * Math.Log(2), 0]);

        static void Check(DampedNewton.Objective objective, double[] start, double[] minimum)
        {
            var found = DampedNewton.Minimize(objective, start, Tight);
            Assert.True(found.Converged, $"{found}");
            for (int j = 0; j < minimum.Length; j++) Assert.Equal(minimum[j], found.Point[j], 1e-9);
        }
    }

    [Fact]
    public void A_quadratic_takes_one_step()
    {
        var found = DampedNewton.Minimize(
            (x, gradient, hessian) =>
            {
                gradient[0] = 4 * x[0] + x[1] - 1;
                gradient[1] = x[0] + 3 * x[1] - 2;
                (hessian[0], hessian[2], hessian[3]) = (4, 1, 3);
                return 2 * x[0] * x[0] + x[0] * x[1] + 1.5 * x[1] * x[1] - x[0] - 2 * x[1];
            },
            [30, -70],
            Tight);
        Assert.Equal(1, found.Iterations);
        Assert.Equal(1 / 11.0, found.Point[0], 1e-14);   // by Cramer's rule
        Assert.Equal(7 / 11.0, found.Point[1], 1e-14);
    }

    [Fact]
    public void Without_a_minimum_the_best_point_comes_back_with_the_reason()
    {
        var falling = DampedNewton.Minimize(Objectives.Cubic, [-1], new(1e-10, 10_000));
        Assert.False(falling.Converged);
        Assert.True(falling.Value < -1 && double.IsFinite(falling.Point[0]), $"{falling}");

        var nowhere = DampedNewton.Minimize(Objectives.Barrier, [-1], Tight);
        Assert.Equal(StopReason.StartNotFinite, nowhere.Reason);
        Assert.Equal([-1], nowhere.Point);

        // A gradient that lies: no step descends.
        var lie = DampedNewton.Minimize((x, gradient, hessian) => (gradient[0] = 1) * 0 + (hessian[0] = 1) * 0 - x[0], [3], Tight);
        Assert.Equal(StopReason.NoFurtherDescent, lie.Reason);
        Assert.Equal([3], lie.Point);
    }

    [Fact]
    public void Refuses_a_start_that_is_no_point()
    {
        Assert.Throws<ArgumentException>(() => DampedNewton.Minimize(Objectives.Cubic, [double.NaN], Tight));
        Assert.Throws<ArgumentException>(() => DampedNewton.Minimize(Objectives.Cubic, [], Tight));
        Assert.Throws<ArgumentException>(() => DampedNewton.Minimize(Objectives.Cubic, [1], new(double.NaN)));
        Assert.Throws<ArgumentException>(() => DampedNewton.Minimize(Objectives.Cubic, [1], new(1, -1)));
    }
}
