using Probity.Numerics;

namespace Probity.Metrics.Groups;

/// <summary>
/// The largest gap of each figure between groups, and how often as large a gap comes about when rows are assigned to the groups at
/// random. Looking at the largest of many pairs, and the bias of small groups, are in the test, because they are in every shuffle.
/// </summary>
internal sealed class GroupGaps
{
    private readonly GroupFigures[] _groups;
    private readonly EvaluationOptions _options;
    private readonly int[] _counted;   // groups large enough to be compared
    private readonly int _rows;
    private readonly double[] _exceeded = new double[GroupRows.Count];
    private readonly double[] _gaps;

    public GroupGaps(GroupRows rows, int[] groupOf, GroupFigures[] groups, EvaluationOptions options, IProgress<double>? progress)
    {
        _groups = groups;
        _options = options;
        _counted = [.. Enumerable.Range(0, groups.Length).Where(g => groups[g].Rows >= GroupTable.FewRows)];
        _gaps = new double[GroupRows.Count];
        if (_counted.Length < 2) return;

        var places = new int[groups.Length];
        Array.Fill(places, -1);
        for (int c = 0; c < _counted.Length; c++) places[_counted[c]] = c;
        int[] sizes = Array.ConvertAll(_counted, g => groups[g].Rows), given = Array.ConvertAll(rows.Arrange(groupOf), g => places[g]);
        int[] positions = [.. Enumerable.Range(0, given.Length).Where(i => given[i] >= 0)], members = Array.ConvertAll(positions, i => given[i]);
        _rows = members.Length;

        Gaps(given, _gaps);
        var exceeding = new bool[options.Bootstrap][];
        int done = 0;
        RowRanges.For(options.Bootstrap, 8, (_, from, to) =>
        {
            int[] shuffled = new int[members.Length], assigned = new int[given.Length];
            var gaps = new double[GroupRows.Count];
            for (int r = from; r < to; r++)
            {
                var random = new RandomStream(options.Seed, ((ulong)ReplicateStreams.Groups << 32) | (uint)r);
                members.CopyTo(shuffled, 0);
                random.Shuffle(shuffled.AsSpan());
                Array.Fill(assigned, -1);
                for (int i = 0; i < positions.Length; i++) assigned[positions[i]] = shuffled[i];
                Gaps(assigned, gaps);
                // Sums of the same terms in another order differ in the last bits: without slack a tie would count by luck.
                exceeding[r] = [.. gaps.Select((gap, figure) => !(gap < _gaps[figure] - (1e-12 * Math.Max(1, _gaps[figure]))))];
            }
            progress?.Report(0.5 + (0.5 * Interlocked.Add(ref done, to - from) / options.Bootstrap));
        });
        foreach (bool[] replicate in exceeding)
        {
            for (int figure = 0; figure < GroupRows.Count; figure++) _exceeded[figure] += replicate[figure] ? 1 : 0;
        }

        void Gaps(int[] assignment, double[] gaps)
        {
            var values = new double[_counted.Length * GroupRows.Count];
            rows.Compute(assignment, sizes, values);
            for (int figure = 0; figure < gaps.Length; figure++)
            {
                double least = double.PositiveInfinity, most = double.NegativeInfinity;
                for (int g = 0; g < _counted.Length; g++)
                {
                    double value = values[(g * GroupRows.Count) + figure];
                    if (double.IsNaN(value)) continue;
                    least = Math.Min(least, value);
                    most = Math.Max(most, value);
                }
                gaps[figure] = most - least;
            }
        }
    }

    public Dictionary<string, GroupGap> Figures()
    {
        var figures = new Dictionary<string, GroupGap>(StringComparer.Ordinal);
        for (int figure = 0; figure < GroupReport.Names.Length; figure++)
        {
            string name = GroupReport.Names[figure];
            if (_groups.Length > 0 && !_groups[0].Figures.ContainsKey(name)) continue;
            figures[name] = Describe(name, figure);
        }
        return figures;
    }

    private GroupGap Describe(string name, int figure)
    {
        int[] defined = [.. _counted.Where(g => _groups[g].Figures[name].Value is { } value && double.IsFinite(value)).OrderBy(g => _groups[g].Figures[name].Value)];
        if (defined.Length < 2)
        {
            string reason = _counted.Length < 2
                ? $"{_counted.Length} of {_groups.Length} groups {(_counted.Length == 1 ? "has" : "have")} {GroupTable.FewRows} rows or more; two are needed"
                : "the figure is defined and finite in fewer than two groups";
            return new GroupGap(Of(null, name, null, reason), "", "");
        }
        bool tested = _options.Bootstrap > 0 && defined.Length == _counted.Length;
        double? p = tested ? (1 + _exceeded[figure]) / (1 + _options.Bootstrap) : null;
        double gap = _groups[defined[^1]].Figures[name].Value!.Value - _groups[defined[0]].Figures[name].Value!.Value;
        return new GroupGap(Of(gap, name, p, null), _groups[defined[^1]].Group, _groups[defined[0]].Group);
    }

    private Figure Of(double? value, string name, double? p, string? reason) => new()
    {
        Value = value,
        P = p,
        Rows = _rows,
        Definition = ClassDefinitions.Gap(name),
        Reason = reason,
    };
}
