using System.Buffers;
using System.Numerics;
using Probity.Numerics;

namespace Probity.Learning;

/// <summary>
/// The softmax of a row, seen from one of its classes y. 1 − p_y is summed from the other terms and ln p_y from the smaller side, so both keep
/// all their digits where p_y is near 0 or 1. To be disposed of: long rows borrow their memory.
/// </summary>
internal readonly ref struct SoftmaxTerms
{
    /// <summary>Length of the room on the stack that a caller gives.</summary>
    public const int OnStack = 64;

    private readonly double[]? _borrowed;

    private SoftmaxTerms(double[]? borrowed, Span<double> terms, int y, double top, double own, double others)
    {
        _borrowed = borrowed;
        Terms = terms;
        Class = y;
        Top = top;
        Others = others;
        Total = Math.Exp(own) + others;
        LogTotal = own == 0 ? Elementary.Log1P(others) : Math.Log(Total);
        LogP = own - LogTotal;
    }

    /// <summary>y.</summary>
    public int Class { get; }

    /// <summary>exp(z_k − z_max).</summary>
    public Span<double> Terms { get; }

    /// <summary>z_max.</summary>
    public double Top { get; }

    /// <summary>Sum of the terms.</summary>
    public double Total { get; }

    /// <summary>Sum of the terms but y's.</summary>
    public double Others { get; }

    public double LogTotal { get; }

    /// <summary>ln p_y.</summary>
    public double LogP { get; }

    public double P => Math.Exp(LogP);

    /// <summary>1 − p_y.</summary>
    public double Q => Others / Total;

    /// <param name="logits">Of a row, all finite.</param>
    /// <param name="y">A class; −1 takes the one of the largest logit, the first among equals.</param>
    /// <param name="stack">Room of <see cref="OnStack"/>.</param>
    /// <param name="scale">Multiplies the logits.</param>
    public static SoftmaxTerms Of<T>(ReadOnlySpan<T> logits, int y, Span<double> stack, double scale = 1) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[]? borrowed = logits.Length > stack.Length ? ArrayPool<double>.Shared.Rent(logits.Length) : null;
        Span<double> terms = (borrowed ?? stack)[..logits.Length];
        double top = double.NegativeInfinity;
        int best = 0;
        for (int k = 0; k < logits.Length; k++)
        {
            terms[k] = scale * double.CreateTruncating(logits[k]);
            if (terms[k] > top) (top, best) = (terms[k], k);
        }
        if (y < 0) y = best;
        double own = terms[y] - top, others = 0;
        for (int k = 0; k < terms.Length; k++)
        {
            terms[k] = Math.Exp(terms[k] - top);
            if (k != y) others += terms[k];
        }
        return new SoftmaxTerms(borrowed, terms, y, top, own, others);
    }

    public void Dispose()
    {
        if (_borrowed is not null) ArrayPool<double>.Shared.Return(_borrowed);
    }
}
