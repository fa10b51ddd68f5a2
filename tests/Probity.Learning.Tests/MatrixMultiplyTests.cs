using Probity.Numerics;

namespace Probity.Learning.Tests;

public unsafe class MatrixMultiplyTests
{
    private static readonly int[] Rows = [1, 3, 4, 5, 9];
    private static readonly int[] Inners = [0, 1, 255, 256, 257, 600];
    private static readonly int[] Columns = [1, 2, 7, 8, 15, 16, 17, 24, 31, 37];

    public static TheoryData<int, int> Shapes()
    {
        var shapes = new TheoryData<int, int>();
        foreach (int rows in Rows)
        {
            foreach (int columns in Columns) shapes.Add(rows, columns);
        }
        return shapes;
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Adds_the_product_to_what_was_there(int rows, int columns)
    {
        foreach (int inner in Inners)
        {
            float[] a = Random(rows * inner, 1), b = Random(inner * columns, 2), c = Random(rows * columns, 3);
            float[] got = [.. c];
            fixed (float* left = a, right = b, to = got) MatrixMultiply.Accumulate(new(left, inner), new(right, columns), new(to, columns), rows, inner, columns);
            AssertProduct(a, b, c, got, rows, inner, columns);
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Reads_a_transposed_left_side_to_the_same_bits(int rows, int columns)
    {
        foreach (int inner in Inners)
        {
            float[] a = Random(rows * inner, 1), b = Random(inner * columns, 2);
            float[] transposed = new float[a.Length];
            for (int i = 0; i < rows; i++)
            {
                for (int k = 0; k < inner; k++) transposed[(k * rows) + i] = a[(i * inner) + k];
            }
            float[] straight = new float[rows * columns], turned = new float[rows * columns];
            fixed (float* left = a, turnedLeft = transposed, right = b, to = straight, turnedTo = turned)
            {
                MatrixMultiply.Accumulate(new(left, inner), new(right, columns), new(to, columns), rows, inner, columns);
                MatrixMultiply.Accumulate(new(turnedLeft, 1, rows), new(right, columns), new(turnedTo, columns), rows, inner, columns);
            }
            Assert.Equal(straight, turned);
        }
    }

    [Fact]
    public void Every_element_is_one_chain_of_fused_multiply_adds()
    {
        const int rows = 7, inner = 300, columns = 27;
        float[] a = Random(rows * inner, 1), b = Random(inner * columns, 2), got = new float[rows * columns];
        fixed (float* left = a, right = b, to = got) MatrixMultiply.Accumulate(new(left, inner), new(right, columns), new(to, columns), rows, inner, columns);
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                float sum = 0;
                for (int k = 0; k < inner; k++) sum = MathF.FusedMultiplyAdd(a[(i * inner) + k], b[(k * columns) + j], sum);
                Assert.Equal(sum, got[(i * columns) + j]);
            }
        }
    }

    [Fact]
    public void Leaves_memory_beyond_the_result_alone()
    {
        const int rows = 5, inner = 3, columns = 17, stride = 20;
        float[] a = Random(rows * inner, 1), b = Random(inner * columns, 2);
        float[] got = new float[rows * stride];
        Array.Fill(got, 7);
        fixed (float* left = a, right = b, to = got) MatrixMultiply.Accumulate(new(left, inner), new(right, columns), new(to, stride), rows, inner, columns);
        for (int i = 0; i < rows; i++) Assert.All(got[((i * stride) + columns)..((i + 1) * stride)], value => Assert.Equal(7, value));
    }

    private static void AssertProduct(float[] a, float[] b, float[] before, float[] got, int rows, int inner, int columns)
    {
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                double sum = before[(i * columns) + j], size = Math.Abs(sum);
                for (int k = 0; k < inner; k++)
                {
                    double term = (double)a[(i * inner) + k] * b[(k * columns) + j];
                    sum += term;
                    size += Math.Abs(term);
                }
                Assert.True(Math.Abs(sum - got[(i * columns) + j]) <= 2e-6 * (size + 1), $"row {i}, column {j}: {got[(i * columns) + j]} where {sum} is right");
            }
        }
    }

    private static float[] Random(int length, ulong seed)
    {
        var random = new RandomStream(seed);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) values[i] = (float)random.NextGaussian();
        return values;
    }
}
