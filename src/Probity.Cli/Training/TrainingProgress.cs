using System.Diagnostics;
using Probity.Cli.Output;
using Probity.Learning;
using static System.FormattableString;

namespace Probity.Cli.Training;

/// <summary>How training goes on, on standard error: one line rewritten on a terminal, else a line for some of the epochs.</summary>
internal sealed class TrainingProgress : IDisposable
{
    private const int PauseMilliseconds = 50;

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly bool _terminal = !Console.IsErrorRedirected;
    private int _shown;
    private string _fold = "", _unsaidFold = "";
    private long _next;
    private EpochFigures? _unsaid;

    /// <summary>Warnings that were printed as they came.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>Of a model that is trained without a fold.</summary>
    public void Report(CrossFitProgress progress)
    {
        _fold = progress.Fold is { } fold ? Invariant($"fold {fold}/{progress.Folds}  ") : "";
        Report(progress.Figures);
        _fold = "";
    }

    public void Report(EpochFigures figures)
    {
        if (figures.Warning is { } warning)
        {
            Dispose();
            Console.Error.WriteLine($"warning: {warning}");
            Warnings.Add(warning);
        }
        if (_terminal)
        {
            if (_clock.ElapsedMilliseconds < _next) return;
            _next = _clock.ElapsedMilliseconds + PauseMilliseconds;
            string line = _fold + Line(figures);
            if (line.Length >= Terminal.Width) line = line[..(Terminal.Width - 1)];
            Console.Error.Write($"\r{line.PadRight(_shown)}");
            _shown = line.Length;
            return;
        }
        if (figures.Epoch == 1) SayRest();   // of the network before
        (_unsaid, _unsaidFold) = (figures, _fold);
        if (IsRound(figures.Epoch)) SayRest();
    }

    /// <summary>Leaves the terminal's line empty, or says how the last epoch went.</summary>
    public void Dispose()
    {
        if (_terminal && _shown > 0) Console.Error.Write($"\r{new string(' ', _shown)}\r");
        if (!_terminal) SayRest();
        _shown = 0;
    }

    private void SayRest()
    {
        if (_unsaid is { } figures) Console.Error.WriteLine(_unsaidFold + Line(figures));
        _unsaid = null;
    }

    /// <summary>1, 2, 5, 10, 20, 50, …</summary>
    private static bool IsRound(int epoch)
    {
        while (epoch % 10 == 0) epoch /= 10;
        return epoch is 1 or 2 or 5;
    }

    private static string Line(EpochFigures figures)
    {
        string line = Invariant($"epoch {figures.Epoch.ToString().PadLeft(figures.Epochs.ToString().Length)}/{figures.Epochs}  loss {figures.TrainingLoss:0.0000}");
        if (figures.Members > 1) line = Invariant($"member {figures.Member}/{figures.Members}  {line}");
        return figures.Validation is { } validation
            ? Invariant($"{line}  validation NLL {validation.Nll:0.0000}  accuracy {100 * validation.Accuracy:0.0} %  ECE {validation.Ece:0.0000}")
            : double.IsNaN(figures.TrainingAccuracy) ? line : Invariant($"{line}  training accuracy {100 * figures.TrainingAccuracy:0.0} %");
    }
}
