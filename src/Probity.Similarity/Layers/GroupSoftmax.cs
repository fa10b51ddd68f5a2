using System.Numerics;
using System.Runtime.Intrinsics;
using Probity.Learning.Layers;

namespace Probity.Similarity;

/// <summary>Softmax of groups of values that lie one behind the other, and its derivative. Safe for values of any size.</summary>
internal static unsafe class GroupSoftmax
{
    /// <summary>p = softmax(beta·z) in each group. A group with a NaN or an infinity becomes NaN, so that a training that diverged is seen.</summary>
    /// <param name="z">Groups × size values.</param>
    /// <param name="p">As many; z itself at will.</param>
    /// <param name="groups">How many.</param>
    /// <param name="size">Values of a group.</param>
    /// <param name="beta">1 over the temperature, positive.</param>
    public static void Forward<T>(T* z, T* p, long groups, int size, T beta) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        float* rest = stackalloc float[Vector<float>.Count];
        for (long group = 0; group < groups; group++, z += size, p += size)
        {
            if (typeof(T) == typeof(float)) Forward((float*)z, (float*)p, size, float.CreateTruncating(beta), rest);
            else ForwardScalar(z, p, size, beta);
        }
    }

    /// <summary>beta·p⊙(dy − ⟨p, dy⟩) in each group.</summary>
    /// <param name="p">What <see cref="Forward{T}(T*, T*, long, int, T)"/> gave.</param>
    /// <param name="dy">Derivatives in p.</param>
    /// <param name="dz">Becomes the derivatives in z; p itself at will.</param>
    /// <param name="groups">How many.</param>
    /// <param name="size">Values of a group.</param>
    /// <param name="beta">As forward.</param>
    public static void Backward<T>(T* p, T* dy, T* dz, long groups, int size, T beta) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (long group = 0; group < groups; group++, p += size, dy += size, dz += size)
        {
            Vector<T> products = default;
            int j = 0;
            for (; j <= size - Vector<T>.Count; j += Vector<T>.Count) products += Vector.Load(p + j) * Vector.Load(dy + j);
            T mean = Vector.Sum(products);
            for (; j < size; j++) mean += p[j] * dy[j];
            Vector<T> means = new(mean), betas = new(beta);
            for (j = 0; j <= size - Vector<T>.Count; j += Vector<T>.Count) (betas * Vector.Load(p + j) * (Vector.Load(dy + j) - means)).Store(dz + j);
            for (; j < size; j++) dz[j] = beta * p[j] * (dy[j] - mean);
        }
    }

    /// <summary>1 where a group is largest, at the first such place, else 0; NaN where it holds NaN.</summary>
    public static void Harden<T>(T* p, long groups, int size) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (long group = 0; group < groups; group++, p += size)
        {
            int largest = 0;
            for (int j = 1; j < size; j++)
            {
                if (p[j] > p[largest]) largest = j;
            }
            T one = T.IsNaN(p[0]) ? T.NaN : T.One;
            new Span<T>(p, size).Clear();
            p[largest] = one;
        }
    }

    private static void Forward(float* z, float* p, int size, float beta, float* rest)
    {
        int width = Vector<float>.Count, whole = size - (size % width);
        float largest = float.NegativeInfinity, nothing = 0;   // the sum of 0·z is 0 unless a z is not finite
        if (whole > 0)
        {
            Vector<float> largests = Vector.Load(z), nothings = largests * 0;
            for (int j = width; j < whole; j += width)
            {
                Vector<float> values = Vector.Load(z + j);
                largests = Vector.MaxNative(largests, values);
                nothings += values * 0;
            }
            largests.Store(rest);
            Vector128<float> lanes = Vector128.Load(rest);
            for (int j = Vector128<float>.Count; j < width; j += Vector128<float>.Count) lanes = Vector128.MaxNative(lanes, Vector128.Load(rest + j));
            lanes = Vector128.MaxNative(lanes, Vector128.Shuffle(lanes, Vector128.Create(2, 3, 0, 1)));
            largest = Vector128.MaxNative(lanes, Vector128.Shuffle(lanes, Vector128.Create(1, 0, 3, 2))).ToScalar();
            nothing = Vector.Sum(nothings);
        }
        for (int j = whole; j < size; j++)
        {
            largest = z[j] > largest ? z[j] : largest;
            nothing += z[j] * 0;
        }
        if (nothing != 0)
        {
            new Span<float>(p, size).Fill(float.NaN);
            return;
        }

        Vector<float> from = new(largest), betas = new(beta);
        Vector<double> lower = default, upper = default;
        for (int j = 0; j < whole; j += width)
        {
            Vector<float> term = FloatFunctions.ExpNonPositive((Vector.Load(z + j) - from) * betas);
            term.Store(p + j);
            Vector.Widen(term, out Vector<double> first, out Vector<double> second);
            lower += first;
            upper += second;
        }
        double sum = Vector.Sum(lower + upper);
        if (whole < size)
        {
            for (int j = whole; j < size; j++) rest[j - whole] = z[j];
            for (int j = size - whole; j < width; j++) rest[j] = largest;
            FloatFunctions.ExpNonPositive((Vector.Load(rest) - from) * betas).Store(rest);
            for (int j = whole; j < size; j++)
            {
                p[j] = rest[j - whole];
                sum += p[j];
            }
        }
        float scale = (float)(1 / sum);
        for (int j = 0; j < whole; j += width) (Vector.Load(p + j) * scale).Store(p + j);
        for (int j = whole; j < size; j++) p[j] *= scale;
    }

    private static void ForwardScalar<T>(T* z, T* p, int size, T beta) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T largest = z[0], sum = T.Zero;
        for (int j = 1; j < size; j++) largest = T.Max(largest, z[j]);
        if (new Span<T>(z, size).ContainsAny(T.NegativeInfinity, T.PositiveInfinity)) largest = T.NaN;
        for (int j = 0; j < size; j++) sum += p[j] = T.Exp((z[j] - largest) * beta);
        for (int j = 0; j < size; j++) p[j] /= sum;
    }
}
