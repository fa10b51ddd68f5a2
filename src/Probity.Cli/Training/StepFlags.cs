using System.CommandLine;
using Probity.Cli.Usage;
using Probity.Learning;

namespace Probity.Cli.Training;

/// <summary>The options that say how gradients move weights, and how often.</summary>
/// <param name="optimizers">Which there are, in words.</param>
/// <param name="rate">Of adamw where none is given.</param>
internal sealed class StepFlags(string optimizers, double rate = AdamW.DefaultRate)
{
    public const string Name = "--optimizer";

    private readonly Option<string> _optimizer = new(Name) { HelpName = "name", Description = optimizers, DefaultValueFactory = _ => "adamw" };
    private readonly Option<double?> _learningRate = new("--learning-rate") { HelpName = "rate", Description = FormattableString.Invariant($"Size of the steps (default: adamw {rate}, sgd 0.1)") };
    private readonly Option<double> _weightDecay = new("--weight-decay") { HelpName = "decay", Description = "Pull of weights towards 0", DefaultValueFactory = _ => 0 };
    private readonly Option<string> _schedule = new("--schedule") { HelpName = "schedule", Description = "Of the learning rate: constant, linear, cosine or step(epochs,factor), and then warmup(steps or share)", DefaultValueFactory = _ => "constant" };
    private readonly Option<double?> _clip = new("--clip") { HelpName = "norm", Description = "Shortens a step's gradient to this norm" };
    private readonly Option<int> _epochs = new("--epochs") { HelpName = "n", Description = "Passes over the rows, at most", DefaultValueFactory = _ => 60 };

    public IEnumerable<Option> All => [_optimizer, _learningRate, _weightDecay, _schedule, _clip, _epochs];

    /// <summary>Those that have no meaning for an optimizer that takes all rows at once.</summary>
    public IEnumerable<Option> OfSteps => [_learningRate, _schedule, _clip, _epochs];

    public Schedule Schedule(ParseResult parsed) => Learning.Schedule.Parse(parsed.GetRequiredValue(_schedule));

    public double? LargestGradient(ParseResult parsed) => parsed.GetValue(_clip);

    public int Epochs(ParseResult parsed) => parsed.GetValue(_epochs);

    public bool GivesSchedule(ParseResult parsed) => parsed.IsGiven(_schedule);

    public bool GivesEpochs(ParseResult parsed) => parsed.IsGiven(_epochs);

    /// <summary>A usual optimiser, changed by what the command line gives.</summary>
    public Optimizer Over(ParseResult parsed, Optimizer usual)
    {
        if (parsed.IsGiven(_optimizer)) return Optimizer(parsed);
        if (parsed.GetValue(_learningRate) is { } given) usual = usual with { LearningRate = given };
        if (!parsed.IsGiven(_weightDecay)) return usual;
        double decay = parsed.GetValue(_weightDecay);
        return usual switch
        {
            AdamW adam => adam with { WeightDecay = decay },
            LimitedMemoryBfgs bfgs => bfgs with { WeightDecay = decay },
            _ => usual,
        };
    }

    public Optimizer Optimizer(ParseResult parsed)
    {
        double decay = parsed.GetValue(_weightDecay);
        Optimizer optimizer = parsed.GetValue(_optimizer) switch
        {
            "adamw" => new AdamW { LearningRate = rate, WeightDecay = decay },
            "sgd" => new StochasticGradientDescent { WeightDecay = decay },
            "lbfgs" => new LimitedMemoryBfgs { WeightDecay = decay },
            var other => throw new ArgumentException($"{Name} '{other}' is not known; there are adamw, sgd, lbfgs"),
        };
        return parsed.GetValue(_learningRate) is { } given ? optimizer with { LearningRate = given } : optimizer;
    }
}
