namespace Probity.Similarity;

/// <summary>One pass over embeddings of feature groups: sums of each value and of each group, and the hard codes.</summary>
internal sealed class GroupUsage
{
    private readonly double[] _shares, _entropies, _maxima, _purities;   // means over the rows
    private readonly int[] _largest;

    private GroupUsage(int rows, int featureGroups, int values)
    {
        (Rows, FeatureGroups, Values) = (rows, featureGroups, values);
        _shares = new double[featureGroups * values];
        _largest = new int[_shares.Length];
        (_entropies, _maxima, _purities) = (new double[featureGroups], new double[featureGroups], new double[featureGroups]);
        Codes = new int[checked(rows * featureGroups)];
    }

    public int Rows { get; }

    public int FeatureGroups { get; }

    public int Values { get; }

    /// <summary>N×G: the largest value of each group.</summary>
    public int[] Codes { get; }

    /// <exception cref="ArgumentException">A value below 0, or a group whose sum is not 1.</exception>
    public static GroupUsage Of(ReadOnlySpan<float> embeddings, int featureGroups, int values)
    {
        var usage = new GroupUsage(embeddings.Length / (featureGroups * values), featureGroups, values);
        for (int i = 0; i < usage.Rows; i++)
        {
            for (int g = 0; g < featureGroups; g++) usage.Take(embeddings.Slice(((i * featureGroups) + g) * values, values), i, g);
        }
        foreach (double[] sums in new[] { usage._shares, usage._entropies, usage._maxima, usage._purities })
        {
            foreach (ref double sum in sums.AsSpan()) sum /= usage.Rows;
        }
        return usage;
    }

    public FeatureGroupHealth Group(int group, LabelSums? labels)
    {
        int from = group * Values;
        ReadOnlySpan<double> shares = _shares.AsSpan(from, Values);
        double concentration = 0, entropy = GroupInformation.Entropy(shares), information = Math.Clamp(entropy - _entropies[group], 0, Math.Log(Values));
        var values = new GroupValue[Values];
        for (int k = 0; k < Values; k++)
        {
            concentration += shares[k] * shares[k];
            values[k] = new GroupValue
            {
                MeanShare = shares[k],
                Largest = _largest[from + k],
                IsDead = _largest[from + k] == 0 && shares[k] < .1 / Values,
                TopLabel = labels?.Top(from + k),
                TopLabelShare = labels is null ? 0 : Math.Min(1, labels.TopMass(from + k) / (Rows * Math.Max(shares[k], double.Epsilon))),
                TopLabelLift = labels is null ? 0 : labels.TopMean(from + k) / Math.Max(shares[k], double.Epsilon),
            };
        }
        return new FeatureGroupHealth
        {
            Values = values,
            Information = information,
            LabelInformation = labels is null ? null : Math.Clamp(entropy - labels.ConditionalEntropy(group), 0, information),
            MeanMaximum = _maxima[group],
            MeanNormalizedEntropy = Math.Clamp(_entropies[group] / Math.Log(Values), 0, 1),
            MeanPurity = _purities[group],
            EffectiveValues = 1 / concentration,
        };
    }

    private void Take(ReadOnlySpan<float> shares, int row, int group)
    {
        double total = GroupShares.Total(shares, row, group), entropy = 0, purity = 0;
        int largest = 0, from = group * Values;
        for (int k = 0; k < shares.Length; k++)
        {
            double share = shares[k] / total;
            if (shares[k] > shares[largest]) largest = k;
            _shares[from + k] += share;
            purity += share * share;
            if (share > 0) entropy -= share * Math.Log(share);
        }
        Codes[(row * FeatureGroups) + group] = largest;
        _largest[from + largest]++;
        _entropies[group] += entropy;
        _purities[group] += purity;
        _maxima[group] += shares[largest] / total;
    }
}
