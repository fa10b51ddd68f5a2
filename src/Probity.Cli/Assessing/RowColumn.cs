namespace Probity.Cli.Assessing;

/// <summary>A column of what is written about rows, filled chunk by chunk.</summary>
internal abstract record RowColumn(string Name);

/// <summary>Whole numbers.</summary>
internal sealed record WholeNumbers(string Name, int[] Values) : RowColumn(Name);

/// <summary>Numbers.</summary>
internal sealed record Numbers(string Name, double[] Values) : RowColumn(Name);

/// <summary>Text, by the number of the row in its chunk.</summary>
internal sealed record Words(string Name, Func<int, string> Text) : RowColumn(Name)
{
    /// <summary>An archive of arrays leaves it out: there it follows from another column.</summary>
    public bool OnlyInText { get; init; }
}

/// <summary>One of a few words: the word in text, its number in an archive of arrays.</summary>
internal sealed record Codes(string Name, Func<int, string> Text, Func<int, int> Code) : RowColumn(Name);
