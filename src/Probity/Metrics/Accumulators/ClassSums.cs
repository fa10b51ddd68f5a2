using Probity.Scores;

namespace Probity.Metrics.Accumulators;

/// <summary>Equal-width bins of every class's probability.</summary>
/// <param name="columns">K, or one for binary.</param>
/// <param name="bins">B.</param>
internal sealed class ClassSums(int columns, int bins)
{
    private const int ValuesAtOnce = 1 << 16;

    private readonly BinSums[] _classes = [.. Enumerable.Range(0, Math.Max(2, columns)).Select(_ => new BinSums(bins))];

    public int Columns => columns;

    public void Add(ReadOnlySpan<double> weights, ReadOnlySpan<int> labels, ReadOnlySpan<float> logits, double temperature)
    {
        int atOnce = Math.Max(1, ValuesAtOnce / columns);
        var room = new double[Math.Min(labels.Length, atOnce) * columns];
        for (int start = 0; start < labels.Length; start += atOnce)
        {
            int rows = Math.Min(atOnce, labels.Length - start);
            var probabilities = room.AsSpan(0, rows * columns);
            Softmax.Compute(logits.Slice(start * columns, rows * columns), columns, probabilities, temperature);
            for (int i = 0; i < rows; i++)
            {
                double weight = weights[start + i];
                if (weight > 0) AddRow(weight, labels[start + i], probabilities.Slice(i * columns, columns));
            }
        }
    }

    public void Merge(ClassSums other)
    {
        for (int k = 0; k < _classes.Length; k++) _classes[k].Merge(other._classes[k]);
    }

    /// <summary>The mean over classes of their binned error.</summary>
    public double Ece() => _classes.Average(sums => sums.Errors().Ece);

    private void AddRow(double weight, int label, ReadOnlySpan<double> probabilities)
    {
        if (columns == 1)
        {
            _classes[0].Add(weight, 1 - probabilities[0], label == 0 ? 1 : 0);
            _classes[1].Add(weight, probabilities[0], label == 1 ? 1 : 0);
            return;
        }
        for (int k = 0; k < columns; k++) _classes[k].Add(weight, probabilities[k], label == k ? 1 : 0);
    }
}
