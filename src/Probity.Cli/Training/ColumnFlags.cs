using System.CommandLine;
using Probity.Cli.Usage;
using Probity.Learning;

namespace Probity.Cli.Training;

/// <summary>The options that say what columns of a table are.</summary>
internal sealed class ColumnFlags
{
    private readonly Option<string[]> _text = Column("--text", "A column of texts; may be repeated, as those below");
    private readonly Option<string[]> _categorical = Column("--categorical", "A column of categories, numbers or not");
    private readonly Option<string[]> _numeric = Column("--numeric", "A column of numbers");
    private readonly Option<string[]> _date = Column("--date", "A column of days");
    private readonly Option<string[]> _ignore = Column("--ignore", "A column to leave out");
    private readonly Option<int> _categories = new("--most-categories") { HelpName = "n", Description = "Categories of a column with inputs of their own, those of the most rows", DefaultValueFactory = _ => new FeaturizerOptions().MostLevels };
    private readonly Option<int?> _hash = new("--hash-categories") { HelpName = "inputs", Description = "Inputs that the other categories of a column share by their hash (default: 1, or up to 2,048 where many have rows enough)" };
    private readonly Option<string> _numbers = new("--numbers") { HelpName = "how", Description = "How numbers of a table are scaled: piecewise (ranks and bins), quantile (ranks), standard", DefaultValueFactory = _ => "piecewise" };

    public ColumnFlags AddTo(Command command)
    {
        foreach (Option option in All) command.Options.Add(option);
        return this;
    }

    /// <summary>Refuses all of them for rows of numbers.</summary>
    public void RefuseFeatures(ParseResult parsed)
    {
        if (All.FirstOrDefault(option => parsed.IsGiven(option)) is { } given) throw new ArgumentException($"{given.Name} goes with --task tabular or text; rows of numbers have no kinds of columns");
    }

    /// <summary>What is said about the columns.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="textOnly">The task is text.</param>
    /// <param name="id">The column of ids, or null.</param>
    public FeaturizerOptions Options(ParseResult parsed, bool textOnly, string? id)
    {
        var kinds = new Dictionary<string, ColumnKind>(StringComparer.Ordinal);
        foreach ((Option<string[]> option, ColumnKind kind) in ((Option<string[]>, ColumnKind)[])[(_text, ColumnKind.Text), (_categorical, ColumnKind.Category), (_numeric, ColumnKind.Number), (_date, ColumnKind.Date), (_ignore, ColumnKind.Ignored)])
        {
            foreach (string column in parsed.GetValue(option) ?? [])
            {
                if (!kinds.TryAdd(column, kind) && kinds[column] != kind) throw new ArgumentException($"{option.Name} {column}: another option says something else of this column");
            }
        }
        if (id is not null && !kinds.TryAdd(id, ColumnKind.Ignored) && kinds[id] != ColumnKind.Ignored) throw new ArgumentException($"--id {id}: another option says something else of this column");
        return new FeaturizerOptions
        {
            Kinds = kinds,
            TextOnly = textOnly,
            MostLevels = parsed.GetValue(_categories),
            SharedInputs = parsed.GetValue(_hash),
            Numbers = parsed.GetValue(_numbers) switch
            {
                "piecewise" => NumberScaling.Piecewise,
                "quantile" => NumberScaling.Quantile,
                "standard" => NumberScaling.Standard,
                var other => throw new ArgumentException($"{_numbers.Name} '{other}' is not known; there are piecewise, quantile, standard"),
            },
        };
    }

    private IEnumerable<Option> All => [_text, _categorical, _numeric, _date, _ignore, _categories, _hash, _numbers];

    private static Option<string[]> Column(string name, string description) => new(name) { HelpName = "column", Description = description };
}
