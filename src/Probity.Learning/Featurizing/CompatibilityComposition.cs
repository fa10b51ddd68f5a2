using System.Globalization;
using System.Runtime.InteropServices;

namespace Probity.Learning.Featurizing;

/// <summary>
/// Normalisation form KC (Unicode Standard Annex 15): ligatures, full-width and styled letters become plain ones, and accents join their
/// letters. From tables of our own: those of the system differ between machines, and are absent where globalisation is invariant.
/// </summary>
internal static class CompatibilityComposition
{
    private const int FirstChanged = 0xA0;   // below it every point stands for itself
    private const int FirstSyllable = 0xAC00, FirstLead = 0x1100, FirstVowel = 0x1161, NoTrail = 0x11A7;
    private const int Leads = 19, Vowels = 21, Trails = 28, Syllables = Leads * Vowels * Trails;

    private static readonly Dictionary<int, int[]> Decompositions = [];
    private static readonly Dictionary<int, byte> Classes = [];            // of what is not 0
    private static readonly Dictionary<(int, int), int> Compositions = [];

    static CompatibilityComposition()
    {
        using var reader = new StreamReader(typeof(CompatibilityComposition).Assembly.GetManifestResourceStream("nfkc.txt")!);
        string section = "";
        while (reader.ReadLine() is { } line)
        {
            if (line[0] == '#') continue;
            string[] fields = line.Split(' ');
            if (line[0] == '=') section = fields[1];
            else if (section == "decompositions") Decompositions.Add(Point(fields[0]), [.. fields.Skip(1).Select(Point)]);
            else if (section == "classes") Classes.Add(Point(fields[0]), byte.Parse(fields[1], CultureInfo.InvariantCulture));
            else Compositions.Add((Point(fields[1]), Point(fields[2])), Point(fields[0]));
        }

        static int Point(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }

    /// <summary>Normalises code points in place.</summary>
    /// <param name="points">No surrogates.</param>
    /// <param name="room">For work; what it held is lost.</param>
    public static void Normalize(List<int> points, List<int> room)
    {
        if (!CollectionsMarshal.AsSpan(points).ContainsAnyInRange(FirstChanged, int.MaxValue)) return;
        room.Clear();
        foreach (int point in points) Decompose(point, room);
        Order(room);
        points.Clear();
        Compose(room, points);
    }

    private static void Decompose(int point, List<int> to)
    {
        int syllable = point - FirstSyllable;
        if (point < FirstChanged)
        {
            to.Add(point);
        }
        else if ((uint)syllable < Syllables)
        {
            to.Add(FirstLead + (syllable / (Vowels * Trails)));
            to.Add(FirstVowel + (syllable % (Vowels * Trails) / Trails));
            if (syllable % Trails > 0) to.Add(NoTrail + (syllable % Trails));
        }
        else if (Decompositions.TryGetValue(point, out int[]? parts))
        {
            to.AddRange(parts);
        }
        else
        {
            to.Add(point);
        }
    }

    /// <summary>Sorts each run of combining marks by class, stable.</summary>
    private static void Order(List<int> points)
    {
        for (int start = 0; start < points.Count; start++)
        {
            if (Class(points[start]) == 0) continue;
            int end = start + 1;
            while (end < points.Count && Class(points[end]) != 0) end++;
            if (end - start > 1)
            {
                int first = start;
                long[] keys = [.. Enumerable.Range(0, end - start).Select(i => ((long)Class(points[first + i]) << 32) | (uint)i)];
                int[] marks = [.. points.Slice(start, end - start)];
                Array.Sort(keys, marks);   // a text of nothing but marks must not take quadratic time
                marks.CopyTo(CollectionsMarshal.AsSpan(points)[start..end]);
            }
            start = end;
        }
    }

    private static void Compose(List<int> from, List<int> to)
    {
        int starter = -1, before = 0;   // where the last starter is, and the class of what was kept since
        foreach (int point in from)
        {
            int own = Class(point);
            bool open = starter >= 0 && (starter == to.Count - 1 || before < own);   // nothing between that blocks
            if (open && Pair(to[starter], point) is { } whole)
            {
                to[starter] = whole;
                continue;
            }
            if (own == 0) starter = to.Count;
            before = own;
            to.Add(point);
        }
    }

    private static int? Pair(int first, int second)
    {
        if (second < FirstChanged) return null;
        if ((uint)(first - FirstLead) < Leads && (uint)(second - FirstVowel) < Vowels)
            return FirstSyllable + ((((first - FirstLead) * Vowels) + (second - FirstVowel)) * Trails);
        if ((uint)(first - FirstSyllable) < Syllables && (first - FirstSyllable) % Trails == 0 && second > NoTrail && second < NoTrail + Trails)
            return first + (second - NoTrail);
        return Compositions.TryGetValue((first, second), out int whole) ? whole : null;
    }

    private static int Class(int point) => point >= FirstChanged && Classes.TryGetValue(point, out byte own) ? own : 0;
}
