using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>
/// k-means (Lloyd, 1982) from centres drawn far apart (k-means++, Arthur &amp; Vassilvitskii, 2007); on the unit sphere for cosine (Dhillon &amp; Modha,
/// 2001). Several starts, the best by the sum of squared distances.
/// </summary>
internal static class KMeans
{
    private const int Starts = 4, MostRounds = 50;
    private const int RangeLength = 256;

    /// <param name="rows">Items, as a distance has them; not for <see cref="Distance.DotProduct"/> alone: centres are Euclidean means then.</param>
    /// <param name="clusters">At most as many as rows.</param>
    /// <param name="seed">Of the starts.</param>
    /// <returns>A cluster for each row.</returns>
    public static int[] Fit(DistanceRows rows, int clusters, ulong seed)
    {
        int[] best = [];
        double least = double.PositiveInfinity;
        for (int start = 0; start < Starts; start++)
        {
            (int[] found, double sum) = Run(rows, clusters, new RandomStream(seed, ((ulong)RetrievalStreams.Centres << 32) | (uint)start));
            if (best.Length == 0 || sum < least) (best, least) = (found, sum);
        }
        return best;
    }

    private static (int[] Found, double Sum) Run(DistanceRows rows, int clusters, RandomStream random)
    {
        float[] centres = FirstCentres(rows, clusters, ref random);
        var found = new int[rows.Rows];
        var squares = new double[rows.Rows];
        double before = double.PositiveInfinity;
        for (int round = 0; ; round++)
        {
            Assign(rows, centres, clusters, found, squares);
            double sum = 0;
            foreach (double square in squares) sum += square;
            if (round == MostRounds || sum >= before * (1 - 1e-5)) return (found, sum);
            before = sum;
            centres = Means(rows, clusters, found, squares);
        }
    }

    private static float[] FirstCentres(DistanceRows rows, int clusters, ref RandomStream random)
    {
        int columns = rows.Columns;
        var centres = new float[clusters * columns];
        var squares = new double[rows.Rows];
        Array.Fill(squares, double.PositiveInfinity);
        int next = random.NextInt32(rows.Rows);
        for (int cluster = 0; cluster < clusters; cluster++)
        {
            int chosen = next;
            rows.Values.AsSpan(chosen * columns, columns).CopyTo(centres.AsSpan(cluster * columns));
            RowRanges.For(rows.Rows, RangeLength, (_, start, end) =>
            {
                for (int row = start; row < end; row++) squares[row] = Math.Min(squares[row], Square(rows.Values, row * columns, rows.Values, chosen * columns, columns));
            });
            double total = 0;
            foreach (double square in squares) total += square;
            double place = random.NextDouble() * total;
            next = 0;
            for (int row = 0; row < rows.Rows; row++)
            {
                if (squares[row] > 0) next = row;
                place -= squares[row];
                if (place < 0) break;
            }
        }
        return centres;
    }

    private static void Assign(DistanceRows rows, float[] centres, int clusters, int[] found, double[] squares)
    {
        var identity = new int[clusters];
        for (int i = 0; i < clusters; i++) identity[i] = i;
        var targets = DistanceRows.Of(Distance.Euclidean, centres, rows.Columns, identity, 0);   // as they are
        RowRanges.For(rows.Rows, RangeLength, (_, start, end) =>
        {
            var tile = new DistanceTile(Distance.Euclidean, rows.Columns, end - start);
            tile.SetQueries(rows, start, end - start);
            squares.AsSpan(start, end - start).Fill(double.PositiveInfinity);
            for (int first = 0; first < clusters; first += DistanceTile.Width)
            {
                int count = Math.Min(DistanceTile.Width, clusters - first);
                tile.Compute(targets, first, count);
                for (int row = start; row < end; row++)
                {
                    ReadOnlySpan<float> keys = tile.Keys(row - start, 0, count);
                    for (int i = 0; i < count; i++)
                    {
                        if (keys[i] < squares[row]) (squares[row], found[row]) = (keys[i], first + i);
                    }
                }
            }
        });
    }

    /// <summary>A cluster that nothing fell into starts anew at the item farthest from its centre.</summary>
    private static float[] Means(DistanceRows rows, int clusters, int[] found, double[] squares)
    {
        int columns = rows.Columns;
        var sums = new double[clusters * columns];
        var counts = new int[clusters];
        for (int row = 0; row < rows.Rows; row++)
        {
            counts[found[row]]++;
            for (int column = 0; column < columns; column++) sums[(found[row] * columns) + column] += rows.Values[(row * columns) + column];
        }
        var centres = new float[sums.Length];
        for (int cluster = 0; cluster < clusters; cluster++)
        {
            Span<double> sum = sums.AsSpan(cluster * columns, columns);
            if (counts[cluster] == 0)
            {
                int farthest = 0;
                for (int row = 1; row < squares.Length; row++) farthest = squares[row] > squares[farthest] ? row : farthest;
                squares[farthest] = 0;
                for (int column = 0; column < columns; column++) sum[column] = rows.Values[(farthest * columns) + column];
                counts[cluster] = 1;
            }
            double scale = counts[cluster];
            if (rows.Distance == Distance.Cosine)
            {
                double norm = 0;
                foreach (double value in sum) norm += value * value;
                scale = norm > 0 ? Math.Sqrt(norm) : 1;
            }
            for (int column = 0; column < columns; column++) centres[(cluster * columns) + column] = (float)(sum[column] / scale);
        }
        return centres;
    }

    private static double Square(float[] a, int atA, float[] b, int atB, int columns)
    {
        double sum = 0;
        for (int i = 0; i < columns; i++)
        {
            double difference = (double)a[atA + i] - b[atB + i];
            sum += difference * difference;
        }
        return sum;
    }
}
