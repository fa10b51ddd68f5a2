using System.CommandLine;
using System.Globalization;
using Probity.Cli.Input;

namespace Probity.Cli.Verbs;

/// <summary>The class priors of where a policy will be used: stated, or to be estimated from unlabelled outputs.</summary>
internal sealed class PriorFlags
{
    private readonly Option<string?> _priors = new("--priors") { HelpName = "shares", Description = "Shares of the classes where the policy will be used, such as 0.2,0.8" };
    private readonly Option<string?> _unlabelled = new("--unlabelled") { HelpName = "file", Description = "Outputs of the same kind from where the policy will be used: estimates the shares of the classes there" };

    public PriorFlags AddTo(Command command)
    {
        command.Options.Add(_priors);
        command.Options.Add(_unlabelled);
        return this;
    }

    /// <summary>Refuses, before anything is read, what contradicts itself.</summary>
    public void Check(ParseResult parsed, PolicyOptions asked)
    {
        string? shares = parsed.GetValue(_priors), file = parsed.GetValue(_unlabelled);
        if (shares is not null) PolicyPriors.Check(asked with { Priors = Shares(shares) });
        if (file is not null && shares is not null) throw new ArgumentException($"give one of {_priors.Name} and {_unlabelled.Name}: the second estimates the first");
        if (file is not null) PolicyPriors.Check(asked with { Unlabelled = new float[1] });
    }

    /// <summary>The options with the priors, or with the unlabelled outputs read.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="options">What is asked for besides.</param>
    /// <param name="rows">The fitting rows, which the unlabelled ones must be like.</param>
    /// <param name="notes">Takes what was done to the numbers on the way in.</param>
    public PolicyOptions With(ParseResult parsed, PolicyOptions options, LabelledOutputs rows, List<string> notes)
    {
        if (parsed.GetValue(_priors) is { } shares) return options with { Priors = Shares(shares) };
        if (parsed.GetValue(_unlabelled) is not { } file) return options;
        using OutputsReader reader = OutputsReader.OpenLike(rows.Outputs, file);
        if (reader.Columns != rows.Columns) throw new ArgumentException($"{reader.Name}: {reader.Columns} columns but {rows.Outputs.Name} has {rows.Columns}");
        Outputs unlabelled = Outputs.ReadAll(reader);
        notes.AddRange(unlabelled.Notes);
        return options with { Unlabelled = unlabelled.Logits };
    }

    private double[] Shares(string text)
    {
        string[] parts = text.Split(',', StringSplitOptions.TrimEntries);
        var shares = new double[parts.Length];
        for (int k = 0; k < parts.Length; k++)
        {
            if (!double.TryParse(parts[k], NumberStyles.Float, CultureInfo.InvariantCulture, out shares[k]))
                throw new ArgumentException($"{_priors.Name}: '{parts[k]}' is not a number; give one share a class, such as 0.2,0.8");
        }
        return shares;
    }
}
