using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>
/// The von Mises-Fisher law on the unit sphere of d dimensions, density C(κ)·exp(κ⟨μ, z⟩), relative to the uniform law: ln C(0) − ln C(κ) and its derivative,
/// the mean resultant length A(κ) = I_{d/2}(κ)/I_{d/2−1}(κ) (Mardia &amp; Jupp, Directional Statistics, 2000, 9.3).
/// </summary>
/// <remarks>
/// I of order at least 40 by the uniform expansion for large orders (Olver; DLMF 10.41.3, terms up to U₄), lower ones down from there by the three-term recurrence
/// (DLMF 10.29.1), which is stable in that direction. Some 1e-10 absolute in the logarithm and relative in A.
/// </remarks>
internal sealed class VonMisesFisher
{
    private const int LeastOrder = 40;

    private readonly double _order, _logGamma;
    private readonly int _steps;   // down from where the expansion holds

    /// <param name="dimensions">d, at least 2.</param>
    public VonMisesFisher(int dimensions)
    {
        _order = (dimensions / 2.0) - 1;
        _logGamma = GammaFunction.Log(_order + 1);
        _steps = (int)Math.Ceiling(Math.Max(0, LeastOrder - _order));
    }

    /// <summary>ln C(0) − ln C(κ), 0 at κ = 0, and its derivative A(κ) in [0, 1).</summary>
    /// <param name="kappa">κ, at least 0.</param>
    public (double Value, double Slope) LogNormaliser(double kappa)
    {
        double first = _order + 1;
        if (kappa < 1e-3 * first)
        {
            // ln ₀F₁(d/2; κ²/4) and its derivative: what follows would lose digits.
            double q = kappa * kappa / 4, ratio = q / first, square = ratio * ratio / (2 * (first + 1));
            return (ratio - square + (ratio * ratio * ratio * 2 / (3 * (first + 1) * (first + 2))), kappa / (2 * first) * (1 - (ratio / (first + 1)) + (2 * ratio * ratio / ((first + 1) * (first + 2)))));
        }
        double top = _order + _steps, logarithm = LogBessel(top, kappa);
        double slope = Math.Exp(LogBessel(top + 1, kappa) - logarithm);
        double product = 1;
        for (int i = 0; i < _steps; i++, top--)
        {
            slope = 1 / ((2 * top / kappa) + slope);   // I_{ν}/I_{ν−1} from I_{ν+1}/I_ν
            product *= slope;
            if (product > 1e-200) continue;
            logarithm -= Math.Log(product);
            product = 1;
        }
        logarithm -= Math.Log(product);
        return (logarithm - (_order * Math.Log(kappa / 2)) + _logGamma, slope);
    }

    /// <summary>ln I_ν(κ), ν at least 40.</summary>
    private static double LogBessel(double order, double kappa)
    {
        double z = kappa / order, root = Math.Sqrt(1 + (z * z)), t = 1 / root, u = t * t;
        double eta = root + Math.Log(z / (1 + root));
        double inverse = 1 / order;
        double first = t * (3 - (5 * u)) / 24;
        double second = u * (81 + (u * (-462 + (u * 385)))) / 1152;
        double third = t * u * (30375 + (u * (-369603 + (u * (765765 - (u * 425425)))))) / 414720;
        double fourth = u * u * (4465125 + (u * (-94121676 + (u * (349922430 + (u * (-446185740 + (u * 185910725)))))))) / 39813120;
        double series = inverse * (first + (inverse * (second + (inverse * (third + (inverse * fourth))))));
        return (order * eta) - (.5 * Math.Log(2 * Math.PI * order * root)) + Elementary.Log1P(series);
    }
}
