using Probity.Decisions;
using Probity.Reporting.Sections;

namespace Probity.Reporting.Tests;

public class DecisionsSectionTests
{
    // Two classes. Accepted: rows 0 and 1 (class 0: one right), 4 and 5 (class 1: both right). Row 6 is rejected.
    private static readonly ReportInput Eight = new()
    {
        Title = "t",
        ClassNames = ["cat", "dog"],
        Labels = [0, 1, 0, 1, 1, 1, 0, 1],
        Predicted = [0, 0, 0, 0, 1, 1, 1, 1],
        ConfidenceBefore = [.9, .9, .6, .6, .9, .9, .9, .6],
        Decisions = [Decision.Accept, Decision.Accept, Decision.Review, Decision.Review, Decision.Accept, Decision.Accept, Decision.Reject, Decision.Review],
    };

    [Theory]
    [InlineData(PromiseKind.Precision, null, null, 4, 3, "at least 90\u202f% of accepted answers are right")]
    [InlineData(PromiseKind.Precision, 0, null, 2, 1, "at least 90\u202f% of accepted answers are right")]
    [InlineData(PromiseKind.Precision, 1, null, 2, 2, "at least 90\u202f% of accepted answers are right")]
    [InlineData(PromiseKind.Recall, null, null, 5, 3, "at least 90\u202f% of right answers are accepted")]
    [InlineData(PromiseKind.Recall, 1, null, 5, 2, "at least 90\u202f% of its rows are found and accepted")]   // row 1 is accepted as a cat
    [InlineData(PromiseKind.FalseAlarm, null, null, 3, 1, "at most 90\u202f% of wrong answers are accepted")]
    [InlineData(PromiseKind.FalseAlarm, 0, null, 5, 1, "at most 90\u202f% of rows of other classes are accepted as it")]   // of five dogs one is accepted as a cat
    [InlineData(PromiseKind.Coverage, null, null, 8, 4, "at least 90\u202f% of rows are accepted")]
    [InlineData(PromiseKind.JointRisk, null, null, 8, 1, "at most 90\u202f% of all rows are accepted and wrong")]
    [InlineData(PromiseKind.JointRisk, 0, null, 8, 1, "at most 90\u202f% of all rows are accepted as it and wrong")]
    [InlineData(PromiseKind.Coverage, 1, null, 4, 2, "at least 90\u202f% of rows answered with it are accepted")]
    [InlineData(PromiseKind.Precision, null, 1, 4, 3, "at least 90\u202f% of rows accepted as dog are right")]
    [InlineData(PromiseKind.Recall, null, 1, 5, 3, "at least 90\u202f% of rows of dog are found and accepted")]
    [InlineData(PromiseKind.FalseAlarm, null, 1, 3, 1, "at most 90\u202f% of rows of other classes are accepted")]
    public void A_promise_is_held_against_the_rows_that_count_for_it(PromiseKind kind, int? about, int? ofInterest, int counted, int kept, string words)
    {
        PolicyBlock policy = new() { Promises = [new(about, kind, .9, .95)], ClassOfInterest = ofInterest };
        PromiseHere here = Assert.Single(ReportSections.Of(Eight with { Policy = policy }).Decisions!.Promises);
        Assert.Equal((counted, kept, words), (here.Counted, here.Kept, here.Words));
        Assert.Equal(about is { } k ? Eight.ClassNames![k] : null, here.Class);
    }

    [Fact]
    public void Decisions_are_counted_by_answered_class()
    {
        ClassDecisions[] classes = ReportSections.Of(Eight with { Policy = new() { PerClass = true } }).Decisions!.Classes;
        Assert.Equal([new("cat", 4, 2, 1, 2, 0, 3, 1), new("dog", 4, 2, 2, 1, 1, 5, 2)], classes);
    }

    [Theory]
    [InlineData(15, .00013585423899229154)]   // scipy.stats.binom.sf(14, 100, .05)
    [InlineData(8, .127960478620379)]
    public void So_many_misses_are_as_likely_as_the_binomial_says(int misses, double p)
    {
        int[] labels = [.. Enumerable.Range(0, 100).Select(i => i < misses ? 1 : 0)];
        PromiseHere here = Assert.Single(ReportSections.Of(new()
        {
            Title = "t",
            Labels = labels,
            Predicted = new int[100],
            ConfidenceBefore = [.. Enumerable.Repeat(.9, 100)],
            Decisions = [.. Enumerable.Repeat(Decision.Accept, 100)],
            Policy = new() { Promises = [new(null, PromiseKind.Precision, .95, .95)] },
        }).Decisions!.Promises);
        Assert.Equal(p, here.P, 1e-12);
    }

    [Theory]
    [InlineData(.9925, "at least 99.25\u202f% of accepted answers are right")]
    [InlineData(.99999, "at least 99.999\u202f% of accepted answers are right")]
    public void What_is_promised_is_not_rounded_to_more(double target, string words)
    {
        PolicyBlock policy = new() { Promises = [new(null, PromiseKind.Precision, target, .95)] };
        Assert.Equal(words, ReportSections.Of(Eight with { Policy = policy }).Decisions!.Promises[0].Words);
    }

    [Fact]
    public void Without_a_promise_costs_or_rules_by_class_there_is_nothing_to_say() =>
        Assert.Null(ReportSections.Of(Eight with { Policy = new() { Threshold = .5 } }).Decisions);
}
