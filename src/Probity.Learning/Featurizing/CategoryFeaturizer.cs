using System.Globalization;

namespace Probity.Learning.Featurizing;

/// <summary>
/// One of some words: an input each, for those of rows enough; the rarer ones share one, or some by their hash, and one that was never seen counts among
/// these. Without rare ones in training an unseen one is all zeros. Missing is a word of its own where the training rows had it. Spaces around a word do not count.
/// </summary>
internal sealed class CategoryFeaturizer : ColumnFeaturizer
{
    private readonly string[] _levels;
    private readonly Dictionary<string, int> _index;
    private readonly int _shared;   // inputs of the others; 0 where there were none
    private readonly bool _missing;

    private CategoryFeaturizer(string column, string[] levels, int shared, bool missing) : base(column)
    {
        (_levels, _shared, _missing) = (levels, shared, missing);
        _index = new Dictionary<string, int>(levels.Length, StringComparer.Ordinal);
        for (int i = 0; i < levels.Length; i++) _index.Add(levels[i], i);
        Width = levels.Length + shared + (missing ? 1 : 0);
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
        int others = counts.Count - levels.Length;
        bool cut = counts.Values.Count(rows => rows >= options.FewestRows) > levels.Length;
        int shared = others == 0 ? 0 : options.SharedInputs ?? (cut ? Math.Min(others, options.UsualSharedInputs) : 1);
        return new CategoryFeaturizer(column, levels, shared, missing);
    }

    /// <summary>Of a column whose cells are all missing among these rows, whatever its kind: any value is all zeros.</summary>
    public static CategoryFeaturizer OfMissing(string column) => new(column, [], shared: 0, missing: true);

    public override void Add(string? cell, int first, SparseRows row)
    {
        if (MissingCell.Is(cell))
        {
            if (_missing) row.Add(first + Width - 1, 1);
        }
        else if (_index.TryGetValue(cell!.Trim(), out int level)) row.Add(first + level, 1);
        else if (_shared > 0) row.Add(first + _levels.Length + Shared(cell.Trim()), 1);
    }

    /// <summary>The high word of the hash times the number of inputs: no remainder to favour some of them.</summary>
    private int Shared(string level) => _shared == 1 ? 0 : (int)Math.BigMul(TextNgrams.Hash(level, characters: false), (ulong)_shared, out _);

    public override string FeatureName(int index) =>
        index < _levels.Length ? $"{Column}={_levels[index]}"
        : index >= _levels.Length + _shared ? $"{Column} missing"
        : _shared == 1 ? $"{Column}=others"
        : string.Create(CultureInfo.InvariantCulture, $"{Column}=others #{index - _levels.Length}");

    public override string Explain()
    {
        string others = _shared == 0 ? "one that was never seen is all zeros"
            : string.Create(CultureInfo.InvariantCulture, $"the rarer ones share {(_shared == 1 ? "an input" : $"{_shared:N0} inputs by hash")}, with those that were never seen");
        return string.Create(CultureInfo.InvariantCulture, $"{Column}: category; {_levels.Length:N0} with inputs of their own; {others}{(_missing ? "; missing is one more" : "")}");
    }

    public ColumnState State() => new(Kind, Column) { Levels = _levels, Shared = _shared, Missing = _missing };

    /// <summary>The same featurizer again.</summary>
    /// <exception cref="InvalidDataException">What is there does not fit together.</exception>
    public static CategoryFeaturizer Restore(ColumnState state)
    {
        bool fits = state.Levels.Count <= FeaturizerOptions.MostLevelsOfAny && !state.Levels.Contains(null!) && state.Levels.Distinct(StringComparer.Ordinal).Count() == state.Levels.Count
            && state.Shared is >= 0 and <= FeaturizerOptions.MostSharedOfAny && (state.Levels.Count > 0 || state.Shared > 0 || state.Missing) && state.Numbers.Length == 0;
        return fits ? new CategoryFeaturizer(state.Column, [.. state.Levels], state.Shared, state.Missing) : throw state.Contradiction();
    }
}
