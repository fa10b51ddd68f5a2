using System.Globalization;
using Probity.Metrics.Groups;

namespace Probity.Metrics;

/// <summary>The main figures of every group of rows, and the largest gaps between groups.</summary>
/// <param name="Groups">One element a group, ordered by number where all names are whole numbers, else by name.</param>
/// <param name="Gaps">By figure: the largest difference between two groups.</param>
public sealed record GroupTable(IReadOnlyList<GroupFigures> Groups, IReadOnlyDictionary<string, GroupGap> Gaps)
{
    /// <summary>Most groups that a table may have.</summary>
    public const int MostGroups = 1_000;

    /// <summary>Rows below which a group's figures come with a warning and do not count in the gaps.</summary>
    public const int FewRows = 30;

    /// <summary>
    /// For every group <c>accuracy</c>, <c>nll</c>, <c>brier</c>, <c>ece</c>, <c>auroc</c> and <c>aurc</c> with their intervals (those whose
    /// column is there), and for each of them the largest gap between two groups, tested by permutation.
    /// </summary>
    /// <param name="rows">N rows. Logits are not looked at.</param>
    /// <param name="groups">N names of groups.</param>
    /// <param name="options">How to compute; the defaults where null.</param>
    /// <param name="progress">Told the share done, from any thread.</param>
    /// <exception cref="ArgumentException">
    /// As <see cref="Evaluation.Classify(EvaluationRows, EvaluationOptions, IProgress{double})"/>, or there are more than
    /// <see cref="MostGroups"/> groups.
    /// </exception>
    public static GroupTable Compute(
        EvaluationRows rows, ReadOnlySpan<string> groups, EvaluationOptions? options = null, IProgress<double>? progress = null)
    {
        options ??= new EvaluationOptions();
        options.Check();
        Evaluation.Check(rows);
        Require.SameRows(rows.Confidence.Length, groups.Length, "confidence", nameof(groups));
        return GroupReport.Of(rows, groups, options, progress);
    }

    /// <inheritdoc cref="Compute(EvaluationRows, ReadOnlySpan{string}, EvaluationOptions, IProgress{double})"/>
    public static GroupTable Compute(
        EvaluationRows rows, ReadOnlySpan<int> groups, EvaluationOptions? options = null, IProgress<double>? progress = null)
    {
        var names = new string[groups.Length];
        for (int i = 0; i < names.Length; i++) names[i] = groups[i].ToString(CultureInfo.InvariantCulture);
        return Compute(rows, names, options, progress);
    }
}

/// <summary>The figures of one group.</summary>
/// <param name="Group">Its name.</param>
/// <param name="Rows">Its rows of positive weight.</param>
/// <param name="Figures">By name.</param>
public sealed record GroupFigures(string Group, int Rows, IReadOnlyDictionary<string, Figure> Figures);

/// <summary>The largest difference of a figure between two groups.</summary>
/// <param name="Gap">The difference, with the p-value of rows that know nothing of their group.</param>
/// <param name="Highest">The group where the figure is highest; empty where there is no gap.</param>
/// <param name="Lowest">The group where it is lowest.</param>
public sealed record GroupGap(Figure Gap, string Highest, string Lowest);
