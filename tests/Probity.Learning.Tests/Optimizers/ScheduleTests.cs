using System.Globalization;

namespace Probity.Learning.Tests.Optimizers;

public class ScheduleTests
{
    [Fact]
    public void Constant_stays()
    {
        foreach (long step in (long[])[0, 1, 99, 100, 1_000_000]) Assert.Equal(1, Schedule.Constant.Factor(step, 100));
    }

    [Fact]
    public void Linear_goes_from_1_to_the_last_share_behind_the_last_step()
    {
        Schedule schedule = Schedule.Linear(.2);
        Assert.Equal(1, schedule.Factor(0, 100));
        Assert.Equal(.6, schedule.Factor(50, 100), 1e-15);
        Assert.Equal(.208, schedule.Factor(99, 100), 1e-15);
        Assert.Equal(.2, schedule.Factor(100, 100), 1e-15);
        Assert.Equal(.2, schedule.Factor(5_000, 100), 1e-15);
    }

    [Fact]
    public void Cosine_is_that_of_Loshchilov_and_Hutter()
    {
        Schedule schedule = Schedule.Cosine(.01);
        Assert.Equal(1, schedule.Factor(0, 300));
        Assert.Equal(.01 + (.99 * .75), schedule.Factor(100, 300), 1e-15);   // cos 60° is a half
        Assert.Equal(.505, schedule.Factor(150, 300), 1e-15);
        Assert.Equal(.01 + (.495 * (1 - Math.Cos(Math.PI / 300))), schedule.Factor(299, 300), 1e-15);
        Assert.Equal(.01, schedule.Factor(300, 300), 1e-15);
        Assert.True(Schedule.Cosine().Factor(299, 300) > 0);
    }

    [Fact]
    public void Step_falls_by_epochs()
    {
        Schedule schedule = Schedule.Step(30, .1);
        Assert.Equal(1, schedule.Factor(0, 1_000, stepsPerEpoch: 10));
        Assert.Equal(1, schedule.Factor(299, 1_000, stepsPerEpoch: 10));
        Assert.Equal(.1, schedule.Factor(300, 1_000, stepsPerEpoch: 10), 1e-15);
        Assert.Equal(.001, schedule.Factor(999, 1_000, stepsPerEpoch: 10), 1e-15);
    }

    [Fact]
    public void Warm_up_rises_along_a_line_and_the_rest_begins_behind_it()
    {
        Schedule schedule = Schedule.Cosine().WithWarmUp(20);
        Assert.Equal(.05, schedule.Factor(0, 120), 1e-15);
        Assert.Equal(.5, schedule.Factor(9, 120), 1e-15);
        Assert.Equal(1, schedule.Factor(19, 120));
        Assert.Equal(1, schedule.Factor(20, 120));
        Assert.Equal(.5, schedule.Factor(70, 120), 1e-15);
        Assert.Equal(.5 * (1 - Math.Cos(Math.PI / 100)), schedule.Factor(119, 120), 1e-15);
    }

    [Fact]
    public void Warm_up_by_share_is_that_many_steps()
    {
        foreach (long step in (long[])[0, 1, 2, 3, 15, 29])
            Assert.Equal(Schedule.Linear().WithWarmUp(3).Factor(step, 30), Schedule.Linear().WithWarmUpShare(.1).Factor(step, 30));
    }

    [Fact]
    public void Warm_up_longer_than_training_only_rises()
    {
        Schedule schedule = Schedule.Cosine().WithWarmUp(1_000);
        Assert.Equal(.01, schedule.Factor(9, 10), 1e-15);
        Assert.Equal(1, schedule.Factor(1_000, 10));
    }

    [Theory]
    [InlineData("constant")]
    [InlineData("linear")]
    [InlineData("linear(0.1)")]
    [InlineData("cosine")]
    [InlineData("cosine(0.01) warmup(500)")]
    [InlineData("cosine warmup(0.05)")]
    [InlineData("step(30,0.1)")]
    [InlineData("step(30,0.1) warmup(1000000)")]
    [InlineData("constant warmup(10)")]
    public void Text_goes_there_and_back(string text) => Assert.Equal(text, Schedule.Parse(text).ToString());

    [Fact]
    public void Text_means_what_it_says()
    {
        Assert.Equal(Schedule.Cosine(.01).WithWarmUp(500), Schedule.Parse("  cosine ( 1e-2 )  warmup( 500 ) "));
        Assert.Equal(Schedule.Step(30, .1).WithWarmUpShare(.25), Schedule.Parse("step(30, 0.1) warmup(0.25)"));
        Assert.NotEqual(Schedule.Parse("linear"), Schedule.Parse("cosine"));
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = new NumberFormatInfo { NumberDecimalSeparator = ",", NumberGroupSeparator = "." } };
        try
        {
            Assert.Equal("linear(0.5) warmup(0.1)", Schedule.Parse("linear(0.5) warmup(0.1)").ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("", "must be constant")]
    [InlineData("   ", "must be constant")]
    [InlineData("cosin", "'cosin' is none of")]
    [InlineData("Cosine", "'Cosine' is none of")]
    [InlineData("cosine(", "must be constant")]
    [InlineData("cosine)", "must be constant")]
    [InlineData("cosine((1))", "must be constant")]
    [InlineData("cosine()", "'' is not a number")]
    [InlineData("cosine(x)", "'x' is not a number")]
    [InlineData("cosine(NaN)", "'NaN' is not a number")]
    [InlineData("cosine(1e999)", "is not a number")]
    [InlineData("cosine(-1)", "last share of -1")]
    [InlineData("cosine(0.1,0.2)", "cosine takes one number")]
    [InlineData("constant(1)", "constant takes no number")]
    [InlineData("step", "step takes two numbers")]
    [InlineData("step(30)", "step takes two numbers")]
    [InlineData("step(2.5,0.1)", "2.5 is not a whole number")]
    [InlineData("step(0,0.1)", "0 is not a whole number")]
    [InlineData("step(1e300,0.1)", "1E+300 is not a whole number")]
    [InlineData("step(30,0)", "factor 0")]
    [InlineData("step(30,2)", "factor 2")]
    [InlineData("cosine linear", "'linear' follows where only warmup can")]
    [InlineData("cosine warmup", "warmup takes one number")]
    [InlineData("cosine warmup(0)", "0 is not a whole number")]
    [InlineData("cosine warmup(1.5)", "1.5 is not a whole number")]
    [InlineData("cosine warmup(-3)", "-3 is not a whole number")]
    [InlineData("cosine warmup(5) warmup(5)", "must be constant")]
    [InlineData("cosine; rm", "must be constant")]
    [InlineData("warmup(5)", "'warmup' is none of")]
    public void Hostile_text_is_refused_in_words(string text, string words) =>
        Assert.Contains(words, Assert.Throws<ArgumentException>(() => Schedule.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Endless_text_is_refused_in_a_short_sentence()
    {
        foreach (string text in (string[])[new('(', 1_000_000), new(' ', 1_000_000), new('a', 1_000_000)])
            Assert.InRange(Assert.Throws<ArgumentException>(() => Schedule.Parse(text)).Message.Length, 1, 200);
    }
}
