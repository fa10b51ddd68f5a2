using Probity.Numerics;
using Probity.Scores;

namespace Probity.Metrics.Accumulators;

/// <summary>Equal-width bins of every class's probability.</summary>
/// <param name="columns">K, or one for binary.</param>
/// <param name="bins">B.</param>
internal sealed class ClassSums(int columns, int bins)
{
    private const int ValuesAtOnce = 1 << 16;

    // Nearly all cells lie in the first bin: a sum of its own, without looking for the bin and adding up the weight.
    private readonly double _firstEdge = 1.0 / bins;
    private readonly ExactSum _weight = new();
    private readonly ExactSum[] _firstGaps = [.. Enumerable.Range(0, Math.Max(2, columns)).Select(_ => new ExactSum())];
    private readonly BinSums[] _others = [.. Enumerable.Range(0, Math.Max(2, columns)).Select(_ => new BinSums(bins))];

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
        _weight.Add(other._weight);
        for (int k = 0; k < _others.Length; k++)
        {
            _firstGaps[k].Add(other._firstGaps[k]);
            _others[k].Merge(other._others[k]);
        }
    }

    /// <summary>The mean over classes of their binned error.</summary>
    public double Ece()
    {
        double weight = _weight.Value, sum = 0;
        for (int k = 0; k < _others.Length; k++) sum += _others[k].Errors(weight, _firstGaps[k]).Ece;
        return sum / _others.Length;
    }

    private void AddRow(double weight, int label, ReadOnlySpan<double> probabilities)
    {
        _weight.Add(weight);
        if (columns == 1)
        {
            AddCell(0, weight, 1 - probabilities[0], label == 0);
            AddCell(1, weight, probabilities[0], label == 1);
            return;
        }
        for (int k = 0; k < columns; k++) AddCell(k, weight, probabilities[k], label == k);
    }

    private void AddCell(int k, double weight, double probability, bool isLabel)
    {
        double happened = isLabel ? 1 : 0;
        if (probability <= _firstEdge) _firstGaps[k].Add(weight * (probability - happened));
        else _others[k].Add(weight, probability, happened);
    }
}
