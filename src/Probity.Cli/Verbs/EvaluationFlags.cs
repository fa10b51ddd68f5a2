using System.CommandLine;
using Probity.Cli.Input;
using Probity.Metrics;

namespace Probity.Cli.Verbs;

/// <summary>The options that <c>evaluate</c> and <c>report</c> share.</summary>
internal sealed class EvaluationFlags
{
    public Option<string?> Ood { get; } = new("--ood") { Description = "Outputs of unknown rows, of the same kind: also measure how well each score detects them", HelpName = "file" };

    public Option<int> Bins { get; } = new("--bins") { Description = "Bins of the calibration errors", HelpName = "n", DefaultValueFactory = _ => 15 };

    public Option<int> Bootstrap { get; } = new("--bootstrap") { Description = "Bootstrap replicates; 0 leaves intervals out", HelpName = "n", DefaultValueFactory = _ => 1_000 };

    public EvaluationFlags AddTo(Command command)
    {
        command.Options.Add(Ood);
        command.Options.Add(Bins);
        command.Options.Add(Bootstrap);
        return this;
    }

    public EvaluationOptions Options(ParseResult parsed)
    {
        var options = new EvaluationOptions { Bins = parsed.GetValue(Bins), Bootstrap = parsed.GetValue(Bootstrap), Seed = parsed.GetValue(CommonOptions.Seed) };
        options.Check();   // now, not after the files are read
        return options;
    }

    /// <summary>The unknown rows, or null where none were given.</summary>
    public Outputs? ReadUnknowns(ParseResult parsed, Outputs known, int columns)
    {
        if (parsed.GetValue(Ood) is not { } spec) return null;
        if (columns != known.Columns) throw new ArgumentException("--ood does not go with --multilabel: there a row has no one score");
        using OutputsReader reader = OutputsReader.OpenLike(known, spec);
        Outputs unknown = Outputs.ReadAll(reader);
        if (unknown.Columns != known.Columns)
            throw new ArgumentException($"{unknown.Name}: {unknown.Columns} columns but {known.Name} has {known.Columns}; unknown rows must come from the same model");
        return unknown;
    }
}
