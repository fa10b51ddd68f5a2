using System.Globalization;
using Probity.Metrics.Families;

namespace Probity.Metrics.Groups;

/// <summary>Puts the table of groups together: each group measured as a set of rows of its own, then the gaps.</summary>
internal static class GroupReport
{
    /// <summary>The figures a group has, in order of display.</summary>
    public static readonly string[] Names = ["accuracy", "nll", "brier", "ece", "auroc", "aurc"];

    public static GroupTable Of(EvaluationRows rows, ReadOnlySpan<string> groups, EvaluationOptions options, IProgress<double>? progress)
    {
        var sample = new Sample(rows);
        string[] kept = sample.Keep(groups);
        string[] names = Distinct(kept);
        if (names.Length > GroupTable.MostGroups)
            throw new ArgumentException($"groups: {names.Length:N0} groups of {kept.Length:N0} rows; at most {GroupTable.MostGroups:N0} are compared, so make them coarser");
        var indices = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int g = 0; g < names.Length; g++) indices[names[g]] = g;
        int[] groupOf = Array.ConvertAll(kept, name => indices[name]);

        double[] confidence = sample.Keep(rows.Confidence), ranking = sample.Keep(rows.Ranking), nll = sample.Keep(rows.Nll), brier = sample.Keep(rows.Brier);
        int[][] membersOf = Members(groupOf, names.Length);
        var figures = new GroupFigures[names.Length];
        int done = 0;
        for (int g = 0; g < names.Length; g++)
        {
            int[] members = membersOf[g];
            var all = ClassifierReport.Figures(
                new EvaluationRows
                {
                    Confidence = Pick(confidence, members),
                    Ranking = Pick(ranking, members),
                    Correct = Pick(sample.Correct, members),
                    Nll = Pick(nll, members),
                    Brier = Pick(brier, members),
                    Weights = Pick(sample.Weights, members),
                },
                options, null);
            figures[g] = new GroupFigures(names[g], members.Length, Main(all, members.Length));
            done += members.Length;
            progress?.Report(0.5 * done / kept.Length);
        }
        var gaps = new GroupGaps(
            new GroupRows(confidence, ranking.Length == 0 ? confidence : ranking, sample.Correct, nll, brier, sample.Weights, options.Bins), groupOf, figures, options, progress);
        return new GroupTable(figures, gaps.Figures());
    }

    private static Dictionary<string, Figure> Main(Dictionary<string, Figure> all, int rows)
    {
        var main = new Dictionary<string, Figure>(StringComparer.Ordinal);
        foreach (string name in Names)
        {
            if (!all.TryGetValue(name, out Figure? figure)) continue;
            string few = $"only {rows} {(rows == 1 ? "row" : "rows")}: the interval is rough";
            main[name] = rows < GroupTable.FewRows ? figure with { Reason = figure.Reason is { } reason ? $"{reason}; {few}" : few } : figure;
        }
        return main;
    }

    private static string[] Distinct(string[] groups)
    {
        string[] names = [.. groups.Distinct(StringComparer.Ordinal)];
        var numbers = new long[names.Length];
        for (int i = 0; i < names.Length; i++)
        {
            if (long.TryParse(names[i], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out numbers[i])) continue;
            Array.Sort(names, StringComparer.Ordinal);
            return names;
        }
        Array.Sort(numbers, names);
        return names;
    }

    private static int[][] Members(int[] groupOf, int groups)
    {
        var sizes = new int[groups];
        foreach (int g in groupOf) sizes[g]++;
        int[][] members = Array.ConvertAll(sizes, size => new int[size]);
        Array.Clear(sizes);
        for (int i = 0; i < groupOf.Length; i++) members[groupOf[i]][sizes[groupOf[i]]++] = i;
        return members;
    }

    private static T[] Pick<T>(T[] column, int[] members) => column.Length == 0 ? [] : Array.ConvertAll(members, i => column[i]);
}
