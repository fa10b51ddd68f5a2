using Probity.Scores;

namespace Probity.Cli.Assessing;

/// <summary>Writes assessed rows, chunk by chunk, into a file that appears whole or not at all.</summary>
internal abstract class AssessmentWriter : IDisposable
{
    public static AssessmentWriter Create(string path, IReadOnlyList<Score> scores, IReadOnlyList<string>? names, bool hasIds) =>
        Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".CSV" => new CsvAssessmentWriter(path, scores, names, hasIds),
            ".JSONL" => new JsonLinesAssessmentWriter(path, scores, names, hasIds),
            _ => new NpzAssessmentWriter(path, scores, hasIds),   // the ending was checked with the path
        };

    /// <param name="rows">The chunk.</param>
    /// <param name="ids">Its ids, or empty.</param>
    public abstract void Write(AssessedRows rows, ReadOnlySpan<string> ids);

    /// <summary>Gives the file its name.</summary>
    public abstract void Complete();

    public abstract void Dispose();
}
