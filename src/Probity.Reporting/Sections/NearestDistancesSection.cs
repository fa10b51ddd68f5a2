namespace Probity.Reporting.Sections;

/// <summary>Counts of queries over the distance to their nearest item.</summary>
internal static class NearestDistancesSection
{
    private const int Bins = 40;

    public static DistancesData Of(NearestDistances distances)
    {
        double least = distances.Right.Concat(distances.Wrong).Min(), most = distances.Right.Concat(distances.Wrong).Max();
        int bins = most > least ? Bins : 1;
        double width = (most - least) / bins;
        double[] edges = [.. Enumerable.Range(0, bins + 1).Select(i => i == bins ? most : least + (i * width))];
        return new(distances.Distance, edges, Counts(distances.Right), Counts(distances.Wrong), Median(distances.Right), Median(distances.Wrong));

        int[] Counts(double[] values)
        {
            var counts = new int[bins];
            foreach (double value in values) counts[width > 0 ? Math.Min(bins - 1, (int)((value - least) / width)) : 0]++;
            return counts;
        }
    }

    public static void Check(NearestDistances distances, string split)
    {
        Require.SomeRows(distances.Right.Length + distances.Wrong.Length, $"distances of '{split}'");
        foreach (double value in distances.Right.Concat(distances.Wrong))
        {
            if (!double.IsFinite(value)) throw new ArgumentException($"distances of '{split}': {value}; they must be finite");
        }
    }

    private static double? Median(double[] values)
    {
        if (values.Length == 0) return null;
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] / 2) + (sorted[middle] / 2);
    }
}
