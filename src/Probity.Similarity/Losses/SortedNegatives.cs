namespace Probity.Similarity;

/// <summary>The negatives of an anchor from near to far with running sums: any threshold then takes a search instead of a loop. Lies in the scratch of the table.</summary>
internal readonly ref struct SortedNegatives
{
    private readonly Span<double> _sums;

    public SortedNegatives(PairTable table, int anchor)
    {
        ReadOnlySpan<double> values = table.ValuesOf(anchor);
        ReadOnlySpan<Relation> relations = table.RelationsOf(anchor);
        int count = 0;
        Span<double> scratch = table.Scratch((2 * values.Length) + 1);
        Span<int> order = table.Order((2 * values.Length) + 1);
        for (int j = 0; j < values.Length; j++)
        {
            if (relations[j] != Relation.Negative) continue;
            scratch[count] = values[j];
            order[count++] = j;
        }
        Distances = scratch[..count];
        Columns = order[..count];
        Distances.Sort(Columns);
        _sums = scratch.Slice(values.Length, count + 1);
        Counts = order.Slice(values.Length, count + 1);
        _sums[0] = 0;
        for (int k = 0; k < count; k++) _sums[k + 1] = _sums[k] + Distances[k];
    }

    /// <summary>Ascending.</summary>
    public Span<double> Distances { get; }

    /// <summary>Where in the table they are.</summary>
    public Span<int> Columns { get; }

    /// <summary>Room for a count of every threshold, 0 to all negatives; holds anything.</summary>
    public Span<int> Counts { get; }

    /// <summary>The sum of the nearest so many.</summary>
    public double Sum(int count) => _sums[count];

    /// <summary>How many are nearer than a distance.</summary>
    public int Nearer(double distance)
    {
        int low = 0, high = Distances.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (Distances[middle] < distance) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    /// <summary>How many are not farther.</summary>
    public int NotFarther(double distance) => Nearer(Math.BitIncrement(distance));
}
