using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>
/// Cross-entropy of an item's softmax over proxies: what the losses with proxies share. An item of several groups has as its target the same share
/// for each; an item of none is left out.
/// </summary>
internal static class ProxySoftmax
{
    /// <summary>Adds the element of an item.</summary>
    /// <param name="logits">R; those without a relation are not looked at. Their derivative at return.</param>
    /// <param name="relations">Positive where the item is in the group.</param>
    /// <param name="anchor">The item.</param>
    /// <param name="elements">One more, where there is a positive.</param>
    /// <returns>Whether there is one; else the derivative is 0.</returns>
    public static bool Add(Span<double> logits, ReadOnlySpan<Relation> relations, int anchor, LossElements elements)
    {
        int positives = relations.Count(Relation.Positive), first = -1;
        if (positives == 0)
        {
            logits.Clear();
            return false;
        }
        double ofPositives = 0;
        for (int j = 0; j < logits.Length; j++)
        {
            if (relations[j] != Relation.None && (first < 0 || logits[j] > logits[first])) first = j;
        }
        double top = logits[first];
        for (int j = 0; j < logits.Length; j++)
        {
            if (relations[j] == Relation.Positive) ofPositives += logits[j] - top;
        }
        PairCells.Exp(logits, top, 1, logits);
        for (int j = 0; j < logits.Length; j++)
        {
            if (relations[j] == Relation.None) logits[j] = 0;
        }
        double own = logits[first], share = 1.0 / positives;
        logits[first] = 0;
        double others = PairCells.Sum(logits);   // not the sum less e⁰, which has no digits left near p = 1
        logits[first] = own;
        for (int j = 0; j < logits.Length; j++)
        {
            double target = relations[j] == Relation.Positive ? share : 0;
            logits[j] = j == first && positives == 1 && target > 0
                ? -others / (1 + others)   // not p − 1, which has no digits left near p = 1
                : (logits[j] / (1 + others)) - target;
        }
        elements.Add(Elementary.Log1P(others) - (ofPositives * share), anchor);
        return true;
    }

    /// <summary>The same on similarities over a temperature, in place of the table's gradient.</summary>
    public static void AddAll(PairTable table, double temperature, LossElements elements)
    {
        for (int i = 0; i < table.Anchors; i++)
        {
            ReadOnlySpan<double> similarities = table.ValuesOf(i);
            Span<double> cells = table.GradientOf(i);
            for (int j = 0; j < cells.Length; j++) cells[j] = similarities[j] / temperature;
            if (!Add(cells, table.RelationsOf(i), i, elements)) continue;
            foreach (ref double derivative in cells) derivative /= temperature;
        }
    }
}
