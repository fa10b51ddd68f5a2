namespace Probity.Learning;

/// <summary>How columns of a table become numbers.</summary>
public sealed record FeaturizerOptions
{
    internal const int MostLevelsOfAny = 100_000, MostBinsOfAny = 1_024, MostBinsOfAll = 8_192;

    /// <summary>Kinds that are said rather than inferred, by the column's name; <see cref="ColumnKind.Ignored"/> leaves a column out. The default value is none.</summary>
    public IReadOnlyDictionary<string, ColumnKind> Kinds { get; init; } = new Dictionary<string, ColumnKind>(StringComparer.Ordinal);

    /// <summary>Whether columns that <see cref="Kinds"/> does not name are left out, but for texts where it names no text. The default value is false.</summary>
    public bool TextOnly { get; init; }

    /// <summary>The default value is <see cref="NumberScaling.Piecewise"/>.</summary>
    public NumberScaling Numbers { get; init; }

    /// <summary>Bins of a number, 2 to 1,024; fewer where it has fewer values, or where all numbers together would have more than 8,192. The default value is 16.</summary>
    public int Bins { get; init; } = 16;

    /// <summary>Training rows that a category must have to get an input of its own, at least 1; rarer ones share one. The default value is 5.</summary>
    public int FewestRows { get; init; } = 5;

    /// <summary>Most categories of a column with inputs of their own, those of the most rows; the others share one. 1 to 100,000. The default value is 256.</summary>
    public int MostLevels { get; init; } = 256;

    /// <summary>Of columns of text. The default value is null: what <see cref="TextTraining.TextFor"/> says for the classes.</summary>
    public TextOptions? Text { get; init; }

    /// <summary>Fewer bins, or none, for so many columns of numbers.</summary>
    internal FeaturizerOptions WithRoom(int numbers)
    {
        if (Numbers != NumberScaling.Piecewise || (long)numbers * Bins <= MostBinsOfAll) return this;
        int bins = MostBinsOfAll / numbers;
        return bins < 2 ? this with { Numbers = NumberScaling.Quantile } : this with { Bins = bins };
    }

    internal void Check()
    {
        Require.InRange(Bins, 2, MostBinsOfAny, "bins of a number");
        Require.InRange(FewestRows, 1, int.MaxValue, "fewest rows of a category");
        Require.InRange(MostLevels, 1, MostLevelsOfAny, "most categories of a column");
        Text?.Check();
    }
}
