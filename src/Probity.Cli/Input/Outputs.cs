using Probity.Cli.Output;
using Probity.Learning;

namespace Probity.Cli.Input;

/// <summary>All of a model's outputs, in memory, as logits.</summary>
internal sealed record Outputs
{
    public required string Name { get; init; }

    public required OutputKind Kind { get; init; }

    /// <summary>The model that they are of, where it is at hand.</summary>
    public Classifier? Model { get; init; }

    /// <summary>N×K, row-major.</summary>
    public required float[] Logits { get; init; }

    /// <summary>K; 1 for binary logits.</summary>
    public required int Columns { get; init; }

    public IReadOnlyList<string>? Ids { get; init; }

    /// <summary>What was done to the numbers on the way in, in words.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    public int Rows => Logits.Length / Columns;

    /// <summary>Classes that labels may name.</summary>
    public int Classes => Math.Max(2, Columns);

    public static Outputs ReadAll(OutputsReader reader)
    {
        const int firstRoom = 1 << 16, chunk = 1 << 22;   // in chunks: for the progress, and so that nothing is held twice
        using var progress = new ProgressLine($"reading {reader.Name}");
        if (reader.Rows is { } stated && stated * reader.Columns > Array.MaxLength)
            throw new InvalidDataException($"{reader.Name}: {stated:N0} rows of {reader.Columns:N0} columns do not fit in one array; only assess streams");
        var logits = new float[reader.Rows is { } known ? known * reader.Columns : Math.Max(firstRoom, reader.Columns)];
        List<string>? ids = reader.HasIds ? [] : null;
        int filled = 0;
        while (true)
        {
            if (logits.Length - filled < reader.Columns)
            {
                if (reader.Rows is not null) break;
                Array.Resize(ref logits, (int)Math.Min(Array.MaxLength, Math.Max(2L * logits.Length, (long)filled + reader.Columns)));
                if (logits.Length - filled < reader.Columns) throw new InvalidDataException($"{reader.Name}: more rows than fit in one array; only assess streams");
            }
            int read = reader.Read(logits.AsSpan(filled, Math.Min(logits.Length - filled, Math.Max(chunk, reader.Columns))));
            if (read == 0) break;
            ids?.AddRange(reader.Ids);
            filled += read * reader.Columns;
            if (reader.Rows is not null) progress.Report((double)filled / logits.Length);
        }
        if (filled < logits.Length) Array.Resize(ref logits, filled);
        if (filled == 0) throw new InvalidDataException($"{reader.Name}: no rows");
        return new Outputs
        {
            Name = reader.Name,
            Kind = reader.Kind,
            Model = reader.Model,
            Logits = logits,
            Columns = reader.Columns,
            Ids = ids,
            Notes = [.. reader.Notes()],
        };
    }
}
