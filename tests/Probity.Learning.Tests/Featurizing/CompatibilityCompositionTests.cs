using Probity.Learning.Featurizing;

namespace Probity.Learning.Tests.Featurizing;

/// <summary>Against unicodedata.normalize("NFKC", …) of Python 3.11 (Unicode 14).</summary>
public class CompatibilityCompositionTests
{
    [Theory]
    [InlineData("ﬁne Ａ①½", "fine A11\u20442")]
    [InlineData("e\u0301\u0323", "\u1EB9\u0301")]                     // marks change places, and the lower one joins
    [InlineData("q\u0307\u0323", "q\u0323\u0307")]
    [InlineData("a\u05B0\u0301\u0327", "\u00E1\u05B0\u0327")]
    [InlineData("\u1112\u1161\u11AB\u1100\u1173\u11AF", "한글")]
    [InlineData("\uAC01\u11A8", "\uAC01\u11A8")]                     // a syllable with its end takes no other
    [InlineData("\u0344", "\u0308\u0301")]
    [InlineData("\u0958", "\u0915\u093C")]                           // excluded from composition
    [InlineData("ｶﾞ", "ガ")]
    [InlineData("\u0F73\u0F80\u0F71", "\u0F71\u0F71\u0F72\u0F80")]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    public void Points_become_those_of_the_standard(string text, string expected) => Assert.Equal(expected, Normal(text.EnumerateRunes().Select(rune => rune.Value)));

    [Fact]
    public void Every_code_point_by_itself()
    {
        ulong hash = Start;
        for (int point = 0; point < 0x110000; point++)
        {
            if (point is < 0xD800 or > 0xDFFF) Add(ref hash, [point]);
        }
        Assert.Equal(ExpectedOfPoints, hash);
    }

    [Fact]
    public void Points_thrown_together()
    {
        (int From, int To)[] ranges = [(0xA0, 0x3000), (0x300, 0x370), (0x41, 0x7B), (0x3040, 0x3400), (0xAC00, 0xD7A4), (0xF900, 0xFFF0), (0x1D100, 0x1D800), (0x590, 0x1000), (0x1100, 0x1200)];
        ulong state = 1, hash = Start;
        for (int i = 0; i < 20_000; i++)
        {
            int[] points = new int[1 + Draw(6)];
            for (int j = 0; j < points.Length; j++)
            {
                (int from, int to) = ranges[Draw(ranges.Length)];
                points[j] = from + Draw(to - from);
            }
            Add(ref hash, points);
        }
        Assert.Equal(ExpectedThrown, hash);

        int Draw(int below)
        {
            state = unchecked((state * 6364136223846793005) + 1442695040888963407);
            return (int)((state >> 33) % (ulong)below);
        }
    }

    [Fact]
    public void A_million_marks_in_a_row_take_no_quadratic_time()
    {
        List<int> points = ['a', .. Enumerable.Range(0, 1_000_000).Select(i => i % 2 == 0 ? 0x301 : 0x323)];
        CompatibilityComposition.Normalize(points, []);
        Assert.Equal(1_000_000, points.Count);   // ạ, then all the lower marks before the upper ones
        Assert.Equal([0x1EA1, 0x323], points[..2]);
        Assert.Equal(0x301, points[^1]);
    }

    private const ulong Start = 0xCBF29CE484222325, ExpectedOfPoints = 0x4438476e4953248a, ExpectedThrown = 0x2a4671207c27bcea;   // FNV-1a over all results

    private static void Add(ref ulong hash, IEnumerable<int> points)
    {
        List<int> list = [.. points];
        CompatibilityComposition.Normalize(list, []);
        foreach (int point in list) hash = unchecked((hash ^ (uint)point) * 0x100000001B3);
    }

    private static string Normal(IEnumerable<int> points)
    {
        List<int> list = [.. points];
        CompatibilityComposition.Normalize(list, []);
        return string.Concat(list.Select(char.ConvertFromUtf32));
    }
}
