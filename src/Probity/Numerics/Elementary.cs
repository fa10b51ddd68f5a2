namespace Probity.Numerics;

/// <summary>log(1+x) and exp(x)−1 that keep their digits near 0 (Kahan's correction); the runtime's forms are the naive ones.</summary>
internal static class Elementary
{
    /// <summary>log(1 + x).</summary>
    public static double LogOnePlus(double x)
    {
        double sum = 1 + x;
        if (sum == 1) return x;
        if (sum == 0 || double.IsInfinity(sum)) return Math.Log(sum);
        return Math.Log(sum) * (x / (sum - 1));
    }

    /// <summary>exp(x) − 1.</summary>
    public static double ExpMinusOne(double x)
    {
        double power = Math.Exp(x);
        if (power == 1) return x;
        double less = power - 1;
        return less == -1 || double.IsInfinity(power) ? less : less * (x / Math.Log(power));
    }

    /// <summary>log(1 − exp(x)) for x ≤ 0 (Mächler, 2012).</summary>
    public static double LogOneMinusExp(double x) =>
        x >= 0 ? double.NegativeInfinity
        : x > -0.6931471805599453 ? Math.Log(-ExpMinusOne(x))
        : LogOnePlus(-Math.Exp(x));
}
