using Probity.Data;
using Probity.Learning;
using Probity.Similarity;

namespace Probity.RealData.Similarity;

/// <summary>Features with the class of each row.</summary>
internal sealed record SimilarityVectors(float[] Values, int[] Classes, int Columns)
{
    public SimilarityRows Groups => new(Features.Dense(Values, Columns), Classes);

    public static SimilarityVectors Read(string folder, string part)
    {
        using var reader = NumberFile.Open(SharedData.File(folder, $"{part}_embeddings.npy"));
        return new(reader.ReadAllFloat(), LabelFile.Read(SharedData.File(folder, $"{part}_labels.npy")), reader.Columns);
    }

    /// <summary>The rows of some classes.</summary>
    public SimilarityVectors Of(Predicate<int> classes)
    {
        int[] rows = [.. Enumerable.Range(0, Classes.Length).Where(row => classes(Classes[row]))];
        return new([.. rows.SelectMany(row => Values.AsSpan(row * Columns, Columns).ToArray())], Array.ConvertAll(rows, row => Classes[row]), Columns);
    }

    public SimilarityVectors Through(SimilarityModel head) => new(head.Embed(Values), Classes, head.EmbeddingSize);

    /// <summary>Each row looked up among the others.</summary>
    public double RPrecision() =>
        RetrievalEvaluation.Evaluate(Values, Columns, Classes, new RetrievalOptions { Bootstrap = 0, Pairs = false }).Figures["r_precision"].Value!.Value;
}
