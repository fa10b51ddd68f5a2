namespace Probity.Numerics;

/// <summary>
/// Bootstrap weights: how often each of so many rows is drawn when as many rows are drawn with replacement. A replicate
/// first draws how many draws fall into each block of 1,024 rows (conditional binomials), then the rows inside a block.
/// </summary>
/// <remarks>
/// The first stage draws from the stream of seed, family and replicate, block b from part b + 1 of it. So the weights of any
/// block of any replicate can be made on their own, in any order, by any thread, with the same bits. The family must be used
/// for nothing else. Immutable, thread-safe.
/// </remarks>
internal sealed class MultinomialWeights
{
    /// <summary>Rows in a block; a power of two, so that ten random bits are a row.</summary>
    public const int BlockRows = 1 << RowBits;

    private const int RowBits = 10;
    private const int WordsAtATime = 128;

    private readonly ulong _seed;
    private readonly uint _family;
    private readonly double[] _rowsOfBlock;

    /// <param name="seed">The user's.</param>
    /// <param name="family">Keeps the streams of different purposes apart.</param>
    /// <param name="rows">At least 1.</param>
    public MultinomialWeights(ulong seed, uint family, int rows)
    {
        Require.InRange(rows, 1, int.MaxValue, nameof(rows));
        _seed = seed;
        _family = family;
        Rows = rows;
        _rowsOfBlock = new double[RowRanges.Count(rows, BlockRows)];
        for (int block = 0; block < Blocks; block++) _rowsOfBlock[block] = RowsOf(block);
    }

    public int Rows { get; }

    public int Blocks => _rowsOfBlock.Length;

    /// <summary>1,024, or what is left in the last block.</summary>
    public int RowsOf(int block) => Math.Min(BlockRows, Rows - block * BlockRows);

    /// <summary>How many of the replicate's draws fall into each block.</summary>
    /// <param name="replicate">At least 0.</param>
    /// <param name="drawsPerBlock"><see cref="Blocks"/> counts; they sum to <see cref="Rows"/>.</param>
    public void Counts(int replicate, Span<int> drawsPerBlock)
    {
        var random = new RandomStream(_seed, Stream(replicate));
        MultinomialDraw.Next(ref random, Rows, _rowsOfBlock, drawsPerBlock);
    }

    /// <summary>How often each row of a block was drawn.</summary>
    /// <param name="replicate">At least 0.</param>
    /// <param name="block">0 to <see cref="Blocks"/> − 1.</param>
    /// <param name="draws">What <see cref="Counts"/> gives for this replicate and block.</param>
    /// <param name="weights">One a row of the block; overwritten.</param>
    public void Fill(int replicate, int block, int draws, Span<double> weights)
    {
        Require.InRange(block, 0, Blocks - 1, nameof(block));
        int rows = RowsOf(block);
        Require.SameRows(rows, weights.Length, nameof(block), nameof(weights));
        Span<uint> buffer = stackalloc uint[WordsAtATime];
        var words = new RandomWords(_seed, Stream(replicate), buffer, (uint)block + 1);
        weights.Clear();
        if (rows == BlockRows)
        {
            ScatterThrees(ref words, draws, weights);
            return;
        }
        for (int i = 0; i < draws; i++) weights[words.NextInt32(rows)]++;
    }

    /// <summary>The weights of all rows in one replicate; they sum to <see cref="Rows"/>.</summary>
    /// <param name="replicate">At least 0.</param>
    /// <param name="weights">One a row; overwritten.</param>
    public void FillAll(int replicate, Span<double> weights)
    {
        Require.SameRows(Rows, weights.Length, "rows", nameof(weights));
        const int manyBlocks = 256;
        Span<int> draws = Blocks <= manyBlocks ? stackalloc int[Blocks] : new int[Blocks];
        Counts(replicate, draws);
        for (int block = 0; block < Blocks; block++) Fill(replicate, block, draws[block], weights.Slice(block * BlockRows, RowsOf(block)));
    }

    /// <summary>Each row's own weight times how often the replicate drew it.</summary>
    /// <param name="replicate">At least 0.</param>
    /// <param name="weights">One a row.</param>
    /// <param name="resampled">One a row; overwritten.</param>
    public void Resample(int replicate, ReadOnlySpan<double> weights, Span<double> resampled)
    {
        Require.SameRows(Rows, weights.Length, "rows", nameof(weights));
        FillAll(replicate, resampled);
        for (int i = 0; i < resampled.Length; i++) resampled[i] *= weights[i];
    }

    /// <summary>Three rows of ten bits out of a word.</summary>
    private static void ScatterThrees(ref RandomWords words, int draws, Span<double> weights)
    {
        const uint row = BlockRows - 1;
        weights = weights[..BlockRows];
        for (; draws >= 3; draws -= 3)
        {
            uint word = words.Next();
            weights[(int)(word & row)]++;
            weights[(int)((word >> RowBits) & row)]++;
            weights[(int)((word >> (2 * RowBits)) & row)]++;
        }
        if (draws == 0) return;
        uint rest = words.Next();
        weights[(int)(rest & row)]++;
        if (draws == 2) weights[(int)((rest >> RowBits) & row)]++;
    }

    private ulong Stream(int replicate)
    {
        Require.InRange(replicate, 0, int.MaxValue, nameof(replicate));
        return ((ulong)_family << 32) | (uint)replicate;
    }
}
