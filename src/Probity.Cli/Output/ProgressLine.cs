using System.Diagnostics;

namespace Probity.Cli.Output;

/// <summary>A bar on standard error, once something has taken two seconds and a terminal is there to show it.</summary>
internal sealed class ProgressLine(string what) : IProgress<double>, IDisposable
{
    private const int Width = 30;

    private readonly bool _terminal = !Console.IsErrorRedirected;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Lock _gate = new();
    private double _furthest;
    private long _lastShown = 2_000;
    private bool _shown;

    /// <summary>Any thread may report; the bar never goes back.</summary>
    public void Report(double value)
    {
        if (!_terminal) return;
        lock (_gate)
        {
            _furthest = Math.Clamp(Math.Max(value, _furthest), 0, 1);
            if (_clock.ElapsedMilliseconds < _lastShown) return;
            _lastShown = _clock.ElapsedMilliseconds + 100;
            _shown = true;
            int filled = (int)(_furthest * Width);
            Console.Error.Write($"\r{what} {new string('━', filled)}{new string('·', Width - filled)} {100 * _furthest,3:0} % ");
        }
    }

    /// <summary>The bar from one share to another, for one of several steps.</summary>
    public IProgress<double> Part(double from, double to) => new Step(this, from, to);

    public void Dispose()
    {
        if (!_shown) return;
        _shown = false;
        Console.Error.Write($"\r{new string(' ', what.Length + Width + 10)}\r");
    }

    private sealed class Step(ProgressLine line, double from, double to) : IProgress<double>
    {
        public void Report(double value) => line.Report(from + (value * (to - from)));
    }
}
