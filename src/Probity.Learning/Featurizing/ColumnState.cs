namespace Probity.Learning.Featurizing;

/// <summary>What was learned about a column, for a file: strict readers make the same featurizer of it, or refuse.</summary>
/// <param name="Kind">Of the featurizer.</param>
/// <param name="Column">Its name.</param>
internal sealed record ColumnState(string Kind, string Column)
{
    public string? Scaling { get; init; }

    public string? Form { get; init; }

    public IReadOnlyList<string> Levels { get; init; } = [];

    /// <summary>Inputs of the categories that have none of their own.</summary>
    public int Shared { get; init; }

    public bool Missing { get; init; }

    public bool Hours { get; init; }

    /// <summary>How many of <see cref="Numbers"/> belong together.</summary>
    public int[] Parts { get; init; } = [];

    public double[] Numbers { get; init; } = [];

    public TextState? Text { get; init; }

    public InvalidDataException Contradiction() => new($"column '{Column}': what was learned about it contradicts itself");
}
