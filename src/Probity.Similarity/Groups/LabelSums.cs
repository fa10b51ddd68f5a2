namespace Probity.Similarity;

/// <summary>How the values of feature groups fall on the items' groups: label by label, so that only one label's sums are held.</summary>
internal sealed class LabelSums
{
    private readonly double[] _mass, _means;          // of the label with most of a value's mass: that mass, and its mean over the label's items
    private readonly int[] _labels;
    private readonly double[] _conditional;          // of each feature group, mean over items of H(mean of p over the item's label)

    private LabelSums(int featureGroups, int values)
    {
        _mass = new double[featureGroups * values];
        _means = new double[_mass.Length];
        _labels = new int[_mass.Length];
        _conditional = new double[featureGroups];
    }

    /// <summary>H of the labels, nats.</summary>
    public double Entropy { get; private set; }

    public int? Top(int value) => _mass[value] > 0 ? _labels[value] : null;

    public double TopMass(int value) => _mass[value];

    /// <summary>Mean share of the value over the items of that label.</summary>
    public double TopMean(int value) => _means[value];

    public double ConditionalEntropy(int group) => _conditional[group];

    public static LabelSums Of(ReadOnlySpan<float> embeddings, ReadOnlySpan<int> labels, GroupUsage usage)
    {
        var of = new LabelSums(usage.FeatureGroups, usage.Values);
        int[] keys = labels.ToArray(), rows = [.. Enumerable.Range(0, labels.Length)];
        Array.Sort(keys, rows);
        var sums = new double[of._mass.Length];
        for (int start = 0, end; start < rows.Length; start = end)
        {
            sums.AsSpan().Clear();
            for (end = start; end < rows.Length && keys[end] == keys[start]; end++) Add(embeddings, rows[end], usage, sums);
            of.Take(keys[start], end - start, rows.Length, usage.Values, sums);
        }
        return of;
    }

    private static void Add(ReadOnlySpan<float> embeddings, int row, GroupUsage usage, double[] sums)
    {
        for (int g = 0; g < usage.FeatureGroups; g++)
        {
            int from = g * usage.Values;
            ReadOnlySpan<float> shares = embeddings.Slice((row * sums.Length) + from, usage.Values);
            double total = GroupShares.Sum(shares);
            for (int k = 0; k < shares.Length; k++) sums[from + k] += shares[k] / total;
        }
    }

    private void Take(int label, int items, int all, int values, double[] sums)
    {
        double frequency = (double)items / all;
        Entropy -= frequency * Math.Log(frequency);
        for (int k = 0; k < sums.Length; k++)
        {
            double mean = sums[k] / items;
            if (sums[k] > _mass[k]) (_mass[k], _means[k], _labels[k]) = (sums[k], mean, label);
            sums[k] = mean;
        }
        for (int g = 0; g < _conditional.Length; g++) _conditional[g] += frequency * GroupInformation.Entropy(sums.AsSpan(g * values, values));
    }
}
