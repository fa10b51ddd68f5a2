using Probity.Numerics;

namespace Probity.Calibration;

/// <summary>Pool adjacent violators: the isotonic regression of grouped rows as blocks of strictly rising mean, in linear time.</summary>
/// <remarks>
/// Blocks are compared by cross-multiplied sums, which is exact for whole weights up to 9·10⁷ in all. Neighbours of equal mean are one block.
/// </remarks>
internal sealed class AdjacentViolators
{
    private const int RangeLength = 1 << 16;

    private AdjacentViolators(int[] ends, double[] ones, double[] totals, double violation)
    {
        Ends = ends;
        Ones = ones;
        Totals = totals;
        Violation = violation;
    }

    public int Count => Ends.Length;

    /// <summary>Exclusive ends of blocks, as groups.</summary>
    public int[] Ends { get; }

    /// <summary>Weight of class 1 in each block.</summary>
    public double[] Ones { get; }

    /// <summary>Weight of each block.</summary>
    public double[] Totals { get; }

    /// <summary>How far the solution is from the conditions of an optimum: the largest share of all weight by which the start of a block lies below its mean. 0 up to rounding.</summary>
    public double Violation { get; }

    public int Start(int block) => block == 0 ? 0 : Ends[block - 1];

    /// <summary>Ranges are pooled by themselves, then their blocks: which gives the same blocks, for the solution is unique.</summary>
    /// <param name="groups">Rows.</param>
    /// <param name="total">All weight.</param>
    public static AdjacentViolators Pool(ScoreGroups groups, double total)
    {
        double scale = Math.ScaleB(1, -Math.ILogB(total));   // products neither overflow nor vanish; exact
        var parts = new BlockStack[RowRanges.Count(groups.Count, RangeLength)];
        RowRanges.For(groups.Count, RangeLength, (range, start, end) =>
        {
            parts[range] = new BlockStack();
            parts[range].Push(groups.Ones, groups.Totals, ends: null, start, end, scale);
        });
        BlockStack pooled = parts[0];
        foreach (BlockStack later in parts.AsSpan(1)) pooled.Push(later.Ones, later.Totals, later.Ends, 0, later.Count, 1);

        double violation = LargestViolation(groups, pooled, scale) / (total * scale);
        double[] ones = pooled.Ones[..pooled.Count], totals = pooled.Totals[..pooled.Count];
        for (int block = 0; block < ones.Length; block++)
        {
            ones[block] /= scale;
            totals[block] /= scale;
        }
        return new(pooled.Ends[..pooled.Count], ones, totals, violation);
    }

    private static double LargestViolation(ScoreGroups groups, BlockStack blocks, double scale)
    {
        var parts = new RangeOfBlocks[RowRanges.Count(groups.Count, RangeLength)];
        RowRanges.For(groups.Count, RangeLength, (range, start, end) =>
        {
            int first = Array.BinarySearch(blocks.Ends, 0, blocks.Count, start + 1), block = first = first < 0 ? ~first : first;
            double begun = 0, least = 0, later = 0, ahead = 0;
            for (int i = start; ; block++)
            {
                double mean = blocks.Ones[block] / blocks.Totals[block], lowest = 0;
                ahead = 0;
                for (int stop = Math.Min(end, blocks.Ends[block]); i < stop; i++)
                {
                    ahead += (groups.Ones[i] - (mean * groups.Totals[i])) * scale;
                    lowest = Math.Min(lowest, ahead);
                }
                if (block == first) (begun, least) = (ahead, lowest);
                else later = Math.Min(later, lowest);
                if (i == end) break;
            }
            parts[range] = new(first, block, begun, least, later, ahead);
        });

        double violation = 0, before = 0;   // of the block that the range begins in, from earlier ranges
        for (int range = 0; range < parts.Length; range++)
        {
            RangeOfBlocks part = parts[range];
            if (range > 0 && parts[range - 1].Last != part.First) before = 0;
            violation = Math.Max(violation, -Math.Min(before + part.Least, part.Later));
            before = part.First == part.Last ? before + part.Begun : part.Ahead;
        }
        return violation;
    }

    /// <summary>Sums of outcomes less means over a range: of the part of its first block, their least on the way, the least of later blocks, and the last block's.</summary>
    private readonly record struct RangeOfBlocks(int First, int Last, double Begun, double Least, double Later, double Ahead);

    /// <summary>Blocks of strictly rising mean.</summary>
    private sealed class BlockStack
    {
        public int Count { get; private set; }

        public int[] Ends { get; private set; } = new int[1_024];   // mostly enough: blocks are few

        public double[] Ones { get; private set; } = new double[1_024];

        public double[] Totals { get; private set; } = new double[1_024];

        /// <summary>Puts blocks on top, pooling what does not rise.</summary>
        /// <param name="ones">Weight of class 1 of each.</param>
        /// <param name="totals">Weight of each.</param>
        /// <param name="ends">Where each ends; null for those of one group each.</param>
        /// <param name="start">The first.</param>
        /// <param name="stop">After the last.</param>
        /// <param name="scale">Of weights.</param>
        public void Push(double[] ones, double[] totals, int[]? ends, int start, int stop, double scale)
        {
            int below = Math.Max(Count - 1, 0);   // the top block is kept at hand
            (int end, double one, double all) = Count > 0 ? (Ends[below], Ones[below], Totals[below]) : (0, 0, 0);
            for (int i = start; i < stop; i++)
            {
                double nextOne = ones[i] * scale, nextAll = totals[i] * scale;
                if (one * nextAll < nextOne * all)
                {
                    if (below + 2 > Ends.Length) Grow();
                    (Ends[below], Ones[below], Totals[below]) = (end, one, all);
                    below++;
                    (one, all) = (nextOne, nextAll);
                }
                else
                {
                    one += nextOne;
                    all += nextAll;
                    for (; below > 0 && Ones[below - 1] * all >= one * Totals[below - 1]; below--)
                    {
                        one += Ones[below - 1];
                        all += Totals[below - 1];
                    }
                }
                end = ends is null ? i + 1 : ends[i];
            }
            (Ends[below], Ones[below], Totals[below]) = (end, one, all);
            Count = below + 1;
        }

        private void Grow()
        {
            Ends = [.. Ends, .. new int[Ends.Length]];
            Ones = [.. Ones, .. new double[Ones.Length]];
            Totals = [.. Totals, .. new double[Totals.Length]];
        }
    }
}
