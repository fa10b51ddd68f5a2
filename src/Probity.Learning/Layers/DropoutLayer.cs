using System.Numerics;
using System.Runtime.InteropServices;
using Probity.Learning.Engine;
using Probity.Numerics;

namespace Probity.Learning.Layers;

/// <summary>
/// Sets a random share of the values to 0 while training and scales the others so that the mean stays (Srivastava et al., JMLR 2014). Who
/// is dropped is a pure function of seed, step, row of the batch, layer and column. A trained network passes everything on, unless draws
/// are asked for (Monte-Carlo dropout; Gal &amp; Ghahramani, ICML 2016), keyed by seed, pass and row.
/// </summary>
internal sealed unsafe class DropoutLayer<T> : Layer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const ulong TrainingStreams = 1UL << 62, SamplingStreams = 1UL << 63;   // above them 14 bits of layer, then step or pass

    private readonly uint _kept;     // of 65,536
    private readonly T _scale;
    private readonly ulong _layer;
    private ushort[] _words = [];    // one a value of the batch; the value stays where it is below _kept

    /// <param name="width">Of both sides.</param>
    /// <param name="rate">Share that is dropped, in [0, 1); taken to the nearest multiple of 1/65,536.</param>
    /// <param name="index">Of the layer in its network: layers draw apart.</param>
    public DropoutLayer(int width, double rate, int index) : base(width, width)
    {
        if (!(rate >= 0 && rate < 1)) throw new ArgumentException($"dropout: {rate}; the share to drop must lie in [0, 1)");
        _kept = (uint)Math.Max(1, Math.Round((1 - rate) * 65_536));
        _scale = T.CreateTruncating(65_536.0 / _kept);
        _layer = (ulong)index << 48;
    }

    public override bool InPlace => true;

    public override double? GainBefore => null;

    public override void Reserve(int rows)
    {
        int length = checked(rows * Inputs);
        if (_words.Length < length) _words = new ushort[length];
    }

    public override void Forward(T* x, T* y, int rows)
    {
        if (x != y) new ReadOnlySpan<T>(x, rows * Inputs).CopyTo(new Span<T>(y, rows * Inputs));
    }

    public override void Forward(in Step step, T* x, T* y, int start, int rows)
    {
        for (int i = 0; i < rows; i++) Draw(step.Seed, TrainingStreams | _layer | (ulong)step.Number, (uint)(start + i), Words(start + i));
        Apply(x, y, start, rows);
    }

    public override void Backward(in Step step, T* x, T* y, T* dy, T* dx, int start, int rows) => Apply(dy, dx, start, rows);

    public override void Forward(in Sampling sampling, T* x, T* y, long start, int rows)
    {
        Span<ushort> some = stackalloc ushort[Math.Min(Inputs, 4_096)];
        ushort[]? many = Inputs > some.Length ? new ushort[Inputs] : null;
        Span<ushort> words = many ?? some;
        for (int i = 0; i < rows; i++)
        {
            Draw(sampling.Seed, SamplingStreams | _layer | sampling.Pass, (uint)(start + i), words);
            Apply(words, x + ((long)i * Inputs), y + ((long)i * Inputs));
        }
    }

    private Span<ushort> Words(int row) => _words.AsSpan(row * Inputs, Inputs);

    private void Apply(T* from, T* to, int start, int rows) =>
        Apply(_words.AsSpan(start * Inputs, rows * Inputs), from, to);

    private static void Draw(ulong seed, ulong stream, uint row, Span<ushort> words)
    {
        int pairs = words.Length / 2;
        Span<uint> buffer = stackalloc uint[RandomWords.BufferLength];
        var random = new RandomWords(seed, stream, buffer[..Math.Min(RandomWords.BufferLength, ((pairs + 1 + 15) / 16) * 16)], row);
        Span<uint> whole = MemoryMarshal.Cast<ushort, uint>(words);
        for (int j = 0; j < whole.Length; j++) whole[j] = random.Next();
        if (words.Length % 2 == 1) words[^1] = (ushort)random.Next();
    }

    /// <summary>Scales what stays and zeroes what goes.</summary>
    private void Apply(ReadOnlySpan<ushort> words, T* from, T* to)
    {
        int j = 0;
        if (typeof(T) == typeof(float))
        {
            var kept = new Vector<uint>(_kept);
            Vector<float> scale = new(float.CreateTruncating(_scale));
            for (; j <= words.Length - Vector<ushort>.Count; j += Vector<ushort>.Count)
            {
                Vector.Widen(new Vector<ushort>(words[j..]), out Vector<uint> lower, out Vector<uint> upper);
                float* source = (float*)from + j, target = (float*)to + j;
                Vector<float> first = Vector.Load(source) * scale, second = Vector.Load(source + Vector<float>.Count) * scale;
                (first & Vector.AsVectorSingle(Vector.LessThan(lower, kept))).Store(target);
                (second & Vector.AsVectorSingle(Vector.LessThan(upper, kept))).Store(target + Vector<float>.Count);
            }
        }
        for (; j < words.Length; j++) to[j] = words[j] < _kept ? from[j] * _scale : T.Zero;
    }
}
