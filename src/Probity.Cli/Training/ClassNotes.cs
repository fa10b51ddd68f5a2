using static System.FormattableString;

namespace Probity.Cli.Training;

/// <summary>Classes that a model knows worse than the others, on rows that it has not learned from.</summary>
internal static class ClassNotes
{
    private const int FewestRows = 10, Most = 5;
    private const double Worse = .1;   // than on all rows

    /// <param name="logits">N×columns.</param>
    /// <param name="columns">K, or 1 for a sigmoid.</param>
    /// <param name="labels">N classes.</param>
    /// <param name="names">K names.</param>
    public static IEnumerable<string> Of(ReadOnlyMemory<float> logits, int columns, int[] labels, IReadOnlyList<string> names)
    {
        int classes = names.Count, right = 0;
        var taken = new Dictionary<(int Label, int For), int>();
        var rows = new int[classes];
        for (int i = 0; i < labels.Length; i++)
        {
            int predicted = Predicted(logits.Span.Slice(i * columns, columns));
            rows[labels[i]]++;
            if (predicted == labels[i]) right++;
            taken[(labels[i], predicted)] = taken.GetValueOrDefault((labels[i], predicted)) + 1;
        }
        double accuracy = (double)right / labels.Length;
        return Enumerable.Range(0, classes)
            .Where(k => rows[k] >= FewestRows)
            .Select(k => (Class: k, Recall: (double)taken.GetValueOrDefault((k, k)) / rows[k]))
            .Where(one => one.Recall < accuracy - Worse)
            .OrderBy(one => one.Recall).ThenBy(one => one.Class)
            .Take(Most)
            .Select(one => Words(one.Class, one.Recall));

        string Words(int k, double recall)
        {
            (int other, int times) = Enumerable.Range(0, classes).Where(other => other != k).Select(other => (other, taken.GetValueOrDefault((k, other)))).MaxBy(other => other.Item2);
            return Invariant($"'{names[k]}' is found in {100 * recall:0.0} % of its {rows[k]:N0} rows (all rows: {100 * accuracy:0.0} %), and {times:N0} times taken for '{names[other]}'");
        }
    }

    private static int Predicted(ReadOnlySpan<float> row)
    {
        if (row.Length == 1) return row[0] > 0 ? 1 : 0;
        int best = 0;
        for (int k = 1; k < row.Length; k++)
        {
            if (row[k] > row[best]) best = k;
        }
        return best;
    }
}
