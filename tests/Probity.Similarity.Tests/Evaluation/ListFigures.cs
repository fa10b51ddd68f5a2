namespace Probity.Similarity.Tests;

/// <summary>Figures of one list of right and wrong items, straight from their definitions.</summary>
internal static class ListFigures
{
    /// <param name="list">The whole list, closest first.</param>
    /// <param name="at">One k.</param>
    public static Dictionary<string, double> Of(IReadOnlyList<bool> list, int at)
    {
        int relevant = list.Count(right => right);
        double Hits(int k) => list.Take(k).Count(right => right);
        double Gain(IEnumerable<bool> items) => items.Select((right, i) => right ? 1 / Math.Log2(i + 2) : 0).Sum();
        double Precisions(int k) => Enumerable.Range(1, Math.Min(k, list.Count)).Where(i => list[i - 1]).Sum(i => Hits(i) / i);
        IEnumerable<bool> ideal = Enumerable.Repeat(true, relevant);
        return new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["precision_at_1"] = Hits(1),
            ["r_precision"] = Hits(relevant) / relevant,
            ["map_at_r"] = Precisions(relevant) / relevant,
            ["map"] = Precisions(list.Count) / relevant,
            ["mrr"] = 1.0 / (1 + list.TakeWhile(right => !right).Count()),
            ["ndcg"] = Gain(list) / Gain(ideal),
            [$"precision_at_{at}"] = Hits(at) / at,
            [$"hit_rate_at_{at}"] = Hits(at) > 0 ? 1 : 0,
            [$"recall_at_{at}"] = Hits(at) / relevant,
            [$"ndcg_at_{at}"] = Gain(list.Take(at)) / Gain(ideal.Take(at)),
        };
    }

    /// <summary>The mean over every order of items that are equally far.</summary>
    public static Dictionary<string, double> Expected(IReadOnlyList<(double Distance, bool Right)> items, int at)
    {
        var sums = new Dictionary<string, double>(StringComparer.Ordinal);
        int orders = 0;
        foreach (List<bool> list in Orders([.. items.GroupBy(item => item.Distance).OrderBy(level => level.Key).Select(level => level.Select(item => item.Right).ToList())]))
        {
            orders++;
            foreach ((string name, double value) in Of(list, at)) sums[name] = sums.GetValueOrDefault(name) + value;
        }
        return sums.ToDictionary(pair => pair.Key, pair => pair.Value / orders, StringComparer.Ordinal);
    }

    private static IEnumerable<List<bool>> Orders(List<List<bool>> levels)
    {
        if (levels.Count == 0) return [[]];
        return Permutations(levels[0]).SelectMany(first => Orders(levels[1..]).Select(rest => (List<bool>)[.. first, .. rest]));
    }

    private static IEnumerable<List<bool>> Permutations(List<bool> items)
    {
        if (items.Count == 0) return [[]];
        return Enumerable.Range(0, items.Count).SelectMany(i => Permutations([.. items[..i], .. items[(i + 1)..]]).Select(rest => (List<bool>)[items[i], .. rest]));
    }
}
