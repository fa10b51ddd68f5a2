using Probity.Cli.Input;
using Probity.Cli.Output;

namespace Probity.Cli.Assessing;

/// <summary>Answers outputs chunk by chunk and writes the rows.</summary>
internal static class Chunks
{
    /// <summary>Fills the rows' columns from a chunk of logits.</summary>
    public delegate void Answer(ReadOnlySpan<float> logits);

    /// <returns>Rows written.</returns>
    public static long Write(OutputsReader reader, AssessedRows rows, AssessmentWriter writer, Answer answer)
    {
        using var progress = new ProgressLine("assessing");
        var logits = new float[rows.Capacity * reader.Columns];
        for (int read = reader.Read(logits); read > 0; read = reader.Read(logits))
        {
            answer(logits.AsSpan(0, read * reader.Columns));
            writer.Write(reader.Ids);
            rows.FirstRow += read;
            if (reader.Rows is { } total) progress.Report((double)rows.FirstRow / total);
        }
        return rows.FirstRow > 0 ? rows.FirstRow : throw new InvalidDataException($"{reader.Name}: no rows");
    }
}
