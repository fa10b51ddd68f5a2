using Probity.Numerics;

namespace Probity.Tests.Numerics;

public class GammaFunctionTests
{
    // 60-digit arithmetic (mpmath 1.2), with points beside the roots at 1 and 2.
    [Theory]
    [InlineData(1.0523268120097105, -0.028007320493872438)]
    [InlineData(12.578928338675155, 18.930758729979836)]
    [InlineData(8.8719489289572468, 10.331459758989897)]
    [InlineData(11.463673685641488, 16.2049412947195)]
    [InlineData(2.6030659153837572, 0.35971670910930953)]
    [InlineData(0.99999999999949962, 2.8882574129174979e-13)]
    [InlineData(17.541166757692771, 32.197804824485864)]
    [InlineData(6.7237913281435908, 6.0679134447223806)]
    [InlineData(8.8195569083214025, 10.220265665876212)]
    [InlineData(18.326331074456196, 34.442165990172292)]
    [InlineData(1.0000000369188555, -2.1310140620121958e-08)]
    [InlineData(6.7496960620360609, 6.1153585849602923)]
    [InlineData(14.380410107044314, 23.547647876242817)]
    [InlineData(19.560442709009937, 38.039159366446796)]
    [InlineData(10.679236256885012, 14.355001963990594)]
    [InlineData(1e-300, 690.77552789821371)]
    [InlineData(1e12, 26631021115915.652)]
    public void Logarithms_are_right_to_the_last_digits(double x, double log) => Assert.Equal(1, GammaFunction.Log(x) / log, 2e-15);

    [Fact]
    public void Factorials_and_halves_have_closed_forms()
    {
        double factorial = 1;
        for (int n = 1; n <= 20; n++)
        {
            Assert.Equal(Math.Log(factorial), GammaFunction.Log(n), 1e-14 * Math.Max(1, Math.Log(factorial)));
            Assert.Equal(Math.Log(n), GammaFunction.LogRatio(n, 1), 2e-15 * n);
            factorial *= n;
        }
        Assert.Equal(.5 * Math.Log(Math.PI), GammaFunction.Log(.5), 1e-15);
        Assert.Equal(0, GammaFunction.Log(1));
        Assert.Equal(0, GammaFunction.Log(2));
    }

    [Fact]
    public void A_ratio_of_nearly_equal_arguments_keeps_its_digits()
    {
        // d ln Γ/dx is the digamma function: ψ(1) = −γ, ψ(½) = −γ − 2 ln 2, ψ(100) = 4.600161852738087.
        const double gamma = .57721566490153286061;
        Assert.Equal(1, GammaFunction.LogRatio(1, 1e-12) / (-gamma * 1e-12), 1e-11);
        Assert.Equal(1, GammaFunction.LogRatio(.5, 1e-12) / ((-gamma - 2 * Math.Log(2)) * 1e-12), 1e-11);
        Assert.Equal(1, GammaFunction.LogRatio(100, 1e-12) / (4.600161852738087 * 1e-12), 1e-13);
    }

    [Fact]
    public void Refuses_what_is_not_positive()
    {
        Assert.Throws<ArgumentException>(() => GammaFunction.Log(0));
        Assert.Throws<ArgumentException>(() => GammaFunction.Log(-1.5));
        Assert.Throws<ArgumentException>(() => GammaFunction.Log(double.NaN));
    }
}
