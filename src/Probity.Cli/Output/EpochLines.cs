using System.Diagnostics;

namespace Probity.Cli.Output;

/// <summary>How a training goes on, on standard error: one line rewritten on a terminal, else a line for some of the epochs.</summary>
internal sealed class EpochLines : IDisposable
{
    private const int PauseMilliseconds = 50;

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly bool _terminal = !Console.IsErrorRedirected;
    private int _shown;
    private long _next;
    private string? _unsaid;

    /// <summary>Warnings that were printed as they came.</summary>
    public List<string> Warnings { get; } = [];

    public void Report(int epoch, string line, string? warning)
    {
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
        if (epoch == 1) SayRest();   // of the network before
        _unsaid = line;
        if (IsRound(epoch)) SayRest();
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
        if (_unsaid is { } line) Console.Error.WriteLine(line);
        _unsaid = null;
    }

    /// <summary>1, 2, 5, 10, 20, 50, …</summary>
    private static bool IsRound(int epoch)
    {
        while (epoch % 10 == 0) epoch /= 10;
        return epoch is 1 or 2 or 5;
    }
}
