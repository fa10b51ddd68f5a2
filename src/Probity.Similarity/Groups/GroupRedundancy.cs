using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>How much two feature groups say the same.</summary>
/// <param name="First">Counted from 0.</param>
/// <param name="Second">Above the first.</param>
/// <param name="Shared">
/// Adjusted mutual information of their hard codes (Vinh, Epps &amp; Bailey, JMLR 2010), in [0, 1]: (I − I₀)/((H₁ + H₂)/2 − I₀), where I₀ is what the same
/// codes share when the items of one are shuffled (one shuffle, always the same). Without it few items for each pair of values would look like
/// redundancy. 0 where they are independent or one never changes, 1 where each gives the other away. Groups that follow the same labels share what
/// the labels say.
/// </param>
public sealed record GroupRedundancy(int First, int Second, double Shared)
{
    /// <summary>Each two groups, in N·G² steps.</summary>
    /// <param name="codes">N×G.</param>
    /// <param name="featureGroups">G.</param>
    /// <param name="values">K.</param>
    internal static GroupRedundancy[] All(int[] codes, int featureGroups, int values)
    {
        int rows = codes.Length / featureGroups;
        int[] same = [.. Enumerable.Range(0, rows)], shuffled = [.. same];
        var random = new RandomStream(0);
        random.Shuffle<int>(shuffled);
        var counts = new int[values * values];
        var entropies = new double[featureGroups];
        for (int g = 0; g < featureGroups; g++) entropies[g] = Entropy(g, g, same);
        var all = new GroupRedundancy[featureGroups * (featureGroups - 1) / 2];
        int at = 0;
        for (int g = 0; g < featureGroups; g++)
        {
            for (int h = g + 1; h < featureGroups; h++)
            {
                double alone = entropies[g] + entropies[h], chance = alone - Entropy(g, h, shuffled), room = (alone / 2) - chance;
                all[at++] = new GroupRedundancy(g, h, room > 1e-9 ? Math.Clamp((alone - Entropy(g, h, same) - chance) / room, 0, 1) : 0);
            }
        }
        return all;

        double Entropy(int g, int h, int[] partners)
        {
            for (int i = 0; i < rows; i++) counts[Cell(i)]++;
            double entropy = 0;
            for (int i = 0; i < rows; i++)
            {
                ref int count = ref counts[Cell(i)];
                if (count == 0) continue;
                double share = (double)count / rows;
                entropy -= share * Math.Log(share);
                count = 0;
            }
            return entropy;

            int Cell(int i) => (codes[(i * featureGroups) + g] * values) + codes[(partners[i] * featureGroups) + h];
        }
    }
}
