using FsCheck;
using FsCheck.Fluent;
using Probity.Numerics;

namespace Probity.Tests.Numerics;

[Collection("Threads")]
public class RadixSortTests
{
    private static readonly double[] Edges =
        [double.NegativeInfinity, double.MinValue, -1, -double.Epsilon, 0, double.Epsilon, 1, double.MaxValue, double.PositiveInfinity];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Sorts_every_kind_of_number(bool descending)
    {
        double[] keys = [1, double.PositiveInfinity, -double.Epsilon, double.MaxValue, 0, -1, double.NegativeInfinity, double.Epsilon, double.MinValue];
        int[] rows = [0, 1, 2, 3, 4, 5, 6, 7, 8];
        RadixSort.Sort(keys, rows, descending);
        Assert.Equal(descending ? Edges.Reverse() : Edges, keys);
        Assert.Equal(descending ? [1, 3, 0, 7, 4, 2, 5, 8, 6] : [6, 8, 5, 2, 4, 7, 0, 3, 1], rows);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Minus_zero_is_zero_and_keeps_its_place(bool descending)
    {
        double[] keys = [0.0, -0.0, 0.0, -0.0];
        int[] rows = [3, 1, 0, 2];
        RadixSort.Sort(keys, rows, descending);
        Assert.Equal([3, 1, 0, 2], rows);

        float[] floats = [-0f, 0f, -0f];
        rows = [2, 1, 0];
        RadixSort.Sort(floats, rows, descending);
        Assert.Equal([2, 1, 0], rows);
    }

    // Lengths around every change of method; few values, many, exponents all over, all the same, sorted, one far outlier.
    public static TheoryData<int, int> Cases
    {
        get
        {
            var cases = new TheoryData<int, int>();
            foreach (int rows in new[] { 0, 1, 2, 24, 25, 100, 3_000, 32_768, 32_769, 70_000, 300_000 })
            {
                for (int shape = 0; shape < Shapes.Length; shape++) cases.Add(rows, shape);
            }
            return cases;
        }
    }

    private delegate double Shape(ref RandomStream stream, int row);

    private static readonly Shape[] Shapes =
    [
        (ref RandomStream stream, int _) => stream.NextGaussian(),
        (ref RandomStream stream, int _) => stream.NextDouble(),
        (ref RandomStream stream, int _) => Math.Round(stream.NextDouble(), 2),
        (ref RandomStream stream, int _) => BitConverter.UInt64BitsToDouble(stream.NextUInt64()) is double x and not double.NaN ? x : 0,
        (ref RandomStream _, int _) => 4.2,
        (ref RandomStream _, int i) => i,
        (ref RandomStream _, int i) => -i,
        (ref RandomStream stream, int i) => i == 7 ? 1e300 : 1 + (stream.NextDouble() * 1e-12),
        (ref RandomStream stream, int _) => stream.NextInt32(2) == 0 ? 0.25 : -1e-300,
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Agrees_with_a_stable_sort(int rows, int shape)
    {
        var stream = new RandomStream((ulong)rows, (ulong)shape);
        double[] keys = new double[rows];
        for (int i = 0; i < rows; i++) keys[i] = Shapes[shape](ref stream, i);
        int[] payload = Enumerable.Range(0, rows).Select(i => i * 3).ToArray();
        foreach (bool descending in new[] { false, true })
        {
            double[] sorted = [.. keys];
            int[] carried = [.. payload];
            RadixSort.Sort(sorted, carried, descending);
            int[] order = (descending ? Enumerable.Range(0, rows).OrderByDescending(i => keys[i]) : Enumerable.Range(0, rows).OrderBy(i => keys[i])).ToArray();
            Assert.Equal(order.Select(i => i * 3), carried);
            Assert.Equal(order.Select(i => keys[i]), sorted);

            float[] floats = keys.Select(k => (float)k).ToArray(), sortedFloats = [.. floats];
            carried = [.. payload];
            RadixSort.Sort(sortedFloats, carried, descending);
            order = (descending ? Enumerable.Range(0, rows).OrderByDescending(i => floats[i]) : Enumerable.Range(0, rows).OrderBy(i => floats[i])).ToArray();
            Assert.Equal(order.Select(i => i * 3), carried);
        }
    }

    [Fact]
    public void Threads_do_not_change_the_order()
    {
        var stream = new RandomStream(5, 5);
        double[] keys = new double[200_000];
        for (int i = 0; i < keys.Length; i++) keys[i] = Math.Round(stream.NextGaussian(), 3);
        int before = Threads.Maximum;
        try
        {
            int[][] orders = new[] { 1, 2, 7 }.Select(threads =>
            {
                Threads.Maximum = threads;
                int[] rows = Enumerable.Range(0, keys.Length).ToArray();
                RadixSort.Sort([.. keys], rows);
                return rows;
            }).ToArray();
            Assert.Equal(orders[0], orders[1]);
            Assert.Equal(orders[0], orders[2]);
        }
        finally
        {
            Threads.Maximum = before;
        }
    }

    [Fact]
    public void Refuses_a_payload_of_another_length()
    {
        // The sort goes by pointers: a short payload would be written past its end.
        Assert.Throws<ArgumentException>(() => RadixSort.Sort(new double[] { 2, 1 }, new int[1]));
        Assert.Throws<ArgumentException>(() => RadixSort.Sort(new float[] { 2, 1 }, new int[3]));
    }

    [Fact]
    public void Keys_of_numbers_are_ordered_like_the_numbers() =>
        Prop.ForAll<double, double>((a, b) =>
        {
            if (double.IsNaN(a) || double.IsNaN(b)) return true;
            bool back = a == RadixKey.ToDouble(RadixKey.Of(a)) && (float)b == RadixKey.ToSingle(RadixKey.Of((float)b));
            return back && a.CompareTo(b) == RadixKey.Of(a).CompareTo(RadixKey.Of(b)) && ((float)a).CompareTo((float)b) == RadixKey.Of((float)a).CompareTo(RadixKey.Of((float)b));
        }).QuickCheckThrowOnFailure();
}
