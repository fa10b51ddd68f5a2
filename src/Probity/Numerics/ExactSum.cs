namespace Probity.Numerics;

/// <summary>
/// A sum of doubles without any rounding until it is read (Kulisch's long accumulator; Neal, 2015): the order of the terms
/// and the way they are split into parts cannot change a bit of it.
/// </summary>
internal sealed class ExactSum
{
    // Limb i counts units of 2^(32·i − 1074). 64 bits hold 32 of value and room for 2³¹ terms before carries must move up.
    private const int Limbs = 68, LowestExponent = -1074;
    private const int MostPending = 1 << 30;

    private readonly long[] _limbs = new long[Limbs];
    private int _pending;

    /// <param name="term">Finite.</param>
    public void Add(double term)
    {
        long bits = BitConverter.DoubleToInt64Bits(term);
        int exponent = (int)(bits >> 52) & 0x7FF;
        if (exponent == 0x7FF) throw new ArgumentException($"a sum of finite numbers was given {term}");
        ulong mantissa = (ulong)bits & 0xFFFFFFFFFFFFF;
        if (exponent > 0) mantissa |= 1UL << 52;
        else exponent = 1;

        int position = exponent - 1, limb = position >> 5, shift = position & 31;
        ulong low = mantissa << shift;
        long first = (uint)low, second = (long)(low >> 32), third = shift == 0 ? 0 : (long)(mantissa >> (64 - shift));
        if (bits < 0) (first, second, third) = (-first, -second, -third);
        _limbs[limb] += first;
        _limbs[limb + 1] += second;
        _limbs[limb + 2] += third;
        if (++_pending == MostPending) MoveCarries();
    }

    /// <summary>Adds all terms of another sum.</summary>
    public void Add(ExactSum other)
    {
        MoveCarries();
        other.MoveCarries();
        for (int i = 0; i < Limbs; i++) _limbs[i] += other._limbs[i];
        _pending = 2;
    }

    /// <summary>The sum, to within one unit in the last place; ±∞ where no double is large enough.</summary>
    public double Value
    {
        get
        {
            MoveCarries();
            bool negative = _limbs[Limbs - 1] < 0;
            Span<long> magnitude = stackalloc long[Limbs];
            for (int i = 0; i < Limbs; i++) magnitude[i] = negative ? -_limbs[i] : _limbs[i];
            if (negative) MoveCarries(magnitude);

            int top = Limbs - 1;
            while (top > 0 && magnitude[top] == 0) top--;
            int lowest = Math.Max(0, top - 2);   // 65 bits at the least
            UInt128 leading = 0;
            for (int i = top; i >= lowest; i--) leading = (leading << 32) + (ulong)magnitude[i];
            double value = Math.ScaleB((double)leading, (32 * lowest) + LowestExponent);
            return negative ? -value : value;
        }
    }

    private void MoveCarries()
    {
        MoveCarries(_limbs);
        _pending = 1;
    }

    /// <summary>Afterwards every limb but the last, which has the sign, lies in [0, 2³²).</summary>
    private static void MoveCarries(Span<long> limbs)
    {
        for (int i = 0; i < Limbs - 1; i++)
        {
            limbs[i + 1] += limbs[i] >> 32;
            limbs[i] &= uint.MaxValue;
        }
    }
}
