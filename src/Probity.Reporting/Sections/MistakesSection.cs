namespace Probity.Reporting.Sections;

/// <summary>The wrong answers that the model was surest of.</summary>
internal static class MistakesSection
{
    private const int Shown = 24;

    public static Mistake[] Of(ReportInput input, double[] confidence, int[] wrong) =>
        [.. wrong.OrderByDescending(i => confidence[i]).ThenByDescending(i => input.ConfidenceBefore[i]).ThenBy(i => i).Take(Shown).Select(i => new Mistake(
            input.RowIds?[i] ?? $"row {i}",
            ClassName(input, input.Labels[i]),
            ClassName(input, input.Predicted[i]),
            input.ConfidenceBefore[i],
            input.ConfidenceAfter?[i],
            Decision(input, confidence, i),
            Picture(input.Images, i)))];

    public static string ClassName(ReportInput input, int index) => input.ClassNames?[index] ?? index.ToString();

    public static string? Decision(ReportInput input, double[] confidence, int row) => Decision(input.Policy, input.PassesGate, confidence, row);

    public static string? Decision(PolicyBlock? policy, bool[]? passesGate, double[] confidence, int row)
    {
        if (policy is null) return null;
        if (passesGate is not null && !passesGate[row]) return "reject";
        return confidence[row] >= policy.Threshold ? "accept" : "review";
    }

    public static string? Picture(RowImages? images, int row)
    {
        if (images is null) return null;
        byte[] pixels = images.Pixels(row);
        if (pixels.Length != images.Width * images.Height)
            throw new ArgumentException($"images: row {row} has {pixels.Length:N0} pixels but {images.Width} x {images.Height} were announced");
        return GreyPng.DataUri(pixels, images.Width, images.Height);
    }
}
