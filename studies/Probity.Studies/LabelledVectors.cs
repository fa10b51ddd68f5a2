using Probity.IO;
using Probity.Learning;
using Probity.Numerics;
using Probity.Similarity;

namespace Probity.Studies;

/// <summary>Rows of numbers with the class of each.</summary>
internal sealed record LabelledVectors(float[] Values, int[] Classes, int Columns)
{
    public int Rows => Classes.Length;

    public Features Features => Learning.Features.Dense(Values, Columns);

    public SimilarityRows Groups => new(Features, Classes);

    /// <summary>Reads <c>PART_embeddings.npy</c> and <c>PART_labels.npy</c>.</summary>
    /// <exception cref="InvalidDataException">Files are missing, damaged or do not belong together; says what is needed.</exception>
    public static LabelledVectors Read(string folder, string part)
    {
        string values = Path.Combine(folder, $"{part}_embeddings.npy"), classes = Path.Combine(folder, $"{part}_labels.npy");
        foreach (string path in (string[])[values, classes])
        {
            if (!File.Exists(path)) throw new InvalidDataException($"{path}: not there; docs/studies.md says where such files come from");
        }
        using var vectors = NpyReader.Open(values);
        using var labels = NpyReader.Open(classes);
        var rows = new LabelledVectors(vectors.ReadAllFloat(), Array.ConvertAll(labels.ReadAllFloat(), label => (int)label), vectors.Columns);
        return rows.Values.Length == (long)rows.Rows * rows.Columns ? rows : throw new InvalidDataException($"{classes}: {rows.Rows:N0} labels for {rows.Values.Length / rows.Columns:N0} rows");
    }

    /// <summary>Reads <c>PART_embeddings.npy</c> of rows that belong to no class; null where there is no such file.</summary>
    public static LabelledVectors? ReadForeign(string folder, string part)
    {
        string values = Path.Combine(folder, $"{part}_embeddings.npy");
        if (!File.Exists(values)) return null;
        using var vectors = NpyReader.Open(values);
        float[] all = vectors.ReadAllFloat();
        int[] none = new int[all.Length / vectors.Columns];
        Array.Fill(none, -1);
        return new LabelledVectors(all, none, vectors.Columns);
    }

    /// <summary>The rows of some classes.</summary>
    public LabelledVectors Of(IReadOnlySet<int> classes) => Take([.. Enumerable.Range(0, Rows).Where(row => classes.Contains(Classes[row]))]);

    /// <summary>The first rows of a random order, and the others.</summary>
    public (LabelledVectors First, LabelledVectors Others) Split(int count, ulong seed)
    {
        int[] order = RowSplit.Shuffled(Rows, seed);
        return (Take(order[..count]), Take(order[count..]));
    }

    /// <summary>At most so many rows of a random order.</summary>
    public LabelledVectors AtMost(int count, ulong seed) => count >= Rows ? this : Split(count, seed).First;

    /// <summary>Copies with noise of so many deviations of each column of other rows.</summary>
    public LabelledVectors Damaged(double noise, LabelledVectors like, ulong seed)
    {
        double[] deviations = like.Deviations();
        var values = new float[Values.Length];
        for (int row = 0; row < Rows; row++)
        {
            var random = new RandomStream(seed, (ulong)row);
            for (int j = 0; j < Columns; j++) values[(row * Columns) + j] = (float)(Values[(row * Columns) + j] + (noise * deviations[j] * random.NextGaussian()));
        }
        return this with { Values = values };
    }

    /// <summary>As a head sees them; null leaves them.</summary>
    public LabelledVectors Through(SimilarityModel? head) => head is null ? this : new(head.Embed(Values), Classes, head.EmbeddingSize);

    private double[] Deviations()
    {
        double[] means = new double[Columns], squares = new double[Columns];
        for (int i = 0; i < Values.Length; i++) means[i % Columns] += Values[i] / (double)Rows;
        for (int i = 0; i < Values.Length; i++) squares[i % Columns] += Math.Pow(Values[i] - means[i % Columns], 2) / Rows;
        return Array.ConvertAll(squares, Math.Sqrt);
    }

    private LabelledVectors Take(int[] rows) => new(RowSplit.Gather<float>(Values, Columns, rows), RowSplit.Gather<int>(Classes, 1, rows), Columns);
}
