using System.Numerics;
using Probity.Numerics;
using Probity.Numerics.Products;

namespace Probity.Tests.Numerics;

[Trait("Category", "Kernel")]
[Collection("Threads")]
public class MatrixMultiplyTests
{
    private const int Guard = 3;   // elements between the rows of a and b, and around those of c

    // Around the tiles (4 to 12 rows, 2 to 32 columns), the ways for few rows and short inner dimensions, and the inner block of 1,024.
    public static TheoryData<int, int, int> Shapes() => new()
    {
        { 1, 1, 1 }, { 1, 5, 1 }, { 1, 3, 17 }, { 17, 3, 1 }, { 1, 129, 129 }, { 129, 129, 1 }, { 2, 9, 33 }, { 3, 3, 3 }, { 4, 20, 100 },
        { 5, 7, 2 }, { 6, 16, 32 }, { 7, 8, 31 }, { 8, 8, 8 }, { 9, 1, 40 }, { 11, 10, 5 }, { 12, 9, 64 }, { 13, 17, 10 }, { 16, 20, 50 }, { 17, 17, 17 },
        { 18, 33, 16 }, { 25, 1_023, 15 }, { 10, 1_030, 34 }, { 73, 12, 47 }, { 80, 770, 9 }, { 140, 20, 129 }, { 129, 9, 131 }, { 250, 9, 18 },
        { 6, 1_024, 64 }, { 13, 2_048, 32 },   // whole inner blocks and whole strips: nothing of b is copied
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Floats_are_multiplied_in_every_form(int rows, int inner, int columns) => AssertEveryForm<float>(rows, inner, columns);

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Doubles_are_multiplied_in_every_form(int rows, int inner, int columns) => AssertEveryForm<double>(rows, inner, columns);

    [Theory]
    [InlineData(300, 20, 260)]    // several blocks of rows, strips of b shared by threads
    [InlineData(13, 2_100, 60)]    // few rows, split by columns
    [InlineData(2, 40, 9_000)]    // streamed by columns, over more than one strip
    [InlineData(4_000, 3, 50)]    // streamed by rows
    [InlineData(3_000, 90, 3)]    // narrow
    public void Bits_do_not_depend_on_threads(int rows, int inner, int columns)
    {
        float[] a = Random<float>(rows * inner, 1), b = Random<float>(inner * columns, 2);
        float[] one = WithThreads(1), five = WithThreads(5);
        AssertSameBits(one, five);

        float[] WithThreads(int threads)
        {
            int before = Threads.Maximum;
            try
            {
                Threads.Maximum = threads;
                float[] c = new float[rows * columns];
                MatrixMultiply.Run(new MatrixView<float>(a, rows, inner), new MatrixView<float>(b, inner, columns), c);
                return c;
            }
            finally
            {
                Threads.Maximum = before;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public unsafe void A_shared_factor_gives_the_same_bits(int rows, int inner, int columns)
    {
        float[] a = Random<float>(rows * inner, 1), b = Random<float>(inner * columns, 2), expected = new float[rows * columns], got = new float[rows * columns];
        fixed (float* left = a, right = b, to = got)
        {
            var transposed = new Operand<float>(right, inner).Transposed;
            SharedFactor<float> shared = MatrixMultiply.Share(transposed, inner, columns);
            for (int part = 0; part < shared.Parts; part++) shared.Copy(part);
            for (int i = 0; i < rows; i += 5) shared.Multiply(new(left + (i * inner), inner), new(to + (i * columns), columns), Math.Min(5, rows - i));
        }
        MatrixMultiply.Run(new MatrixView<float>(a, rows, inner), new MatrixView<float>(b, columns, inner).Transposed, expected);
        AssertSameBits(expected, got);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(33)]
    [InlineData(70)]
    [InlineData(200)]
    public unsafe void The_first_columns_of_a_shared_factor_have_the_same_bits(int wanted)
    {
        // Rows side by side, as they are when they were copied into a panel.
        const int rows = 20, inner = 19, columns = 200;
        float[] a = Random<float>(inner * rows, 1), b = Random<float>(inner * columns, 2), expected = new float[rows * columns], got = new float[rows * columns];
        MatrixMultiply.Run(new MatrixView<float>(a, inner, rows).Transposed, new MatrixView<float>(b, inner, columns), expected);
        fixed (float* left = a, right = b, to = got)
        {
            SharedFactor<float> shared = MatrixMultiply.Share(new Operand<float>(right, columns), inner, columns);
            for (int part = 0; part < shared.Parts; part++) shared.Copy(part);
            shared.Multiply(new Operand<float>(left, 1, rows), new(to, columns), rows, wanted);
        }
        for (int i = 0; i < rows; i++) AssertSameBits(expected[(i * columns)..((i * columns) + wanted)], got[(i * columns)..((i * columns) + wanted)]);
    }

    [Theory]
    [InlineData(1, 40)]
    [InlineData(14, 35)]
    public void Not_a_number_and_infinity_reach_their_row_and_column_only(int rows, int columns)
    {
        const int inner = 21;
        double[] a = Random<double>(rows * inner, 1), b = Random<double>(inner * columns, 2);
        a[((rows - 1) * inner) + 20] = double.NaN;
        b[(3 * columns) + columns - 1] = double.PositiveInfinity;
        double[] c = new double[rows * columns];
        Array.Fill(c, double.NaN);   // must not be read
        MatrixMultiply.Run(new MatrixView<double>(a, rows, inner), new MatrixView<double>(b, inner, columns), c);
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                double value = c[(i * columns) + j];
                if (i == rows - 1) Assert.True(double.IsNaN(value));
                else if (j == columns - 1) Assert.Equal(a[(i * inner) + 3] * double.PositiveInfinity, value);
                else Assert.True(double.IsFinite(value));
            }
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(70, 1)]
    [InlineData(40, 17)]
    [InlineData(30, 130)]
    public void Symmetric_product_is_the_full_one(int rows, int columns)
    {
        double[] a = Random<double>(rows * columns, 1), full = new double[columns * columns], half = new double[columns * columns];
        Array.Fill(half, double.NaN);
        var view = new MatrixView<double>(a, rows, columns);
        MatrixMultiply.Run(view.Transposed, view, full);
        MatrixMultiply.Symmetric(view, half);
        AssertSameBits(full, half);

        MatrixMultiply.Run(view.Transposed, view, full, accumulate: true);
        MatrixMultiply.Symmetric(view, half, accumulate: true);
        AssertSameBits(full, half);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Matrix_times_vector_is_the_dot_product_of_every_row(bool transposed)
    {
        const int rows = 50, inner = 61;
        double[] a = Random<double>(rows * inner, 1), x = Random<double>(inner, 2), y = new double[rows];
        MatrixMultiply.Vector(transposed ? new MatrixView<double>(a, inner, rows).Transposed : new MatrixView<double>(a, rows, inner), x, y);
        for (int i = 0; i < rows; i++)
        {
            double sum = 0;
            for (int k = 0; k < inner; k++) sum += a[transposed ? (k * rows) + i : (i * inner) + k] * x[k];
            Assert.Equal(sum, y[i], 1e-12);
        }
    }

    [Fact]
    public void Large_product_has_the_column_sums_of_its_factors()
    {
        // 1ᵀ(A·B) = (1ᵀA)·B, for what takes several blocks both ways.
        const int rows = 500, inner = 1_100, columns = 4_200;
        double[] a = new double[rows * inner], b = Random<double>(inner * columns, 2), c = new double[rows * columns];
        bool slow = !System.Runtime.Intrinsics.X86.Fma.IsSupported && !System.Runtime.Intrinsics.Arm.AdvSimd.IsSupported;
        int used = slow ? 6 : rows;
        for (int i = 0; i < a.Length; i++) a[i] = (i % 7) - 3;
        MatrixMultiply.Run(new MatrixView<double>(a, used, inner), new MatrixView<double>(b, inner, columns), c);
        double[] sums = new double[inner];
        for (int i = 0; i < used; i++)
        {
            for (int k = 0; k < inner; k++) sums[k] += a[(i * inner) + k];
        }
        for (int j = 0; j < columns; j++)
        {
            double right = 0, got = 0;
            for (int k = 0; k < inner; k++) right += sums[k] * b[(k * columns) + j];
            for (int i = 0; i < used; i++) got += c[(i * columns) + j];
            Assert.Equal(right, got, 1e-7);
        }
    }

    [Fact]
    public void Nothing_to_sum_gives_zeros_or_leaves_what_was_there()
    {
        float[] c = [1, 2, 3, 4];
        MatrixMultiply.Run(new MatrixView<float>([], 2, 0), new MatrixView<float>([], 0, 2), c, accumulate: true);
        Assert.Equal([1, 2, 3, 4], c);
        MatrixMultiply.Run(new MatrixView<float>([], 2, 0), new MatrixView<float>([], 0, 2), c);
        Assert.Equal([0, 0, 0, 0], c);
        MatrixMultiply.Run(new MatrixView<float>([], 0, 3), new MatrixView<float>(new float[6], 3, 2), []);
    }

    [Fact]
    public void Repeated_products_on_one_thread_allocate_nothing()
    {
        var (a, b, c) = (Random<float>(100 * 200, 1), Random<float>(200 * 50, 2), new float[100 * 50]);
        Multiply();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 5; i++) Multiply();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        unsafe void Multiply()
        {
            fixed (float* left = a, right = b, to = c) MatrixMultiply.Run<float>(new(left, 200), new(right, 50), new(to, 50), 100, 200, 50, parallel: false);
        }
    }

    [Fact]
    public void Refuses_shapes_that_do_not_fit()
    {
        float[] six = new float[6], two = new float[2];
        Assert.Contains("a: 3 columns but b: 2 rows", Refusal(() => MatrixMultiply.Run(View(six, 2, 3), View(six, 2, 3), new float[6])));
        Assert.Contains("c: 3 values where 2 rows of 2, 2 apart, need 4", Refusal(() => MatrixMultiply.Run(View(six, 2, 3), View(six, 3, 2), new float[3])));
        Assert.Contains("6 values where 3 rows of 3, 3 apart, need 9", Refusal(() => MatrixMultiply.Symmetric(View(six, 3, 3), two)));
        Assert.Contains("rows 2 apart do not hold 3 columns", Refusal(() => MatrixMultiply.Symmetric(new MatrixView<float>(six, 2, 3, 2), two)));
        Assert.Contains("c: shares memory with a", Refusal(() => MatrixMultiply.Run(View(six, 2, 3), View(new float[9], 3, 3), six)));
        Assert.Contains("c: 2 values where 3 rows of 3", Refusal(() => MatrixMultiply.Symmetric(View(six, 2, 3), two)));
        Assert.Contains("a: 3 columns but b: 2 rows", Refusal(() => MatrixMultiply.Vector(View(six, 2, 3), two, new float[2])));

        static MatrixView<float> View(float[] values, int rows, int columns) => new(values, rows, columns);
        static string Refusal(Action act) => Assert.Throws<ArgumentException>(act).Message;
    }

    [Fact]
    public unsafe void Refuses_sides_that_an_index_cannot_step_over()
    {
        // Nothing is there to read: the refusal comes before any work. A product of 1 × 1 by 1 × (2³¹ − 1) once ran for ever.
        foreach (var (rows, inner, columns) in new[] { (int.MaxValue, 1, 1), (1, int.MaxValue, 1), (1, 1, int.MaxValue), (-1, 1, 1) })
            Assert.Throws<ArgumentException>(() => MatrixMultiply.Run<float>(new(null, 0), new(null, 0), new(null, 0), rows, inner, columns));
    }

    /// <summary>Both sides straight and transposed, c replaced and added to: against chains of scalar fused multiply-adds, and those against exact sums of integers.</summary>
    private static void AssertEveryForm<T>(int rows, int inner, int columns) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach ((bool turnA, bool turnB, bool accumulate) in
            new[] { (false, false, false), (false, true, true), (true, false, true), (true, true, false), (false, false, true), (true, false, false), (false, true, false) })
        {
            MatrixView<T> a = View<T>(rows, inner, turnA, 1), b = View<T>(inner, columns, turnB, 2);
            int stride = columns + Guard;
            T[] before = Random<T>((rows * stride) + Guard, 3), c = [.. before];
            MatrixMultiply.Run(a, b, c.AsSpan(Guard), stride, accumulate);
            T[] expected = [.. before];
            for (int i = 0; i < rows; i++)
            {
                for (int j = 0; j < columns; j++)
                {
                    int at = Guard + (i * stride) + j;
                    T sum = accumulate ? before[at] : T.Zero;
                    Int128 exact = Whole(sum) * Quanta<T>(), size = Int128.Abs(exact);
                    for (int k = 0; k < inner; k++)
                    {
                        (T left, T right) = (Element(a, i, k), Element(b, k, j));
                        sum = T.FusedMultiplyAdd(left, right, sum);
                        Int128 term = Whole(left) * Whole(right);
                        (exact, size) = (exact + term, size + Int128.Abs(term));
                    }
                    expected[at] = sum;
                    double squared = (double)Quanta<T>() * Quanta<T>(), unit = typeof(T) == typeof(float) ? 6e-8 : 1.2e-16;
                    Assert.True(Math.Abs(double.CreateChecked(sum) - ((double)exact / squared)) <= (inner + 1) * unit * (double)size / squared);
                }
            }
            AssertSameBits(expected, c);   // guards too
        }
    }

    private static MatrixView<T> View<T>(int rows, int columns, bool transposed, ulong seed) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (transposed) (rows, columns) = (columns, rows);
        T[] values = Random<T>((rows * (columns + Guard)) - Guard, seed);
        var view = new MatrixView<T>(values, rows, columns, columns + Guard);
        return transposed ? view.Transposed : view;
    }

    private static T Element<T>(MatrixView<T> view, int row, int column) where T : unmanaged =>
        view.Values[view.IsTransposed ? (column * view.Stride) + row : (row * view.Stride) + column];

    private static void AssertSameBits<T>(T[] expected, T[] actual) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < expected.Length; i++)
            Assert.True(expected[i] == actual[i], $"element {i}: {actual[i]} where {expected[i]} is right");
    }

    private static T[] Random<T>(int length, ulong seed) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new RandomStream(seed);
        T[] values = new T[length];
        for (int i = 0; i < length; i++) values[i] = T.CreateTruncating(Math.Round(random.NextGaussian() * Quanta<T>()) / Quanta<T>());
        return values;
    }

    /// <summary>Random values are whole multiples of one part in so many: exact in T, products and sums exact in 128 bits.</summary>
    private static long Quanta<T>() => typeof(T) == typeof(float) ? 1L << 20 : 1L << 45;

    private static Int128 Whole<T>(T value) where T : unmanaged, IBinaryFloatingPointIeee754<T> => (Int128)(double.CreateChecked(value) * Quanta<T>());
}
