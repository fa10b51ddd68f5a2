namespace Probity.Learning.Tests.Featurizing;

public class DateFeaturizerTests
{
    private static Dictionary<string, float> Parts(Featurizer featurizer, string? cell)
    {
        float[] row = Cells.Row(featurizer, ("d", cell));
        return Enumerable.Range(0, row.Length).Where(i => row[i] != 0).ToDictionary(featurizer.FeatureName, i => row[i], StringComparer.Ordinal);
    }

    [Fact]
    public void A_day_becomes_year_month_day_and_weekday()
    {
        Featurizer featurizer = Cells.Fit(Cells.Table(("d", ["2023-01-01", "2025-01-01", ""])), Cells.Said("d", ColumnKind.Date));
        Dictionary<string, float> parts = Parts(featurizer, "2025-01-01");   // a Wednesday
        Assert.Equal(["d day", "d month=1", "d weekday=Wednesday", "d year"], parts.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(1, parts["d year"], 1e-6);   // mean 2024, deviation 1
        Assert.Equal((1 - 15.7) / 8.8, parts["d day"], 1e-6);
        Assert.Equal(["d missing"], Parts(featurizer, "NA").Keys);
    }

    [Fact]
    public void An_hour_is_a_point_on_a_circle()
    {
        Featurizer featurizer = Cells.Fit(Cells.Table(("d", ["2024-05-01T06:00:00Z", "2024-05-02T12:30"])), Cells.Said("d", ColumnKind.Date));
        Dictionary<string, float> parts = Parts(featurizer, "2024-05-03 03:00:00+02:00");   // as it is written
        Assert.Equal(Math.Sqrt(.5), parts["d hour (sine)"], 1e-6);
        Assert.Equal(Math.Sqrt(.5), parts["d hour (cosine)"], 1e-6);
    }

    [Theory]
    [InlineData("31.5.2024")]
    [InlineData("2024/05/31")]
    [InlineData("5/31/2024")]
    [InlineData("31 May 2024")]
    [InlineData("May 31, 2024")]
    [InlineData("20240531")]
    public void Days_are_read_as_people_write_them(string cell)
    {
        Dictionary<string, float> parts = Parts(Cells.Fit(Cells.Table(("d", [cell])), Cells.Said("d", ColumnKind.Date)), cell);
        Assert.Contains("d month=5", parts);
        Assert.Contains("d weekday=Friday", parts);
    }

    [Fact]
    public void What_is_no_day_in_the_one_form_is_refused()
    {
        Assert.Contains("not days in one form", Assert.Throws<ArgumentException>(() => Cells.Fit(Cells.Table(("d", ["2024-05-31", "31.5.2024"])), Cells.Said("d", ColumnKind.Date))).Message, StringComparison.Ordinal);
        Featurizer featurizer = Cells.Fit(Cells.Table(("d", ["2024-05-31"])), Cells.Said("d", ColumnKind.Date));
        Assert.Contains("row 0: column 'd' is one of days written yyyy-M-d, but 'soon' is none", Assert.Throws<ArgumentException>(() => Cells.Row(featurizer, ("d", "soon"))).Message, StringComparison.Ordinal);
    }
}
