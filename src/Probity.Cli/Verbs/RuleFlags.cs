using System.CommandLine;
using System.Globalization;
using Probity.Cli.Input;
using Probity.Cli.Usage;
using Probity.Decisions;
using Probity.Scores;

namespace Probity.Cli.Verbs;

/// <summary>What a policy's rule looks at beyond one threshold for all rows: a class of interest, each class, several scores, costs.</summary>
internal sealed class RuleFlags
{
    private readonly Option<string> _score = new("--score") { HelpName = "score,…", Description = "Score that the threshold is set on, or several, joined on the learning rows; max_probability means the calibrated confidence", DefaultValueFactory = _ => "max_probability" };
    private readonly Option<string?> _class = new("--class") { HelpName = "name", Description = "Class of interest, by name or index: the target is then about detecting it, and accepted rows are answered with it" };
    private readonly Option<bool> _perClass = new("--per-class") { Description = "A threshold a class, so that the target holds for every class at once" };
    private readonly Option<bool> _eachAlone = new("--each-alone") { Description = "A threshold a class, so that the target holds for any one class taken alone" };
    private readonly Option<string?> _costs = new("--costs") { HelpName = "costs.csv", Description = "Decide at the least expected cost: true class, a column a class, and review, reject or both" };
    private readonly Option<double?> _error = new("--error-cost") { HelpName = "cost", Description = "The same, with one cost for every error" };
    private readonly Option<double?> _review = new("--review-cost") { HelpName = "cost", Description = "Cost of a review, with --error-cost" };
    private readonly Option<double?> _reject = new("--reject-cost") { HelpName = "cost", Description = "Cost of a rejection, with --error-cost" };

    public IReadOnlyList<Option> All => [_score, _class, _perClass, _eachAlone, _costs, _error, _review, _reject];

    public bool HasCosts(ParseResult parsed) => parsed.GetValue(_costs) is not null || parsed.GetValue(_error) is not null;

    /// <summary>What can be told before anything is read.</summary>
    public PolicyOptions With(ParseResult parsed, PolicyOptions options)
    {
        const string target = "a target, such as --target-precision 0.95";
        if (options.Choice is { } choice)
        {
            foreach (Option option in (ReadOnlySpan<Option>)[_perClass, _eachAlone])
            {
                if (parsed.IsGiven(option))
                    throw new ArgumentException($"a policy's chosen threshold is one for all rows, so {option.Name} does not go with --choose: 'probity thresholds --goal {choice} {_perClass.Name}' shows one a class, {_class.Name} NAME chooses for one class, and for a policy with one a class promise a target, such as --target-precision 0.95 {option.Name}");
            }
        }
        PolicyFlags.RequireWith(parsed, _class, options.Promise is not null || options.Choice is not null, $"{target}, or --choose");
        foreach (Option option in (ReadOnlySpan<Option>)[_perClass, _eachAlone]) PolicyFlags.RequireWith(parsed, option, options.Promise is not null, target);
        foreach (Option option in (ReadOnlySpan<Option>)[_review, _reject]) PolicyFlags.RequireWith(parsed, option, parsed.GetValue(_error) is not null, $"{_error.Name}; in a file of {_costs.Name} they are columns");
        if (parsed.GetValue(_perClass) && parsed.GetValue(_eachAlone)) throw new ArgumentException($"{_perClass.Name} is a promise of all classes at once, {_eachAlone.Name} of each alone: give one of the two");
        if (parsed.GetValue(_costs) is not null && parsed.GetValue(_error) is not null) throw new ArgumentException($"{_costs.Name} gives the cost of every error, {_error.Name} one for all: give one of the two");
        Score[] scores = [.. parsed.GetRequiredValue(_score).Split(',').Select(ScoreTokens.Parse)];
        options = options with
        {
            Score = scores.Length == 1 ? scores[0] : Score.MaxProbability,
            Scores = scores.Length == 1 ? null : scores,
            Scope = parsed.GetValue(_perClass) ? RuleScope.PerClass : parsed.GetValue(_eachAlone) ? RuleScope.EachAlone : RuleScope.Together,
        };
        // Checked with two classes for now, so that a contradiction is told before rows are read or a model trained.
        CostMatrix? costs = parsed.GetValue(_error) is { } error ? CostMatrix.Constant(error, parsed.GetValue(_review), parsed.GetValue(_reject), 2) : null;
        if (costs is null && HasCosts(parsed)) costs = CostMatrix.Constant(1, 1, null, 2);
        RuleChecks.Check(1, options with { Costs = costs, Positive = parsed.GetValue(_class) is null ? null : 0 });
        return options;
    }

    /// <summary>The same with what takes the classes to be known.</summary>
    public PolicyOptions Resolve(ParseResult parsed, PolicyOptions options, IReadOnlyList<string>? names, int classes)
    {
        if (parsed.GetValue(_class) is { } name) options = options with { Positive = ClassOf(name, names, classes, _class.Name) };
        if (parsed.GetValue(_error) is { } error) return options with { Costs = CostMatrix.Constant(error, parsed.GetValue(_review), parsed.GetValue(_reject), classes) };
        return parsed.GetValue(_costs) is { } file ? options with { Costs = CostTable.Read(file, names, classes) } : options;
    }

    /// <summary>A class by its name or, where no class is called so, by its index.</summary>
    internal static int ClassOf(string text, IReadOnlyList<string>? names, int classes, string where)
    {
        for (int k = 0; k < names?.Count; k++)
        {
            if (names[k] == text) return k;
        }
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < classes) return index;
        string there = names is null ? "" : $", such as '{names[0]}'";
        throw new ArgumentException($"{where}: '{text}' is no class; there are {classes:N0}, 0 to {classes - 1}{there}");
    }
}
