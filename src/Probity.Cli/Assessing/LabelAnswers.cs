namespace Probity.Cli.Assessing;

/// <summary>What is written of multi-label rows: the labels that are likelier there than not, and the probability of every label.</summary>
internal sealed class LabelAnswers
{
    private const double Yes = .5;

    private readonly double[][] _probabilities;   // one array a label

    public LabelAnswers(int capacity, int labels, IReadOnlyList<string>? names)
    {
        _probabilities = [.. Enumerable.Range(0, labels).Select(_ => new double[capacity])];
        Columns = [new Words("predicted", Present), .. _probabilities.Select((values, k) => new Numbers($"p_{NameOf(k)}", values))];

        string NameOf(int k) => names?[k] ?? FormattableString.Invariant($"{k}");
        string Present(int row) => string.Join(';', Enumerable.Range(0, labels).Where(k => _probabilities[k][row] >= Yes).Select(NameOf));
    }

    public IReadOnlyList<RowColumn> Columns { get; }

    /// <summary>The probability of a cell, counted row by row.</summary>
    public double this[int cell]
    {
        set => _probabilities[cell % _probabilities.Length][cell / _probabilities.Length] = value;
    }
}
