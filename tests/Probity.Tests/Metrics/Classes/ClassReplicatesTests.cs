using Probity.Metrics;
using Probity.Metrics.Classes;
using Probity.Numerics;

namespace Probity.Tests.Metrics.Classes;

[Collection("Threads")]
public class ClassReplicatesTests
{
    private static unsafe (double[][] Resampled, double[][] Drawn) Run(ClassRows rows, int count, ulong seed, double[]? weights = null, int bins = 15)
    {
        double[][] resampled = new double[count][], drawn = new double[count][];
        fixed (float* z = rows.Logits)
        {
            var cells = new ClassCells(new ProbabilityRows(z, rows.Classes, rows.Labels.Length, 1), rows.Labels, bins, RepetitionWeights.Of(weights, rows.Labels.Length));
            ClassReplicates.Run(cells, count, seed, ReplicateStreams.Rows, (r, first, second) => (resampled[r], drawn[r]) = (first.ToArray(), second.ToArray()));
        }
        return (resampled, drawn);
    }

    [Theory]
    [Trait("Category", "Kernel")]
    [InlineData(2_500, 5, false)]    // three blocks of rows
    [InlineData(1_100, 64, false)]   // whole vectors of columns in every tier
    [InlineData(300, 40, true)]
    [InlineData(200, 1, false)]
    public void A_replicate_is_the_error_of_the_rows_it_draws(int n, int classes, bool weighted)
    {
        var rows = ClassRows.Draw(7, n, classes, sharpness: 1.5);
        double[]? own = weighted ? [.. Enumerable.Range(0, n).Select(i => i % 3 + 1.0)] : null;
        var (resampled, _) = Run(rows, 7, 11, own);
        var draws = new MultinomialWeights(11, ReplicateStreams.Rows, n);
        var weights = new double[n];
        for (int r = 0; r < 7; r++)
        {
            draws.FillAll(r, weights);
            for (int i = 0; i < n; i++) weights[i] *= own is null ? 1 : own[i];
            double[] expected = ClasswiseCalibrationError.OfEachClass(rows.Logits, rows.Labels, classes, weights: weights);
            for (int k = 0; k < expected.Length; k++) Assert.Equal(expected[k], resampled[r][k], 1e-12);
        }
    }

    [Fact]
    public void Drawn_labels_have_the_stated_frequencies()
    {
        // Every row the same: .5 and .3 lie above the first of five bins, .15 and .05 within it. With n rows a class's error is
        // |share drawn − p|, so its mean square over replicates is p(1−p)/n; a class drawn too often or too rarely would show.
        double[] p = [.5, .3, .15, .05];
        const int n = 50, count = 4_000;
        var rows = new ClassRows([.. Enumerable.Range(0, n).SelectMany(_ => p.Select(v => (float)Math.Log(v)))], new int[n], 4);
        var (_, drawn) = Run(rows, count, 3, bins: 5);
        for (int k = 0; k < 4; k++)
        {
            double square = drawn.Average(errors => errors[k] * errors[k]), expected = p[k] * (1 - p[k]) / n;
            Assert.True(Math.Abs((square / expected) - 1) < .1, $"class {k}: {square} where {expected} is expected");
        }
    }

    [Fact]
    public void The_null_leaves_the_given_labels_out_of_it()
    {
        var rows = ClassRows.Draw(8, 200, 6);
        var (_, drawn) = Run(rows, 5, 1);
        var (_, others) = Run(rows with { Labels = new int[200] }, 5, 1);
        Assert.Equal(drawn, others);
    }

    [Fact]
    public void Threads_change_no_bit()
    {
        int threads = Threads.Maximum;
        try
        {
            var rows = ClassRows.Draw(9, 1_500, 20);
            Threads.Maximum = 1;
            var alone = Run(rows, 70, 2);
            Threads.Maximum = 5;
            var many = Run(rows, 70, 2);
            Assert.Equal(alone.Resampled, many.Resampled);
            Assert.Equal(alone.Drawn, many.Drawn);
        }
        finally
        {
            Threads.Maximum = threads;
        }
    }
}
