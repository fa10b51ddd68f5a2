namespace Probity.Reporting.Sections;

/// <summary>The wrong answers that the model was surest of.</summary>
internal static class MistakesSection
{
    private const int Shown = 24;

    public static Mistake[] Of(ReportInput input, RankedRows ranked, PolicyDecisions decisions, int[] wrong) =>
        [.. wrong.OrderByDescending(i => ranked.Known[i]).ThenByDescending(i => input.ConfidenceBefore[i]).ThenBy(i => i).Take(Shown).Select(i => new Mistake(
            input.RowIds?[i] ?? $"row {i}",
            ClassName(input, input.Labels[i]),
            ClassName(input, input.Predicted[i]),
            input.ConfidenceBefore[i],
            input.ConfidenceAfter?[i],
            ranked.LogOdds(ranked.Known[i]),
            PolicyDecisions.Word(decisions.Known, i),
            Picture(input.Images, i)))];

    public static string ClassName(ReportInput input, int index) => input.ClassNames?[index] ?? index.ToString();

    public static string? Picture(RowImages? images, int row)
    {
        if (images is null) return null;
        byte[] pixels = images.Pixels(row);
        if (pixels.Length != images.Width * images.Height)
            throw new ArgumentException($"images: row {row} has {pixels.Length:N0} pixels but {images.Width} x {images.Height} were announced");
        return GreyPng.DataUri(pixels, images.Width, images.Height);
    }
}
