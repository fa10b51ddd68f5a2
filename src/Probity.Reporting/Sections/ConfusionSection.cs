using Probity.Decisions;

namespace Probity.Reporting.Sections;

/// <summary>Which class is taken for which, most frequent first.</summary>
internal static class ConfusionSection
{
    private const int Shown = 20;

    public static Confusion[] Of(ReportInput input, double[] confidence, PolicyDecisions decisions, int[] wrong)
    {
        var rowsOfLabel = input.Labels.CountBy(label => label).ToDictionary();
        return [.. wrong.GroupBy(i => (Label: input.Labels[i], Predicted: input.Predicted[i]))
            .OrderByDescending(pair => pair.Count()).ThenBy(pair => pair.Key.Label).ThenBy(pair => pair.Key.Predicted)
            .Take(Shown)
            .Select(pair => new Confusion(
                MistakesSection.ClassName(input, pair.Key.Label),
                MistakesSection.ClassName(input, pair.Key.Predicted),
                pair.Count(),
                rowsOfLabel[pair.Key.Label],
                decisions.Known is null ? null : pair.Count(i => decisions.Known[i] == Decision.Accept),
                pair.Average(i => confidence[i])))];
    }
}
