namespace Probity.Metrics;

/// <summary>Fewer points of a curve, for charts.</summary>
internal static class CurvePoints
{
    public static void Check(int most)
    {
        if (most != 0) Require.InRange(most, 2, int.MaxValue, nameof(most));
    }

    /// <summary>
    /// Drops inner points, always the one whose triangle with its neighbours has the least area (Visvalingam &amp; Whyatt,
    /// 1993), until as many are left as wanted. Points on a straight line have none and go first.
    /// </summary>
    /// <param name="points">In order; the first and the last stay.</param>
    /// <param name="place">Where a point lies.</param>
    /// <param name="most">At most so many; 0 for all.</param>
    public static IReadOnlyList<T> Reduce<T>(List<T> points, Func<T, (double X, double Y)> place, int most)
    {
        if (most == 0 || points.Count <= most) return points;

        int count = points.Count;
        var at = points.ConvertAll(point => place(point)).ToArray();
        int[] before = new int[count], after = new int[count];
        var areas = new double[count];
        var dropped = new bool[count];
        var queue = new PriorityQueue<int, (double Area, int Point)>(count);
        for (int i = 0; i < count; i++) (before[i], after[i]) = (i - 1, i + 1);
        for (int i = 1; i < count - 1; i++) queue.Enqueue(i, (areas[i] = Area(i), i));

        for (int left = count; left > most && queue.TryDequeue(out int point, out var priority);)
        {
            if (dropped[point] || priority.Area != areas[point]) continue;   // an entry from before its neighbours went
            dropped[point] = true;
            left--;
            (after[before[point]], before[after[point]]) = (after[point], before[point]);
            Renew(before[point], priority.Area);
            Renew(after[point], priority.Area);
        }

        var kept = new List<T>(most);
        for (int i = 0; i < count; i++)
        {
            if (!dropped[i]) kept.Add(points[i]);
        }
        return kept;

        void Renew(int point, double least)
        {
            if (point == 0 || point == count - 1) return;
            areas[point] = Math.Max(least, Area(point));   // never before one that had to go first
            queue.Enqueue(point, (areas[point], point));
        }

        double Area(int i)
        {
            var (x0, y0) = at[before[i]];
            var (x1, y1) = at[i];
            var (x2, y2) = at[after[i]];
            return Math.Abs(((x1 - x0) * (y2 - y0)) - ((x2 - x0) * (y1 - y0)));
        }
    }
}
