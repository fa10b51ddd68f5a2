using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Probity.Similarity;

/// <summary>Products of 16-bit whole numbers, added up without a rounding: twice as many a cycle as of float32.</summary>
/// <remarks>
/// Numbers go in pairs, as the processor multiplies and adds them. References lie in strips of as many as a vector has sums: pair by pair, all of a strip
/// side by side. Queries lie pair by pair, six side by side: their sums, and what they are made of, just fill sixteen registers.
/// </remarks>
internal static unsafe class PairKernel
{
    /// <summary>Queries of a group.</summary>
    public const int Queries = 6;

    /// <summary>References whose sums a call makes: two strips of the widest vectors, or four of narrower ones.</summary>
    public const int References = 32;

    /// <summary>Whether there is an instruction for it; without one float32 is faster.</summary>
    public static bool IsSupported => Avx512BW.IsSupported || Avx2.IsSupported;

    /// <summary>Numbers side by side in a strip.</summary>
    public static int Strip => Avx512BW.IsSupported ? Vector512<int>.Count : Vector256<int>.Count;

    /// <summary>keys = added − sum · factor · scale, of six queries and <see cref="References"/> references.</summary>
    /// <param name="queries">A group.</param>
    /// <param name="references">Strips, one behind the other.</param>
    /// <param name="pairs">Of numbers of a row.</param>
    /// <param name="factors">One a reference.</param>
    /// <param name="added">One a reference.</param>
    /// <param name="scales">One a query.</param>
    /// <param name="keys">A row a query.</param>
    /// <param name="stride">From row to row.</param>
    public static void Keys(int* queries, int* references, int pairs, float* factors, float* added, float* scales, float* keys, int stride)
    {
        if (Avx512BW.IsSupported)
        {
            Two<Vector512<int>, Lanes512>(queries, references, pairs, factors, added, scales, keys, stride);
            return;
        }
        for (int first = 0; first < References; first += 2 * Vector256<int>.Count)
            Two<Vector256<int>, Lanes256>(queries, references + (first * pairs), pairs, factors + first, added + first, scales, keys + first, stride);
    }

    /// <summary>Two strips.</summary>
    private static void Two<V, L>(int* queries, int* references, int pairs, float* factors, float* added, float* scales, float* keys, int stride)
        where V : unmanaged where L : struct, ILanes<V>
    {
        int lanes = sizeof(V) / sizeof(int);
        int* other = references + (lanes * pairs);
        V a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default;
        V d0 = default, d1 = default, e0 = default, e1 = default, f0 = default, f1 = default;
        for (int pair = 0; pair < pairs; pair++, queries += Queries, references += lanes, other += lanes)
        {
            V low = L.Load(references), high = L.Load(other);
            V query = L.All(queries[0]);
            (a0, a1) = (L.Add(a0, query, low), L.Add(a1, query, high));
            query = L.All(queries[1]);
            (b0, b1) = (L.Add(b0, query, low), L.Add(b1, query, high));
            query = L.All(queries[2]);
            (c0, c1) = (L.Add(c0, query, low), L.Add(c1, query, high));
            query = L.All(queries[3]);
            (d0, d1) = (L.Add(d0, query, low), L.Add(d1, query, high));
            query = L.All(queries[4]);
            (e0, e1) = (L.Add(e0, query, low), L.Add(e1, query, high));
            query = L.All(queries[5]);
            (f0, f1) = (L.Add(f0, query, low), L.Add(f1, query, high));
        }
        Store<V, L>(a0, a1, factors, added, scales[0], keys);
        Store<V, L>(b0, b1, factors, added, scales[1], keys + stride);
        Store<V, L>(c0, c1, factors, added, scales[2], keys + (2 * stride));
        Store<V, L>(d0, d1, factors, added, scales[3], keys + (3 * stride));
        Store<V, L>(e0, e1, factors, added, scales[4], keys + (4 * stride));
        Store<V, L>(f0, f1, factors, added, scales[5], keys + (5 * stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<V, L>(V low, V high, float* factors, float* added, float scale, float* keys) where V : unmanaged where L : struct, ILanes<V>
    {
        int lanes = sizeof(V) / sizeof(int);
        L.Store(low, factors, added, scale, keys);
        L.Store(high, factors + lanes, added + lanes, scale, keys + lanes);
    }

    private interface ILanes<V>
    {
        static abstract V Load(int* from);

        static abstract V All(int pair);

        /// <summary>sum + the products of both numbers of each pair.</summary>
        static abstract V Add(V sum, V x, V y);

        static abstract void Store(V sums, float* factors, float* added, float scale, float* to);
    }

    private readonly struct Lanes512 : ILanes<Vector512<int>>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<int> Load(int* from) => Vector512.Load(from);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<int> All(int pair) => Vector512.Create(pair);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<int> Add(Vector512<int> sum, Vector512<int> x, Vector512<int> y) => sum + Avx512BW.MultiplyAddAdjacent(x.AsInt16(), y.AsInt16());

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Store(Vector512<int> sums, float* factors, float* added, float scale, float* to) =>
            (Vector512.Load(added) - (Vector512.ConvertToSingle(sums) * Vector512.Load(factors) * Vector512.Create(scale))).Store(to);
    }

    private readonly struct Lanes256 : ILanes<Vector256<int>>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<int> Load(int* from) => Vector256.Load(from);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<int> All(int pair) => Vector256.Create(pair);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<int> Add(Vector256<int> sum, Vector256<int> x, Vector256<int> y) => sum + Avx2.MultiplyAddAdjacent(x.AsInt16(), y.AsInt16());

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Store(Vector256<int> sums, float* factors, float* added, float scale, float* to) =>
            (Vector256.Load(added) - (Vector256.ConvertToSingle(sums) * Vector256.Load(factors) * Vector256.Create(scale))).Store(to);
    }
}
