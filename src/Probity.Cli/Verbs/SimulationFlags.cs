using System.CommandLine;
using Probity.Cli.Input;
using Probity.Cli.Output;
using Probity.Simulation;

namespace Probity.Cli.Verbs;

/// <summary><c>--simulate N</c>: how often the promise would hold on rows like these.</summary>
internal sealed class SimulationFlags
{
    private readonly Option<int?> _simulate = new("--simulate") { HelpName = "n", Description = "Split the rows anew n times and show how often the promise held and at what coverage; 1000 says much" };

    public SimulationFlags AddTo(Command command)
    {
        command.Options.Add(_simulate);
        return this;
    }

    /// <summary>Refuses, before anything is read, what makes no sense.</summary>
    public void Check(ParseResult parsed, PolicyOptions asked)
    {
        if (parsed.GetValue(_simulate) is not { } resplits) return;
        Require.InRange(resplits, 1, 1_000_000, _simulate.Name);
        if (asked.Promise is null) throw new ArgumentException($"{_simulate.Name} shows how often a promise held, so it goes with one, such as --target-precision 0.95");
    }

    /// <summary>Simulates where that was asked for, on one set of rows or with the certifying side of two.</summary>
    public SimulationReport? Run(ParseResult parsed, LabelledOutputs rows, PolicyOptions options, Outputs? certifying = null, int[]? labels = null, string[]? groups = null)
    {
        if (parsed.GetValue(_simulate) is not { } resplits) return null;
        if (rows.Weights.Length > 0) throw new ArgumentException($"{_simulate.Name} draws rows that count once each; leave the weights out");
        using var progress = new ProgressLine("simulating");
        return certifying is null
            ? PolicySimulation.Run(rows.Logits, rows.Labels, rows.Columns, options, resplits, progress, rows.Groups)
            : PolicySimulation.Run(rows.Logits, rows.Labels, certifying.Logits, labels!, rows.Columns, options, resplits, progress, rows.Groups, groups);
    }
}
