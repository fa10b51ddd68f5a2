using Probity.Metrics;
using static Probity.Tests.Metrics.BruteForce;

namespace Probity.Tests.Metrics.Classes;

public class GroupTableTests
{
    private static readonly EvaluationOptions Quick = new() { Bootstrap = 100 };

    [Fact]
    public void Figures_of_a_group_are_those_of_its_rows_alone()
    {
        var simulated = SimulatedRows.Draw(1, 400);
        string[] groups = [.. Enumerable.Range(0, 400).Select(i => i % 3 == 0 ? "b" : "a")];
        var table = GroupTable.Compute(simulated.Rows, groups, Quick);
        Assert.Equal(["a", "b"], table.Groups.Select(group => group.Group));
        int[] own = [.. Enumerable.Range(0, 400).Where(i => i % 3 == 0)];
        var alone = Evaluation.Classify(
            new()
            {
                Confidence = Array.ConvertAll(own, i => simulated.Confidence[i]),
                Correct = Array.ConvertAll(own, i => simulated.Correct[i]),
                Nll = Array.ConvertAll(own, i => simulated.Nll[i]),
                Brier = Array.ConvertAll(own, i => simulated.Brier[i]),
            }, Quick);
        Assert.Equal(own.Length, table.Groups[1].Rows);
        Assert.Equal(["accuracy", "nll", "brier", "ece", "auroc", "aurc"], table.Groups[1].Figures.Keys);
        Assert.All(table.Groups[1].Figures, figure => Assert.Equal(alone[figure.Key], figure.Value));
        Assert.All(table.Gaps, gap =>
        {
            double a = table.Groups[0].Figures[gap.Key].Value!.Value, b = table.Groups[1].Figures[gap.Key].Value!.Value;
            Near(Math.Abs(a - b), gap.Value.Gap.Value!.Value);
            Assert.Equal(a > b ? ("a", "b") : ("b", "a"), (gap.Value.Highest, gap.Value.Lowest));
        });
    }

    [Fact]
    public void A_group_that_is_worse_is_found()
    {
        SimulatedRows good = SimulatedRows.Draw(2, 300), bad = SimulatedRows.Draw(3, 300, slope: .2);
        var rows = new EvaluationRows { Confidence = [.. good.Confidence, .. bad.Confidence], Correct = [.. good.Correct, .. bad.Correct], Nll = [.. good.Nll, .. bad.Nll] };
        int[] groups = [.. Enumerable.Range(0, 600).Select(i => i / 300)];
        var gaps = GroupTable.Compute(rows, groups, Quick).Gaps;
        Assert.DoesNotContain("brier", gaps.Keys);
        Assert.Equal(["accuracy", "nll", "ece", "auroc", "aurc"], gaps.Keys);
        Assert.All(gaps, gap => Assert.Equal(1 / 101.0, gap.Value.Gap.P!.Value, 1e-12));
        Assert.Equal("1", gaps["nll"].Highest);
    }

    [Fact]
    public void Groups_that_do_not_differ_are_seldom_told_apart()
    {
        // Three groups of different sizes: the bias of small groups' ECE must not count as a gap. 200 runs: standard error 1.5 points at 5 %.
        string[] names = ["accuracy", "nll", "brier", "ece", "auroc", "aurc"];
        var rejected = names.ToDictionary(name => name, _ => 0, StringComparer.Ordinal);
        int[] groups = [.. Enumerable.Range(0, 240).Select(i => i < 40 ? 0 : i < 100 ? 1 : 2)];
        for (int run = 0; run < 200; run++)
        {
            var table = GroupTable.Compute(SimulatedRows.Draw(1_000 + (ulong)run, 240, .7).Rows, groups, new() { Bootstrap = 59, Seed = (ulong)run });
            foreach (string name in names) rejected[name] += table.Gaps[name].Gap.P <= .05 ? 1 : 0;
        }
        Assert.All(rejected, count => Assert.True(count.Value is >= 1 and <= 20, $"{count.Key}: {count.Value} of 200"));
    }

    [Fact]
    public void Small_groups_say_so_and_do_not_count_in_the_gaps()
    {
        string[] groups = [.. Enumerable.Range(0, 100).Select(i => i < 5 ? "tiny" : i < 50 ? "one" : "two")];
        var table = GroupTable.Compute(SimulatedRows.Draw(4, 100).Rows, groups, Quick);
        Assert.Contains("only 5 rows", table.Groups.Single(group => group.Group == "tiny").Figures["nll"].Reason, StringComparison.Ordinal);
        Assert.All(table.Gaps, gap => Assert.True(gap.Value.Highest != "tiny" && gap.Value.Lowest != "tiny" && gap.Value.Gap.Rows == 95));

        var alone = GroupTable.Compute(SimulatedRows.Draw(4, 100).Rows, new int[100], Quick);
        Assert.All(alone.Gaps, gap => Assert.Contains("two are needed", gap.Value.Gap.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public void Numbers_come_in_their_order_and_too_many_groups_are_refused()
    {
        int[] groups = [.. Enumerable.Range(0, 120).Select(i => i % 12)];
        Assert.Equal(Enumerable.Range(0, 12).Select(g => $"{g}"), GroupTable.Compute(SimulatedRows.Draw(5, 120).Rows, groups, Quick).Groups.Select(g => g.Group));
        Assert.Contains("1,001 groups of 1,001 rows", Assert.Throws<ArgumentException>(
            () => GroupTable.Compute(SimulatedRows.Draw(6, 1_001).Rows, [.. Enumerable.Range(0, 1_001)], Quick)).Message);
        Assert.Contains("confidence: 10 rows but groups: 2", Assert.Throws<ArgumentException>(() => GroupTable.Compute(SimulatedRows.Draw(6, 10).Rows, ["a", "b"], Quick)).Message);
    }

    [Fact]
    public void Rows_of_weight_0_are_in_no_group()
    {
        var simulated = SimulatedRows.Draw(7, 90);
        double[] weights = [.. Enumerable.Range(0, 90).Select(i => i < 80 ? 1.0 : 0)];
        int[] groups = [.. Enumerable.Range(0, 90).Select(i => i < 80 ? i / 40 : 9)];
        var table = GroupTable.Compute(simulated.Rows with { Weights = weights }, groups, Quick);
        Assert.Equal(["0", "1"], table.Groups.Select(group => group.Group));
    }
}
