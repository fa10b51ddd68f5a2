namespace Probity.Studies.Tests;

public class TableTests
{
    [Fact]
    public void A_table_replaces_what_stood_between_its_marks()
    {
        var table = new MarkdownTable("", "a");
        table.Add("row", "1");
        const string page = "before\n<!-- table: other -->\nkept\n<!-- end -->\n<!-- table: mine -->\nold\n<!-- end -->\nafter\n";
        Assert.Equal(
            "before\n<!-- table: other -->\nkept\n<!-- end -->\n<!-- table: mine -->\n|  | a |\n| --- | ---: |\n| row | 1 |\n<!-- end -->\nafter\n",
            table.PutInto(page, "mine"));
        Assert.Contains("table: third", Assert.Throws<InvalidDataException>(() => table.PutInto(page, "third")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(.12345, false, "12.3 [−1.0, 20.0]")]
    [InlineData(.12345, true, "+12.3 [−1.0, +20.0]")]
    [InlineData(-.0001, true, "0.0 [−1.0, +20.0]")]
    public void Cells_show_percent_signs_and_intervals(double mean, bool signed, string shown) =>
        Assert.Equal(shown, MarkdownTable.Cell(new Spread(mean, -.01, .2, []), 1, percent: true, signed: signed));

    [Fact]
    public void The_threshold_is_the_lowest_that_keeps_the_precision()
    {
        // From the top 1/1, 1/1, 2/3, 3/4, 4/5 right: three of four is the last that reaches .75, but for the last of all.
        double[] confidence = [5, 4, 3, 2, 1];
        Assert.Equal(1, LabelledLogits.ThresholdFor(confidence, [true, false, true, true, true], .75));
        Assert.Equal(2, LabelledLogits.ThresholdFor(confidence, [true, false, true, true, false], .75));
        Assert.Equal(5, LabelledLogits.ThresholdFor(confidence, [true, false, true, true, false], .9));
        Assert.True(double.IsNaN(LabelledLogits.ThresholdFor(confidence, [false, false, true, true, false], .9)));
    }
}
