using Probity.Numerics;

namespace Probity.Similarity.Tests;

/// <summary>A folder of its own for each test, gone afterwards, and rows to store.</summary>
internal sealed class StoreFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("probity-store-");

    public string Store => Path.Combine(_folder.FullName, "a.features");

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Rows that are all different.</summary>
    public static ReadOnlyMemory<float>[] Rows(int count, int columns, ulong seed = 1)
    {
        var random = new RandomStream(seed);
        var rows = new ReadOnlyMemory<float>[count];
        for (int i = 0; i < count; i++)
        {
            float[] row = new float[columns];
            foreach (ref float value in row.AsSpan()) value = (float)random.NextGaussian();
            rows[i] = row;
        }
        return rows;
    }

    public static float[] Row(Probity.Learning.Features features, int row)
    {
        float[] numbers = new float[features.Columns];
        features.Read<float>(row, numbers);
        return numbers;
    }
}
