namespace Probity.Learning;

/// <summary>How columns of a table become numbers.</summary>
public sealed record FeaturizerOptions
{
    internal const int MostLevelsOfAny = 100_000, MostSharedOfAny = 65_536, MostBinsOfAny = 1_024, MostBinsOfAll = 8_192;

    /// <summary>Kinds that are said rather than inferred, by the column's name; <see cref="ColumnKind.Ignored"/> leaves a column out. The default value is none.</summary>
    public IReadOnlyDictionary<string, ColumnKind> Kinds { get; init; } = new Dictionary<string, ColumnKind>(StringComparer.Ordinal);

    /// <summary>Whether columns that <see cref="Kinds"/> does not name are left out, but for texts where it names no text. The default value is false.</summary>
    public bool TextOnly { get; init; }

    /// <summary>The default value is <see cref="NumberScaling.Piecewise"/>.</summary>
    public NumberScaling Numbers { get; init; }

    /// <summary>Bins of a number, 2 to 1,024; fewer where it has fewer values, or where all numbers together would have more than 8,192. The default value is 16.</summary>
    public int Bins { get; init; } = 16;

    /// <summary>Training rows that a category must have to get an input of its own, at least 1. The default value is 5.</summary>
    public int FewestRows { get; init; } = 5;

    /// <summary>Most categories of a column with inputs of their own, those of the most rows. 1 to 100,000. The default value is 256.</summary>
    public int MostLevels { get; init; } = 256;

    /// <summary>
    /// Inputs that the other categories of a column share, each by its hash (Weinberger et al., ICML 2009): what falls together cannot be told apart.
    /// 1 to 65,536. The default value is null: 1, but where <see cref="MostLevels"/> leaves out categories of rows enough as many as there are others, at most 2,048.
    /// </summary>
    public int? SharedInputs { get; init; }

    /// <summary>Most inputs that others share where <see cref="SharedInputs"/> says nothing.</summary>
    internal int UsualSharedInputs { get; init; } = 2_048;

    /// <summary>Of columns of text. The default value is null: what <see cref="TextTraining.TextFor"/> says for the classes.</summary>
    public TextOptions? Text { get; init; }

    /// <summary>Fewer bins, or none, for so many columns of numbers, and fewer shared inputs for so many of categories.</summary>
    internal FeaturizerOptions WithRoom(int numbers, int categories)
    {
        int shared = Math.Clamp(MostBinsOfAll / Math.Max(1, categories), 1, UsualSharedInputs);
        return (this with { UsualSharedInputs = shared }).WithRoom(numbers);
    }

    private FeaturizerOptions WithRoom(int numbers)
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
        if (SharedInputs is { } shared) Require.InRange(shared, 1, MostSharedOfAny, "shared inputs of categories");
        Text?.Check();
    }
}
