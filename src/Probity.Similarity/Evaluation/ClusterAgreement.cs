using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>How much two partitions of the same items tell of each other.</summary>
public static class ClusterAgreement
{
    /// <summary>Normalised mutual information, over the arithmetic mean of the two entropies.</summary>
    /// <param name="first">N labels.</param>
    /// <param name="second">N labels.</param>
    /// <returns>In [0, 1]; 1 where both have one class only. Above 0 by chance alone, the more the more classes there are.</returns>
    /// <exception cref="ArgumentException">No items, or lengths differ.</exception>
    public static double NormalizedMutualInformation(ReadOnlySpan<int> first, ReadOnlySpan<int> second)
    {
        var table = Contingency.Of(first, second);
        if (table.Rows.Length == 1 && table.Columns.Length == 1) return 1;
        double mean = (table.Entropy(table.Rows) + table.Entropy(table.Columns)) / 2;
        return mean > 0 ? Math.Clamp(table.Information() / mean, 0, 1) : 0;
    }

    /// <summary>
    /// Adjusted mutual information (Vinh, Epps &amp; Bailey, JMLR 2010): 0 is what random partitions of the same sizes have on average, exactly
    /// computed, 1 is agreement; over the arithmetic mean of the two entropies.
    /// </summary>
    /// <param name="first">N labels.</param>
    /// <param name="second">N labels.</param>
    /// <returns>At most 1; below 0 where they agree less than by chance.</returns>
    /// <exception cref="ArgumentException">No items, or lengths differ.</exception>
    public static double AdjustedMutualInformation(ReadOnlySpan<int> first, ReadOnlySpan<int> second)
    {
        var table = Contingency.Of(first, second);
        int rows = table.Rows.Length, columns = table.Columns.Length, items = first.Length;
        if ((rows == 1 && columns == 1) || (rows == items && columns == items)) return 1;   // equal partitions; chance could do no other
        double expected = table.ExpectedInformation(), information = table.Information();
        double most = (table.Entropy(table.Rows) + table.Entropy(table.Columns)) / 2, room = most - expected;
        if (Math.Abs(information - most) < 1e-14 * most) return 1;
        return (information - expected) / (room < 0 ? Math.Min(room, -double.Epsilon) : Math.Max(room, 1e-300));
    }

    /// <summary>Counts of items by both labels.</summary>
    private sealed class Contingency(int items, int[] rows, int[] columns, Dictionary<(int Row, int Column), int> cells)
    {
        public int[] Rows => rows;

        public int[] Columns => columns;

        public static Contingency Of(ReadOnlySpan<int> first, ReadOnlySpan<int> second)
        {
            Require.SomeRows(first.Length, nameof(first));
            Require.SameRows(first.Length, second.Length, nameof(first), nameof(second));
            Dictionary<int, int> rowOf = [], columnOf = [];
            var cells = new Dictionary<(int, int), int>();
            List<int> rows = [], columns = [];
            for (int i = 0; i < first.Length; i++)
            {
                (int Row, int Column) cell = (Place(rowOf, rows, first[i]), Place(columnOf, columns, second[i]));
                cells[cell] = cells.GetValueOrDefault(cell) + 1;
            }
            return new Contingency(first.Length, [.. rows], [.. columns], cells);
        }

        public double Entropy(int[] counts)
        {
            double sum = 0;
            foreach (int count in counts) sum -= (double)count / items * Math.Log((double)count / items);
            return sum;
        }

        public double Information()
        {
            double sum = 0;
            foreach (((int row, int column), int count) in cells)
                sum += (double)count / items * Math.Log((double)count * items / ((double)rows[row] * columns[column]));
            return Math.Max(0, sum);
        }

        /// <summary>The mean over all tables of the same margins: Σ of a cell's share over its hypergeometric law.</summary>
        public double ExpectedInformation()
        {
            // Equal margins have equal terms, so each pair of different sizes is summed once.
            var rowSizes = rows.CountBy(size => size).OrderBy(pair => pair.Key).ToArray();
            var columnSizes = columns.CountBy(size => size).OrderBy(pair => pair.Key).ToArray();
            var logFactorials = new double[items + 1];
            for (int i = 2; i <= items; i++) logFactorials[i] = logFactorials[i - 1] + Math.Log(i);
            var sums = new double[rowSizes.Length];
            RowRanges.For(rowSizes.Length, 4, (_, start, end) =>
            {
                for (int i = start; i < end; i++)
                {
                    foreach ((int size, int times) in columnSizes) sums[i] += (double)rowSizes[i].Value * times * OfCell(rowSizes[i].Key, size, logFactorials);
                }
            });
            double sum = 0;
            foreach (double part in sums) sum += part;
            return sum;
        }

        private double OfCell(int row, int column, double[] logFactorials)
        {
            double constant = logFactorials[row] + logFactorials[column] + logFactorials[items - row] + logFactorials[items - column] - logFactorials[items];
            double sum = 0;
            for (int count = Math.Max(1, row + column - items); count <= Math.Min(row, column); count++)
            {
                double chance = constant - logFactorials[count] - logFactorials[row - count] - logFactorials[column - count]
                    - logFactorials[items - row - column + count];
                sum += (double)count / items * Math.Log((double)items * count / ((double)row * column)) * Math.Exp(chance);
            }
            return sum;
        }

        private static int Place(Dictionary<int, int> places, List<int> counts, int label)
        {
            if (!places.TryGetValue(label, out int place))
            {
                place = counts.Count;
                places.Add(label, place);
                counts.Add(0);
            }
            counts[place]++;
            return place;
        }
    }
}
