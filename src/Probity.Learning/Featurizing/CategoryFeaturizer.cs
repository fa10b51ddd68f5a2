using System.Globalization;

namespace Probity.Learning.Featurizing;

/// <summary>
/// One of some words: an input each, for those of rows enough; the rarer ones share one, and one that was never seen counts among these. Without rare ones
/// in training an unseen one is all zeros. Missing is a word of its own where the training rows had it. Spaces around a word do not count.
/// </summary>
internal sealed class CategoryFeaturizer : ColumnFeaturizer
{
    private readonly string[] _levels;
    private readonly Dictionary<string, int> _index;
    private readonly bool _others, _missing;

    private CategoryFeaturizer(string column, string[] levels, bool others, bool missing) : base(column)
    {
        (_levels, _others, _missing) = (levels, others, missing);
        _index = new Dictionary<string, int>(levels.Length, StringComparer.Ordinal);
        for (int i = 0; i < levels.Length; i++) _index.Add(levels[i], i);
        Width = levels.Length + (others ? 1 : 0) + (missing ? 1 : 0);
    }

    public override string Kind => "category";

    public override int Width { get; }

    /// <summary>Learns from the training rows.</summary>
    /// <exception cref="ArgumentException">Every cell is missing.</exception>
    public static CategoryFeaturizer Fit(string column, ReadOnlySpan<string?> cells, FeaturizerOptions options)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        bool missing = false;
        foreach (string? cell in cells)
        {
            if (MissingCell.Is(cell)) missing = true;
            else System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(counts, cell!.Trim(), out _)++;
        }
        if (counts.Count == 0) throw new ArgumentException($"column '{column}': all of its {cells.Length:N0} cells are missing; leave it out");
        string[] levels = [.. counts
            .Where(level => level.Value >= options.FewestRows)
            .OrderByDescending(level => level.Value).ThenBy(level => level.Key, StringComparer.Ordinal)
            .Take(options.MostLevels)
            .Select(level => level.Key)];
        return new CategoryFeaturizer(column, levels, others: levels.Length < counts.Count, missing);
    }

    public override void Add(string? cell, int first, SparseRows row)
    {
        if (MissingCell.Is(cell))
        {
            if (_missing) row.Add(first + Width - 1, 1);
        }
        else if (_index.TryGetValue(cell!.Trim(), out int level)) row.Add(first + level, 1);
        else if (_others) row.Add(first + _levels.Length, 1);
    }

    public override string FeatureName(int index) =>
        index < _levels.Length ? $"{Column}={_levels[index]}" : index == _levels.Length && _others ? $"{Column}=others" : $"{Column} missing";

    public override string Explain()
    {
        string others = _others ? "the rarer ones share an input, with those that were never seen" : "one that was never seen is all zeros";
        return string.Create(CultureInfo.InvariantCulture, $"{Column}: category; {_levels.Length:N0} with inputs of their own; {others}{(_missing ? "; missing is one more" : "")}");
    }

    public ColumnState State() => new(Kind, Column) { Levels = _levels, Others = _others, Missing = _missing };

    /// <summary>The same featurizer again.</summary>
    /// <exception cref="InvalidDataException">What is there does not fit together.</exception>
    public static CategoryFeaturizer Restore(ColumnState state)
    {
        bool fits = state.Levels.Count <= FeaturizerOptions.MostLevelsOfAny && !state.Levels.Contains(null!) && state.Levels.Distinct(StringComparer.Ordinal).Count() == state.Levels.Count
            && (state.Levels.Count > 0 || state.Others) && state.Numbers.Length == 0;
        return fits ? new CategoryFeaturizer(state.Column, [.. state.Levels], state.Others, state.Missing) : throw state.Contradiction();
    }
}
