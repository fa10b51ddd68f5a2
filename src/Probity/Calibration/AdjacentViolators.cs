namespace Probity.Calibration;

/// <summary>Pool adjacent violators: the isotonic regression of grouped rows as blocks of strictly rising mean, in linear time.</summary>
/// <remarks>
/// Blocks are compared by cross-multiplied sums, which is exact for whole weights up to 9·10⁷ in all. Neighbours of equal mean are one block.
/// </remarks>
internal sealed class AdjacentViolators
{
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

    /// <param name="groups">Rows.</param>
    /// <param name="total">All weight.</param>
    public static AdjacentViolators Pool(ScoreGroups groups, double total)
    {
        int count = groups.Count, top = -1;
        int[] ends = new int[count];
        double[] ones = new double[count], totals = new double[count];
        double scale = Math.ScaleB(1, -Math.ILogB(total));   // products neither overflow nor vanish; exact
        for (int i = 0; i < count; i++)
        {
            double one = groups.Ones[i] * scale, all = groups.Totals[i] * scale;
            while (top >= 0 && ones[top] * all >= one * totals[top])
            {
                one += ones[top];
                all += totals[top];
                top--;
            }
            top++;
            (ends[top], ones[top], totals[top]) = (i + 1, one, all);
        }

        double violation = 0;
        for (int block = 0, i = 0; block <= top; block++)
        {
            double mean = ones[block] / totals[block], ahead = 0;
            for (; i < ends[block]; i++)
            {
                ahead += (groups.Ones[i] - (mean * groups.Totals[i])) * scale;
                violation = Math.Max(violation, -ahead);
            }
            ones[block] /= scale;
            totals[block] /= scale;
        }
        return new(ends[..(top + 1)], ones[..(top + 1)], totals[..(top + 1)], violation / (total * scale));
    }
}
