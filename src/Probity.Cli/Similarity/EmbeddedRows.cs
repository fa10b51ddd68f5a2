using Probity.Cli.Input;
using Probity.IO;
using Probity.Similarity;

namespace Probity.Cli.Similarity;

/// <summary>A model's embeddings of the rows of a file, block by block.</summary>
internal static class EmbeddedRows
{
    private const int BlockValues = 1 << 18;

    /// <summary>Refuses rows of another width than the head reads.</summary>
    public static void RequireFits(SimilarityModel model, int columns, string name)
    {
        if (columns != model.Inputs)
            throw new ArgumentException($"{name}: {columns:N0} numbers a row but the head reads {model.Inputs:N0}; give rows like those of the training (columns of a table are picked by name: {name}#a,b…)");
    }

    /// <summary>Embeddings of all rows, in memory of one block.</summary>
    public static IEnumerable<float[]> Read(SimilarityModel model, NumberReader reader, FrozenEncoder encoder)
    {
        int rowsAtOnce = Math.Max(1, BlockValues / Math.Max(reader.Columns, model.EmbeddingSize));
        var block = new float[rowsAtOnce * reader.Columns];
        long row = 0;
        for (int read; (read = reader.Read(block)) > 0; row += read)
        {
            float[] values = block[..(read * reader.Columns)];
            FeatureFile.RequireFinite(reader.Name, values, reader.Columns, row);
            yield return model.Embed(encoder.Encode(values, reader.Columns));
        }
    }
}
