using System.Diagnostics;

namespace Probity.Cli.Output;

/// <summary>How trainings go on, on standard error: one line rewritten on a terminal, else a line for some of the epochs and the last of each.</summary>
internal sealed class EpochLines : IDisposable
{
    private const int PauseMilliseconds = 50;

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly bool _terminal = !Console.IsErrorRedirected;
    private int _shown;
    private long _next;
    private readonly OrderedDictionary<string, string> _unsaid = [];   // by training: several may take turns

    /// <summary>Warnings that were printed as they came.</summary>
    public List<string> Warnings { get; } = [];

    /// <param name="training">Which of several trainings; the line begins with it.</param>
    /// <param name="epoch">From 1.</param>
    /// <param name="line">How the epoch went.</param>
    /// <param name="warning">Said at once, or null.</param>
    public void Report(string training, int epoch, string line, string? warning)
    {
        line = training + line;
        if (warning is not null)
        {
            Dispose();
            Console.Error.WriteLine($"warning: {warning}");
            Warnings.Add(warning);
        }
        if (_terminal)
        {
            if (_clock.ElapsedMilliseconds < _next) return;
            _next = _clock.ElapsedMilliseconds + PauseMilliseconds;
            if (line.Length >= Terminal.Width) line = line[..(Terminal.Width - 1)];
            Console.Error.Write($"\r{line.PadRight(_shown)}");
            _shown = line.Length;
            return;
        }
        if (epoch == 1) SayRest(training);   // of the network before
        _unsaid[training] = line;
        if (IsRound(epoch)) SayRest(training);
    }

    /// <summary>Leaves the terminal's line empty, or says how the last epoch went.</summary>
    public void Dispose()
    {
        if (_terminal && _shown > 0) Console.Error.Write($"\r{new string(' ', _shown)}\r");
        foreach (string training in _unsaid.Keys.ToArray()) SayRest(training);
        _shown = 0;
    }

    private void SayRest(string training)
    {
        if (_unsaid.Remove(training, out string? line)) Console.Error.WriteLine(line);
    }

    /// <summary>1, 2, 5, 10, 20, 50, …</summary>
    private static bool IsRound(int epoch)
    {
        while (epoch % 10 == 0) epoch /= 10;
        return epoch is 1 or 2 or 5;
    }
}
