namespace Probity.Metrics;

/// <summary>
/// Where rows in order of confidence lie on a grid of midpoints (j + ½)/M over [0, 1]: between two nodes, each row is shared
/// linearly. Made once; gaps and weights may then change.
/// </summary>
internal sealed class SmoothCalibrationGrid
{
    private const int FewestNodes = 256, MostNodes = 65_536;

    private readonly int[] _cellEnds;      // cell j lies between nodes j − 1 and j; those at the ends have one node only
    private readonly double[] _upperShare; // of each row, the share of the node above

    private SmoothCalibrationGrid(ReadOnlySpan<double> confidence, int nodes)
    {
        Nodes = nodes;
        _cellEnds = new int[nodes + 1];
        _upperShare = new double[confidence.Length];
        for (int i = 0; i < confidence.Length; i++)
        {
            double place = (confidence[i] * nodes) + 0.5;
            int cell = Math.Min((int)place, nodes);
            _upperShare[i] = cell == 0 ? 1 : cell == nodes ? 0 : place - cell;
            _cellEnds[cell]++;
        }
        for (int cell = 1; cell <= nodes; cell++) _cellEnds[cell] += _cellEnds[cell - 1];
    }

    /// <summary>Grid points: a power of two.</summary>
    public int Nodes { get; }

    /// <summary>The grid on which the smooth error of these rows is exact to some 5e-5 relative or better, and that error.</summary>
    /// <param name="confidence">N, ascending.</param>
    /// <param name="gaps">Confidence minus correctness, in the same order.</param>
    /// <param name="weights">In the same order.</param>
    public static (SmoothCalibrationGrid Grid, double Scale) Fit(
        ReadOnlySpan<double> confidence, ReadOnlySpan<double> gaps, ReadOnlySpan<double> weights)
    {
        // Noise alone has a scale of about N^(−1/3)/4: draws under the stated probabilities need that fine a grid.
        for (int nodes = Finer(0.25 / Math.Cbrt(confidence.Length), 16); ; nodes *= 2)
        {
            var grid = new SmoothCalibrationGrid(confidence, nodes);
            double scale = new SmoothCalibrationPass(grid).FixedPoint(gaps, weights);
            if (nodes >= MostNodes || scale == 0 || scale * nodes >= 16) return (grid, scale);
        }
    }

    /// <summary>The grid that resolves a kernel of the given scale.</summary>
    public static SmoothCalibrationGrid ForScale(ReadOnlySpan<double> confidence, double scale) => new(confidence, Finer(scale, 64));

    private static int Finer(double scale, double nodesPerScale)
    {
        int nodes = FewestNodes;
        while (nodes < MostNodes && scale * nodes < nodesPerScale) nodes *= 2;
        return nodes;
    }

    /// <summary>Writes the sums of weight·gap at the nodes and returns the sum of the weights.</summary>
    public double Deposit(ReadOnlySpan<double> gaps, ReadOnlySpan<double> weights, Span<double> field)
    {
        field = field[..Nodes];
        field.Clear();
        double total = 0;
        int start = 0;
        for (int cell = 0; cell < _cellEnds.Length; cell++)
        {
            int end = _cellEnds[cell];
            if (end == start) continue;
            double sum = 0, upper = 0;
            for (int i = start; i < end; i++)
            {
                double moved = weights[i] * gaps[i];
                total += weights[i];
                sum += moved;
                upper += moved * _upperShare[i];
            }
            if (cell > 0) field[cell - 1] += sum - upper;
            if (cell < Nodes) field[cell] += upper;
            start = end;
        }
        return total;
    }
}
