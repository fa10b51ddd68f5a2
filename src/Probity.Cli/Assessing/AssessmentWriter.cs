namespace Probity.Cli.Assessing;

/// <summary>Writes rows, chunk by chunk, into a file that appears whole or not at all.</summary>
internal abstract class AssessmentWriter : IDisposable
{
    /// <param name="path">.csv, .jsonl or .npz.</param>
    /// <param name="rows">Whose columns are written.</param>
    /// <param name="hasIds">Whether rows have ids of their own; else they are numbered.</param>
    public static AssessmentWriter Create(string path, AssessedRows rows, bool hasIds) =>
        Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".CSV" => new CsvAssessmentWriter(path, rows, hasIds),
            ".JSONL" => new JsonLinesAssessmentWriter(path, rows, hasIds),
            _ => new NpzAssessmentWriter(path, rows, hasIds),   // the ending was checked with the path
        };

    /// <summary>Writes the chunk that the rows hold now.</summary>
    /// <param name="ids">Its ids, or empty.</param>
    public abstract void Write(ReadOnlySpan<string> ids);

    /// <summary>Gives the file its name.</summary>
    public abstract void Complete();

    public abstract void Dispose();
}
