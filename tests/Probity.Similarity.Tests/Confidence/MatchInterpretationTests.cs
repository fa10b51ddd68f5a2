namespace Probity.Similarity.Tests.Confidence;

public class MatchInterpretationTests
{
    private static readonly GroupShape Shape = new(4, 4);

    /// <summary>Uniform π but in the last group, where value 0 is common.</summary>
    private static readonly GroupReference Reference =
        new(Shape, 1_000, [.25, .25, .25, .25, .25, .25, .25, .25, .25, .25, .25, .25, .91, .03, .03, .03], [1, 1, 1, .1], doubt: 0);

    private static readonly float[] Query = [.1f, .8f, .1f, 0, 0, .05f, .9f, .05f, .25f, .25f, .25f, .25f, 1, 0, 0, 0];
    private static readonly float[] Hit = [.9f, .05f, .05f, 0, .1f, .1f, .7f, .1f, 0, 1, 0, 0, 1, 0, 0, 0];

    [Fact]
    public void Groups_come_by_their_evidence_with_what_paper_and_pencil_give()
    {
        var of = MatchInterpretation.Of(Query, Hit, Reference);
        Assert.Equal([1, 3, 2, 0], of.Groups.Select(group => group.Group));
        MatchedGroup best = of.Groups[0], common = of.Groups[1], undecided = of.Groups[2], worst = of.Groups[3];

        Assert.Equal((2, 2, 2), (best.Value, best.QueryValue, best.HitValue));
        Assert.Equal(.9, best.QueryShare, 1e-6);
        Assert.Equal(.7, best.HitShare, 1e-6);
        Assert.Equal((.05 * .1) + (.9 * .7) + (.05 * .1), best.Agreement, 1e-6);
        Assert.Equal(Math.Log(.64 / .25), best.Evidence, 1e-6);
        Assert.Equal(MatchVerdict.Agrees, best.Verdict);

        Assert.Equal(1, common.Agreement, 1e-6);
        Assert.Equal(-Math.Log(.91), common.Evidence, 1e-6);
        Assert.Equal(MatchVerdict.SaysNothing, common.Verdict);   // all have it

        Assert.Equal(1, undecided.Value);
        Assert.Equal(0, undecided.Evidence, 1e-6);
        Assert.Equal(MatchVerdict.SaysNothing, undecided.Verdict);

        Assert.Equal((0, 1, 0), (worst.Value, worst.QueryValue, worst.HitValue));   // .1·.9 is above .8·.05
        Assert.Equal(Math.Log((.09 + .04 + .005) / .25), worst.Evidence, 1e-6);
        Assert.Equal(MatchVerdict.Disagrees, worst.Verdict);

        Assert.Equal((1, 1), (of.Agreeing, of.Disagreeing));
        Assert.Equal(of.Pair.Evidence, of.Groups.Sum(group => group.Evidence), 1e-12);
        Assert.Equal("1 of 4 groups agree; strongest: group 1 value 2 (.90 and .70, 0.9 nats); 1 disagrees: group 0 value 1 against 0 (-0.6 nats)", of.Words);
    }

    [Fact]
    public void Tells_which_label_a_value_stands_for()
    {
        var shape = new GroupShape(1, 3);
        float[] rows = [1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0, 1, 0];
        int[] labels = [0, 0, 1, 2, 2, 1, 2, 1];
        var reference = GroupReference.Of(rows, shape);
        GroupHealth health = GroupHealth.Of(rows, 1, 3, labels);
        var of = MatchInterpretation.Of([1, 0, 0], [1, 0, 0], reference, health, ["sandal", "boot"]);
        Assert.Equal(0, of.Groups[0].Label);
        Assert.Equal(4, of.Groups[0].LabelLift, 1e-12);
        Assert.Equal("1 of 1 groups agree; strongest: group 0 value 0 (1.00 and 1.00, 1.4 nats; 'sandal' takes it 4.0 times as often)", of.Words);
        Assert.Contains("'2' takes it 2.7 times", MatchInterpretation.Of([0, 0, 1], [0, 0, 1], reference, health, ["sandal", "boot"]).Words);
    }

    [Fact]
    public void Codes_apart_name_both_choices()
    {
        float[] one = [1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0], other = [0, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1];
        var of = MatchInterpretation.Of(one, other, Reference.WithDoubt(1e-6));
        Assert.Equal((0, 4), (of.Agreeing, of.Disagreeing));
        Assert.All(of.Groups, group => Assert.Equal((0, 0.0), (Math.Min(group.QueryShare, group.HitShare), group.Agreement)));
        Assert.Equal([0, 1, 2, 3], of.Groups.Select(group => group.Group));   // of equals as they stand
        Assert.Equal("0 of 4 groups agree; 4 disagree, most of all group 3 value 1 against 3 (-13.1 nats)", of.Words);
        float[] nothing = [.. Reference.MeanShares.ToArray().Select(share => (float)share)];
        Assert.Equal("0 of 4 groups agree; none says anything", MatchInterpretation.Of(one, nothing, Reference).Words);
    }

    [Fact]
    public void Shapes_must_fit() =>
        Assert.Contains("but the reference has 4 of 4", Assert.Throws<ArgumentException>(() => MatchInterpretation.Of(Query, Hit, Reference, GroupHealth.Of([1, 0], 1, 2))).Message);
}
