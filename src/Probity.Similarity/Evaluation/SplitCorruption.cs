using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>
/// How the inputs of corrupted queries are damaged: Gaussian noise of so many deviations of each column, and some of the columns set to their mean,
/// as if they were missing.
/// </summary>
/// <remarks>Means and deviations are those of all rows given. What a row draws depends on the seed and on its index alone.</remarks>
public sealed record SplitCorruption
{
    private const ulong Stream = 38UL << 32;

    /// <summary>Deviation of the noise, in deviations of the column; not negative. The default value is 0.5.</summary>
    public double Noise { get; init; } = .5;

    /// <summary>Chance that a number is replaced by the mean of its column, in [0, 1]. The default value is 0.1.</summary>
    public double Masked { get; init; } = .1;

    /// <summary>Of what is drawn. The default value is 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>Damaged copies of some rows.</summary>
    /// <param name="rows">N × columns, row-major, finite.</param>
    /// <param name="columns">Numbers of a row.</param>
    /// <param name="which">Rows to damage; null takes all.</param>
    /// <returns>One row each, in their order.</returns>
    /// <exception cref="ArgumentException">The values do not fill rows, or a setting is out of range.</exception>
    public float[] Damage(ReadOnlySpan<float> rows, int columns, int[]? which = null)
    {
        Check();
        int count = Require.Rows(rows.Length, columns, nameof(rows));
        Require.SomeRows(count, nameof(rows));
        (double[] means, double[] deviations) = Moments(rows, columns);
        which ??= [.. Enumerable.Range(0, count)];
        var damaged = new float[checked(which.Length * columns)];
        for (int i = 0; i < which.Length; i++)
        {
            var random = new RandomStream(Seed, Stream | (uint)which[i]);
            ReadOnlySpan<float> from = rows.Slice(which[i] * columns, columns);
            Span<float> to = damaged.AsSpan(i * columns, columns);
            for (int j = 0; j < columns; j++)
            {
                bool masked = random.NextDouble() < Masked;
                double noise = random.NextGaussian() * Noise * deviations[j];
                to[j] = (float)(masked ? means[j] : from[j] + noise);
            }
        }
        return damaged;
    }

    /// <summary>In words, such as <c>noise of 0.5 deviations of each column, 10 % of the numbers set to their column's mean</c>.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"noise of {Noise} deviations of each column, {100 * Masked:0.#} % of the numbers set to their column's mean");

    internal void Check()
    {
        Require.NotNegative(Noise, "noise");
        if (!(Masked >= 0 && Masked <= 1)) throw new ArgumentException($"masked: {Masked}; it must lie in [0, 1]");
    }

    private static (double[] Means, double[] Deviations) Moments(ReadOnlySpan<float> rows, int columns)
    {
        int count = rows.Length / columns;
        double[] means = new double[columns], deviations = new double[columns];
        for (int i = 0; i < rows.Length; i++) means[i % columns] += rows[i];
        for (int j = 0; j < columns; j++) means[j] /= count;
        for (int i = 0; i < rows.Length; i++)
        {
            double apart = rows[i] - means[i % columns];
            deviations[i % columns] += apart * apart;
        }
        for (int j = 0; j < columns; j++) deviations[j] = Math.Sqrt(deviations[j] / count);
        return (means, deviations);
    }
}
