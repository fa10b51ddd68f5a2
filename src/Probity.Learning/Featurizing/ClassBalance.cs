using static System.FormattableString;

namespace Probity.Learning.Featurizing;

/// <summary>Notices classes that have far fewer rows than others.</summary>
internal static class ClassBalance
{
    private const double Uneven = 10;   // times as many rows

    public static string? Warning(ReadOnlySpan<int> labels, int classes, IReadOnlyList<string>? names)
    {
        var counts = new int[classes];
        foreach (int label in labels) counts[label]++;
        int most = Array.IndexOf(counts, counts.Max()), fewest = Array.IndexOf(counts, counts.Min());
        if (counts[most] < Uneven * counts[fewest]) return null;
        return Invariant($"classes are uneven: {Name(most)} has {counts[most]:N0} rows ({100.0 * counts[most] / labels.Length:0.0} %), {Name(fewest)} has {counts[fewest]:N0}; always naming the first is right on {100.0 * counts[most] / labels.Length:0.0} %, so look at the figures of each class, not at accuracy alone");

        string Name(int k) => names is null ? Invariant($"class {k}") : $"'{NumberCell.Shown(names[k])}'";
    }
}
