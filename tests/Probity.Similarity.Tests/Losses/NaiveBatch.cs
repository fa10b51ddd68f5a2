using Probity.Numerics;

namespace Probity.Similarity.Tests.Losses;

/// <summary>A random batch with the plainest arithmetic there is, to write a loss down as its paper does. Group 4 has one item.</summary>
internal sealed class NaiveBatch
{
    private const int Size = 17, Columns = 3;

    private readonly double[] _batch;
    private readonly int[] _groups;

    public NaiveBatch()
    {
        var random = new RandomStream(9);
        _batch = [.. Enumerable.Range(0, Size * Columns).Select(_ => random.NextGaussian())];
        _groups = [.. Enumerable.Range(0, Size).Select(i => i < 5 ? i : random.NextInt32(4))];
    }

    /// <summary>All items with a positive.</summary>
    public IEnumerable<int> Anchors => Enumerable.Range(0, Size).Where(i => Positives(i).Any());

    public static IEnumerable<int> All => Enumerable.Range(0, Size);

    public IEnumerable<int> Positives(int i) => All.Where(j => j != i && _groups[j] == _groups[i]);

    public IEnumerable<int> Negatives(int i) => All.Where(j => _groups[j] != _groups[i]);

    public double Product(int i, int j) => Enumerable.Range(0, Columns).Sum(k => _batch[(i * Columns) + k] * _batch[(j * Columns) + k]);

    public double Cosine(int i, int j) => Product(i, j) / Math.Sqrt(Product(i, i) * Product(j, j));

    public double Euclidean(int i, int j) => Math.Sqrt(Product(i, i) + Product(j, j) - (2 * Product(i, j)));

    public void Check(double value, SimilarityLoss loss) => Assert.Equal(value, loss.ValueAndGradient(_batch, Columns, _groups, 5, new double[_batch.Length]), 1e-10);
}
