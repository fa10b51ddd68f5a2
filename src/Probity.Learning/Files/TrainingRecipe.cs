using System.Globalization;

namespace Probity.Learning.Files;

/// <summary>All that decides the bits of a trained network, as texts by name: what a model file says of its training, and what a checkpoint must agree with.</summary>
internal static class TrainingRecipe
{
    public const string Rows = "rows", ValidationRows = "validation rows", Outliers = "outliers";

    /// <summary>Every setting of the options but where checkpoints go, by its name in words, and a hash of each set of rows.</summary>
    public static OrderedDictionary<string, string> Of(TrainingOptions options, TrainingRows rows, TrainingRows? validation, Features? outliers) =>
        new(StringComparer.Ordinal)
        {
            ["network"] = options.Network.ToString(),
            ["scaling"] = Text(options.Scaling).ToLowerInvariant(),
            ["head"] = options.Head.ToString(),
            ["loss"] = options.Head.Loss(options.Loss, rows.Classes).ToString(),
            ["penalties"] = List(options.Penalties),
            ["optimizer"] = options.Optimizer.ToString(),
            ["schedule"] = options.Schedule.ToString(),
            ["largest gradient"] = options.LargestGradient is { } norm ? Text(norm) : "none",
            ["epochs"] = Text(options.Epochs),
            ["batch size"] = Text(options.BatchSize),
            ["class weights"] = List(options.ClassWeights ?? []),
            ["mixup"] = Text(options.Mixup),
            ["validation share"] = Text(options.ValidationShare),
            ["early stopping"] = options.EarlyStopping is { } stopping ? $"patience {Text(stopping.Patience)}" : "none",
            ["members"] = Text(options.Members),
            ["seed"] = Text(options.Seed),
            [Rows] = RowsHash.Of(rows),
            [ValidationRows] = validation is null ? "none" : RowsHash.Of(validation),
            [Outliers] = outliers is null ? "none" : RowsHash.Of(outliers),
        };

    /// <summary>What two recipes differ in, in words, or null.</summary>
    public static string? Difference(IReadOnlyDictionary<string, string> made, IReadOnlyDictionary<string, string> now)
    {
        List<string> differences = [];
        foreach (string name in made.Keys.Union(now.Keys, StringComparer.Ordinal))
        {
            string before = made.GetValueOrDefault(name, "nothing"), after = now.GetValueOrDefault(name, "nothing");
            if (before == after) continue;
            differences.Add(name is Rows or ValidationRows or Outliers && before != "none" && after != "none" ? $"other {name}" : $"{name} {Short(before)}, now {Short(after)}");
        }
        return differences.Count == 0 ? null : string.Join("; ", differences);
    }

    private static string List<T>(IReadOnlyCollection<T> items) => items.Count == 0 ? "none" : string.Join(' ', items.Select(item => Text(item)));

    private static string Text<T>(T value) => string.Create(CultureInfo.InvariantCulture, $"{value}");

    private static string Short(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
