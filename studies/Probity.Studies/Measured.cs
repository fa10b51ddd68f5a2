using System.Text.Json;

namespace Probity.Studies;

/// <summary>Figures by what they are of and by name, one value a seed.</summary>
internal sealed class Measured
{
    private readonly Dictionary<string, Dictionary<string, List<double>>> _values = new(StringComparer.Ordinal);

    public void Add(string of, IReadOnlyDictionary<string, double> figures)
    {
        if (!_values.TryGetValue(of, out Dictionary<string, List<double>>? mine)) _values[of] = mine = new(StringComparer.Ordinal);
        foreach ((string name, double value) in figures)
        {
            if (!mine.TryGetValue(name, out List<double>? values)) mine[name] = values = [];
            values.Add(value);
        }
    }

    /// <summary>Adds what a study's file holds of one thing: every figure with its <c>values</c>.</summary>
    public void AddWritten(string of, JsonElement figures)
    {
        var mine = new Dictionary<string, List<double>>(StringComparer.Ordinal);
        foreach (JsonProperty figure in figures.EnumerateObject())
            mine[figure.Name] = [.. figure.Value.GetProperty("values").EnumerateArray().Select(value => value.ValueKind == JsonValueKind.Null ? double.NaN : value.GetDouble())];
        _values.Add(of, mine);
    }

    /// <summary>Every figure of one thing over the seeds.</summary>
    public IReadOnlyDictionary<string, Spread> Of(string of) => _values[of].ToDictionary(figure => figure.Key, figure => Spread.Of(figure.Value), StringComparer.Ordinal);

    /// <summary>How far every figure is above that of something else on the same seed: what the seeds have in common falls out.</summary>
    public IReadOnlyDictionary<string, Spread> Difference(string of, string from) =>
        _values[of].Where(figure => _values[from].ContainsKey(figure.Key))
            .ToDictionary(figure => figure.Key, figure => Spread.Of([.. figure.Value.Zip(_values[from][figure.Key], (a, b) => a - b)]), StringComparer.Ordinal);
}
