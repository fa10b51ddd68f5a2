namespace Probity.Similarity;

/// <summary>Hoare's FIND: what would be at a place if all were sorted.</summary>
internal static class Selection
{
    /// <summary>The value of a rank, counted from 0, of values that are put into another order for it.</summary>
    public static float Of(Span<float> values, int rank)
    {
        int low = 0, high = values.Length - 1;
        while (low < high)
        {
            float pivot = Median(values[low], values[low + ((high - low) / 2)], values[high]);
            int i = low, j = high;
            while (i <= j)
            {
                while (values[i] < pivot) i++;
                while (values[j] > pivot) j--;
                if (i > j) break;
                (values[i], values[j]) = (values[j], values[i]);
                i++;
                j--;
            }
            if (rank <= j) high = j;
            else if (rank >= i) low = i;
            else break;
        }
        return values[rank];
    }

    private static float Median(float a, float b, float c) => Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));
}
