using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Probity.Similarity;

/// <summary>
/// Keys from rows rounded to 16-bit whole numbers, each row by a scale of its own: coarser than float32, by a bound that is known, and twice as fast.
/// </summary>
/// <remarks>
/// A row times its scale s is at most 46,000 long, so that no product of two, nor a part of it, leaves 32 bits; and s·‖x‖ is at least 32,766, for no number
/// of a row is larger than the row is long. Rounding moves each number by a half at most, so the row by √n/2 and a product by (√n + 1)/32,766 of ‖x‖‖y‖ at
/// most, all roundings of float32 included. Belongs to one thread.
/// </remarks>
internal sealed unsafe class CoarseTile
{
    private const float Length = 46_000, Largest = 32_766;
    private const int LineLength = 64 / sizeof(int);
    private const float Vanishing = 1e-20f;   // shorter rows count as 0

    private readonly int _columns, _inner, _pairs;
    private readonly bool _addsLast;
    private readonly int[] _queries, _references;
    private readonly int _aligned;   // place of the first reference, on a cache line
    private readonly float[] _scales, _factors, _added;
    private readonly short[] _whole;   // a strip of rows, one behind the other

    /// <param name="columns">Numbers of a row in its form.</param>
    /// <param name="addsLast">The last of them is ‖y‖², of Euclid's keys, which is added as it is.</param>
    /// <param name="mostQueries">No more than these are asked for.</param>
    /// <param name="mostReferences">A multiple of <see cref="PairKernel.References"/>.</param>
    public CoarseTile(int columns, bool addsLast, int mostQueries, int mostReferences)
    {
        (_columns, _addsLast) = (columns, addsLast);
        _inner = columns - (addsLast ? 1 : 0);
        _pairs = (_inner + 1) / 2;
        int queries = (mostQueries + PairKernel.Queries - 1) / PairKernel.Queries * PairKernel.Queries;
        _queries = new int[queries * _pairs];
        _scales = new float[queries];
        _references = GC.AllocateArray<int>((mostReferences * _pairs) + LineLength, pinned: true);
        fixed (int* start = _references) _aligned = (int)((((ulong)start + 63) / 64 * 64) - (ulong)start) / sizeof(int);
        (_factors, _added) = (new float[mostReferences], new float[mostReferences]);
        _whole = new short[2 * _pairs * PairKernel.Strip];
    }

    /// <summary>How far a key may be from the truth.</summary>
    /// <param name="columns">Numbers of a row.</param>
    /// <param name="query">‖x‖.</param>
    /// <param name="reference">‖y‖.</param>
    public static double Error(int columns, double query, double reference) => (Math.Sqrt(columns) + 1) / Largest * query * reference;

    /// <summary>Takes in a query in its form.</summary>
    public void SetQuery(ReadOnlySpan<float> query, int at)
    {
        _scales[at] = Round(query[.._inner], 0);
        ReadOnlySpan<int> pairs = MemoryMarshal.Cast<short, int>(_whole)[.._pairs];
        int group = at / PairKernel.Queries * PairKernel.Queries * _pairs, own = at % PairKernel.Queries;
        for (int pair = 0; pair < pairs.Length; pair++) _queries[group + (pair * PairKernel.Queries) + own] = pairs[pair];
    }

    /// <summary>Takes in references in their form.</summary>
    public void SetReferences(ReadOnlySpan<float> references, int count)
    {
        ReadOnlySpan<int> rows = MemoryMarshal.Cast<short, int>(_whole);
        int lanes = PairKernel.Strip;
        for (int first = 0; first < count; first += lanes)
        {
            int used = Math.Min(lanes, count - first);
            for (int lane = 0; lane < used; lane++)
            {
                ReadOnlySpan<float> row = references.Slice((first + lane) * _columns, _columns);
                _factors[first + lane] = Round(row[.._inner], lane * 2 * _pairs);
                _added[first + lane] = _addsLast ? row[_inner] : 0;
            }
            Span<int> strip = _references.AsSpan(_aligned + (first * _pairs), lanes * _pairs);
            for (int pair = 0; pair < _pairs; pair++)
            {
                for (int lane = 0; lane < used; lane++) strip[(pair * lanes) + lane] = rows[(lane * _pairs) + pair];
            }
        }
    }

    /// <summary>The keys of some queries, a row each.</summary>
    /// <param name="first">A multiple of <see cref="PairKernel.Queries"/>.</param>
    /// <param name="queries">How many; up to a group more are made.</param>
    /// <param name="references">How many; some more are made.</param>
    /// <param name="keys">Rows.</param>
    /// <param name="stride">From row to row.</param>
    public void Keys(int first, int queries, int references, Span<float> keys, int stride)
    {
        fixed (int* groups = _queries, strips = _references)
        fixed (float* scales = _scales, factors = _factors, added = _added, to = keys)
        {
            for (int reference = 0; reference < references; reference += PairKernel.References)
            {
                for (int query = 0; query < queries; query += PairKernel.Queries)
                {
                    PairKernel.Keys(
                        groups + ((first + query) * _pairs), strips + _aligned + (reference * _pairs), _pairs, factors + reference, added + reference, scales + first + query,
                        to + (query * stride) + reference, stride);
                }
            }
        }
    }

    /// <summary>Leaves a row in whole numbers in <see cref="_whole"/>.</summary>
    /// <returns>What one of them stands for.</returns>
    private float Round(ReadOnlySpan<float> row, int at)
    {
        (float square, float largest) = Size(row);
        float length = MathF.Sqrt(square);
        if (!(length > Vanishing))
        {
            _whole.AsSpan(at, 2 * _pairs).Clear();
            return 0;
        }
        float scale = MathF.Min(Length / length, Largest / largest);
        ref float from = ref MemoryMarshal.GetReference(row);
        int j = 0;
        for (; j <= row.Length - Vector256<short>.Count; j += Vector256<short>.Count)
        {
            Vector256<int> low = Avx.ConvertToVector256Int32(Vector256.LoadUnsafe(ref from, (nuint)j) * scale);
            Vector256<int> high = Avx.ConvertToVector256Int32(Vector256.LoadUnsafe(ref from, (nuint)(j + Vector256<float>.Count)) * scale);
            Vector256.Narrow(low, high).CopyTo(_whole, at + j);
        }
        for (; j < row.Length; j++) _whole[at + j] = (short)MathF.Round(row[j] * scale);
        return 1 / scale;
    }

    private static (float Square, float Largest) Size(ReadOnlySpan<float> row)
    {
        ref float from = ref MemoryMarshal.GetReference(row);
        Vector256<float> squares = default, most = default;
        int j = 0;
        for (; j <= row.Length - Vector256<float>.Count; j += Vector256<float>.Count)
        {
            Vector256<float> some = Vector256.LoadUnsafe(ref from, (nuint)j);
            (squares, most) = (squares + (some * some), Vector256.MaxNative(most, Vector256.Abs(some)));
        }
        (float square, float largest) = (Vector256.Sum(squares), 0);
        for (int lane = 0; lane < Vector256<float>.Count; lane++) largest = MathF.Max(largest, most[lane]);
        for (; j < row.Length; j++) (square, largest) = (square + (row[j] * row[j]), MathF.Max(largest, MathF.Abs(row[j])));
        return (square, largest);
    }
}
