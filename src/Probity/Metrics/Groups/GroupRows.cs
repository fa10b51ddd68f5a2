namespace Probity.Metrics.Groups;

/// <summary>
/// Rows in order of falling confidence: for any assignment of them to groups every group's figures follow in one pass, without sorting.
/// </summary>
internal sealed class GroupRows
{
    /// <summary>Figures a group: those of <see cref="GroupReport.Names"/>.</summary>
    public const int Count = 6;

    private const int Accuracy = 0, Nll = 1, Brier = 2, Ece = 3, Auroc = 4, Aurc = 5;

    private readonly RankedRows _ranked;
    private readonly double[] _wrong, _gaps, _nll, _brier, _weights;
    private readonly int[] _bins, _ties;
    private readonly int _binCount;

    /// <param name="confidence">N.</param>
    /// <param name="ranking">N.</param>
    /// <param name="correct">N.</param>
    /// <param name="nll">N or none.</param>
    /// <param name="brier">N or none.</param>
    /// <param name="weights">N.</param>
    /// <param name="bins">B.</param>
    public GroupRows(double[] confidence, double[] ranking, bool[] correct, double[] nll, double[] brier, double[] weights, int bins)
    {
        _ranked = RankedRows.Descending(ranking);
        _wrong = _ranked.Indicate(correct, false);
        _nll = nll.Length == 0 ? [] : _ranked.Arrange(nll);
        _brier = brier.Length == 0 ? [] : _ranked.Arrange(brier);
        _weights = _ranked.Arrange(weights);
        _gaps = _ranked.Arrange(confidence);
        _bins = Array.ConvertAll(_gaps, value => ConfidenceBins.WidthBin(value, bins));
        for (int i = 0; i < _gaps.Length; i++) _gaps[i] -= 1 - _wrong[i];
        _ties = new int[weights.Length];
        int start = 0;
        for (int tie = 0; tie < _ranked.GroupEnds.Length; tie++)
        {
            _ties.AsSpan(start.._ranked.GroupEnds[tie]).Fill(tie);
            start = _ranked.GroupEnds[tie];
        }
        _binCount = bins;
    }

    public int Rows => _weights.Length;

    /// <summary>The group of each row, from the order of the rows to the order of confidence.</summary>
    public int[] Arrange(int[] groupOf) => Array.ConvertAll(_ranked.Order, row => groupOf[row]);

    /// <summary>Every figure of every group, NaN where undefined.</summary>
    /// <param name="groupOf">Group of each row in order of confidence; negative where it counts in none.</param>
    /// <param name="sizes">Rows of each group.</param>
    /// <param name="values">Groups × <see cref="Count"/>.</param>
    public void Compute(ReadOnlySpan<int> groupOf, ReadOnlySpan<int> sizes, Span<double> values)
    {
        int groups = sizes.Length;
        var starts = new int[groups + 1];
        for (int g = 0; g < groups; g++) starts[g + 1] = starts[g] + sizes[g];
        var next = starts[..groups];
        var members = new int[starts[groups]];   // positions by group, each group still in order of confidence
        for (int i = 0; i < groupOf.Length; i++)
        {
            if (groupOf[i] >= 0) members[next[groupOf[i]]++] = i;
        }

        double[] wrong = new double[members.Length], weights = new double[members.Length], bins = new double[_binCount];
        var ends = new int[members.Length];
        for (int g = 0; g < groups; g++)
        {
            var own = members.AsSpan(starts[g], sizes[g]);
            Array.Clear(bins);
            double total = 0, nll = 0, brier = 0, errors = 0;
            int ties = 0;
            for (int j = 0; j < own.Length; j++)
            {
                int i = own[j];
                double w = weights[j] = _weights[i];
                wrong[j] = _wrong[i];
                total += w;
                errors += w * _wrong[i];
                bins[_bins[i]] += w * _gaps[i];
                if (_nll.Length > 0) nll += w * _nll[i];
                if (_brier.Length > 0) brier += w * _brier[i];
                if (j == own.Length - 1 || _ties[own[j + 1]] != _ties[i]) ends[ties++] = j + 1;
            }
            double ece = 0;
            foreach (double gap in bins) ece += Math.Abs(gap);
            var pass = RiskCoveragePass.Run(ends.AsSpan(0, ties), wrong.AsSpan(0, own.Length), weights.AsSpan(0, own.Length), 0.8, 0.05);
            var to = values.Slice(g * Count, Count);
            to[Accuracy] = 1 - (errors / total);
            to[Nll] = nll / total;
            to[Brier] = brier / total;
            to[Ece] = ece / total;
            to[Auroc] = pass.Auroc;
            to[Aurc] = pass.Aurc;
        }
    }
}
