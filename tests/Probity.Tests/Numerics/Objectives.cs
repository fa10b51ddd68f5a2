using Probity.Numerics;

namespace Probity.Tests.Numerics;

/// <summary>Objectives that both minimisers are tried on.</summary>
internal static class Objectives
{
    public const int Rows = 40;

    // Newton in 40-digit arithmetic (mpmath 1.2); scipy 1.10.1 optimize.minimize agrees to its 8 digits.
    public static readonly double[] LogisticOptimum = [-.31853352864212259, .078637613461136852, -.13599265091500906];

    public const double LogisticMinimum = 27.411535017753741;

    private static double X(int row, int column) => Math.Sin(row * (column + 1) * 7 / 10.0);

    private static int Y(int row) => row * 7 % 5 < 2 || row % 4 == 0 ? 1 : 0;

    /// <summary>Logistic regression on forty rows of three with the ridge ½·0.1·‖w‖²; an empty Hessian is left out.</summary>
    public static double Logistic(ReadOnlySpan<double> w, Span<double> gradient, Span<double> hessian)
    {
        double value = 0;
        hessian.Clear();
        for (int j = 0; j < 3; j++)
        {
            value += .05 * w[j] * w[j];
            gradient[j] = .1 * w[j];
            if (!hessian.IsEmpty) hessian[j * 4] = .1;
        }
        for (int i = 0; i < Rows; i++)
        {
            double z = 0;
            for (int j = 0; j < 3; j++) z += X(i, j) * w[j];
            double p = 1 / (1 + Math.Exp(-z));
            value += Elementary.Softplus(z) - Y(i) * z;
            for (int j = 0; j < 3; j++)
            {
                gradient[j] += (p - Y(i)) * X(i, j);
                if (hessian.IsEmpty) continue;
                for (int k = 0; k <= j; k++) hessian[j * 3 + k] += p * (1 - p) * X(i, j) * X(i, k);
            }
        }
        return value;
    }

    public static double Rosenbrock(ReadOnlySpan<double> x, Span<double> gradient, Span<double> hessian)
    {
        double valley = x[1] - x[0] * x[0], rest = 1 - x[0];
        gradient[0] = -400 * x[0] * valley - 2 * rest;
        gradient[1] = 200 * valley;
        if (!hessian.IsEmpty)
        {
            hessian[0] = 1_200 * x[0] * x[0] - 400 * x[1] + 2;
            hessian[2] = -400 * x[0];
            hessian[3] = 200;
        }
        return 100 * valley * valley + rest * rest;
    }

    /// <summary>−ln x + x, which is no number left of 0; minimum 1 at 1.</summary>
    public static double Barrier(ReadOnlySpan<double> x, Span<double> gradient, Span<double> hessian)
    {
        gradient[0] = 1 - 1 / x[0];
        if (!hessian.IsEmpty) hessian[0] = 1 / (x[0] * x[0]);
        return x[0] - Math.Log(x[0]);
    }

    /// <summary>Falls for ever, and leaves the doubles.</summary>
    public static double Cubic(ReadOnlySpan<double> x, Span<double> gradient, Span<double> hessian)
    {
        gradient[0] = 3 * x[0] * x[0];
        if (!hessian.IsEmpty) hessian[0] = 6 * x[0];
        return x[0] * x[0] * x[0];
    }

    /// <summary>√(1 + x²): far out its Hessian says next to nothing, and full Newton steps diverge from |x| &gt; 1.</summary>
    public static double Hyperbola(ReadOnlySpan<double> x, Span<double> gradient, Span<double> hessian)
    {
        double root = Math.Sqrt(1 + x[0] * x[0]);
        gradient[0] = x[0] / root;
        if (!hessian.IsEmpty) hessian[0] = 1 / (root * root * root);
        return root;
    }

    /// <summary>e^(x₀+3x₁−.1) + e^(x₀−3x₁−.1) + e^(−x₀−.1) (Boyd &amp; Vandenberghe, 2004, 9.20); minimum 2√2·e^−.1 at x₀ = −½ ln 2.</summary>
    public static double Exponentials(ReadOnlySpan<double> x, Span<double> gradient, Span<double> hessian)
    {
        double a = Math.Exp(x[0] + 3 * x[1] - .1), b = Math.Exp(x[0] - 3 * x[1] - .1), c = Math.Exp(-x[0] - .1);
        gradient[0] = a + b - c;
        gradient[1] = 3 * (a - b);
        if (!hessian.IsEmpty)
        {
            hessian[0] = a + b + c;
            hessian[2] = 3 * (a - b);
            hessian[3] = 9 * (a + b);
        }
        return a + b + c;
    }
}
