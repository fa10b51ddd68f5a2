using Probity.Learning.Engine;
using Probity.Numerics;

namespace Probity.Learning.Tests.Optimizers;

/// <summary>
/// Against scikit-learn 1.2.1, LogisticRegression(C = 1/(N·λ), tol = 1e-13, solver newton-cg), run by hand on the same 60 rows:
/// x = sin(.7·i·(j + 1) + j) in float, classes by two lines with every fifth row set to i mod 3, λ = .01. Its solver lbfgs gives the same
/// within 6e-6: it stops where the loss hardly falls any more.
/// </summary>
[Collection(nameof(ThreadCounts))]
public class LimitedMemoryBfgsTests
{
    private const int Rows = 60;
    private const double Ridge = .01;
    private static readonly int[] Shown = [0, 1, 2, 59];
    private static readonly float[] X = [.. Enumerable.Range(0, Rows * 3).Select(at => (float)Math.Sin((at / 3 * ((at % 3) + 1) * .7) + (at % 3)))];
    private static readonly int[] Labels = [.. Enumerable.Range(0, Rows).Select(i => i % 5 == 0 ? i % 3 : Line(i) + (X[(i * 3) + 2] > .2 ? 1 : 0))];

    [Fact]
    public void Softmax_regression_is_that_of_scikit_learn()
    {
        double[][] expected =
        [
            [.13963214872459465, .1857468756520949, .6746209756233104], [.10248433164171539, .81831491843131, .07920074992697468],
            [.08272413558750931, .6309391788162771, .2863366855962136], [.39732258777474055, .3881138394364492, .21456357278881014],
        ];
        Classifier model = Classifier.Train(new TrainingRows(Features.Dense(X, 3), Labels, 3), Options(Head.Softmax));
        double[][] got = Softmax(model);
        for (int i = 0; i < 4; i++)
        {
            for (int k = 0; k < 3; k++) Assert.Equal(expected[i][k], got[Shown[i]][k], 1e-6);
        }
        AssertFound(model);
        Assert.Equal(.7780045544367672, model.History.Optimum!.Value, 1e-10);
    }

    /// <summary>The first feature in a unit of its own: against scikit-learn on features standardised by hand, (x − mean)/std, and the same ridge.</summary>
    [Theory]
    [InlineData(FeatureScaling.Auto)]
    [InlineData(FeatureScaling.Columns)]
    public void Features_are_scaled_as_the_options_say(FeatureScaling scaling)
    {
        double[][] expected =
        [
            [.12064259171684265, .16562893156029962, .7137284767228577], [.09951173878073388, .8290778818646944, .07141037935457165],
            [.07528616624733196, .647303919042737, .2774099147099311], [.4054317563140277, .38783602039357856, .20673222329239385],
        ];
        Features features = Features.Dense(X.Select((x, at) => at % 3 == 0 ? 1024 * x : x).ToArray(), 3);
        Classifier model = Classifier.Train(new TrainingRows(features, Labels, 3), Options(Head.Softmax) with { Scaling = scaling });
        float[] logits = new float[Rows * 3];
        model.Logits(features, logits);
        for (int i = 0; i < 4; i++)
        {
            double total = Enumerable.Range(0, 3).Sum(k => Math.Exp(logits[(Shown[i] * 3) + k]));
            for (int k = 0; k < 3; k++) Assert.Equal(expected[i][k], Math.Exp(logits[(Shown[i] * 3) + k]) / total, 1e-6);
        }
        AssertFound(model);
        Assert.Equal(.7619832146965224, model.History.Optimum!.Value, 1e-10);
    }

    /// <summary>Against SciPy 1.10 BFGS on the loss written out in numpy, ε = .1.</summary>
    [Fact]
    public void Smoothed_softmax_regression_is_that_of_SciPy()
    {
        double[][] expected =
        [
            [.1713481047092305, .21083501166269777, .6178168836280717], [.12202016585336503, .7691529374760258, .10882689667060932],
            [.10433066342268961, .5837697642589798, .31189957231833065], [.3853092615898708, .3762669978883422, .23842374052178694],
        ];
        var rows = new TrainingRows(Features.Dense(X, 3), Labels, 3);
        Classifier model = Classifier.Train(rows, Options(Head.Softmax) with { Loss = new SoftmaxCrossEntropy(.1) });
        double[][] got = Softmax(model);
        for (int i = 0; i < 4; i++)
        {
            for (int k = 0; k < 3; k++) Assert.Equal(expected[i][k], got[Shown[i]][k], 1e-6);
        }
        AssertFound(model);
        Assert.Equal(.8482877441597151, model.History.Optimum!.Value, 1e-10);
    }

    [Fact]
    public void Logistic_regression_is_that_of_scikit_learn()
    {
        double[] expected = [.7966107150042935, .8960751479280551, .933828264589258, .6346298143419172];
        int[] binary = [.. Labels.Select(label => Math.Min(1, label))];
        Classifier model = Classifier.Train(new TrainingRows(Features.Dense(X, 3), binary, 2), Options(Head.Sigmoid));
        double[] got = Sigmoids(model);
        for (int i = 0; i < 4; i++) Assert.Equal(expected[i], got[Shown[i]], 1e-6);
        AssertFound(model);
    }

    /// <summary>One LogisticRegression a label.</summary>
    [Fact]
    public void Multi_label_regression_is_that_of_scikit_learn()
    {
        double[][] expected =
        [
            [.7966107150042935, .2556686395579786, .9599836905438481], [.8960751479280551, .7982738328344281, .9518320892872726],
            [.933828264589258, .567500028274623, .11721822294811209], [.6346298143419172, .3773110307766575, .9787738610610861],
        ];
        byte[] cells = [.. Enumerable.Range(0, Rows).SelectMany(i => new[] { Labels[i] > 0, Labels[i] == 1, X[(i * 3) + 1] + (.4 * Math.Sin(3.0 * i)) > 0 })
            .Select(yes => yes ? (byte)1 : (byte)0)];
        Classifier model = Classifier.Train(TrainingRows.MultiLabel(Features.Dense(X, 3), cells, 3), Options(Head.MultiLabel));
        double[] got = Sigmoids(model);
        for (int i = 0; i < 4; i++)
        {
            for (int k = 0; k < 3; k++) Assert.Equal(expected[i][k], got[(Shown[i] * 3) + k], 1e-6);
        }
        AssertFound(model);
    }

    /// <summary>A weight of 3 is as good as three copies; the ridge is on the mean, so it stays as it is.</summary>
    [Fact]
    public void A_class_of_weight_3_is_as_if_its_rows_came_three_times()
    {
        int[] copies = [.. Enumerable.Range(0, Rows).SelectMany(i => Enumerable.Repeat(i, Labels[i] == 2 ? 3 : 1))];
        float[] repeated = [.. copies.SelectMany(i => X[(i * 3)..((i * 3) + 3)])];
        Classifier weighted = Classifier.Train(new TrainingRows(Features.Dense(X, 3), Labels, 3), Options(Head.Softmax) with { ClassWeights = [1, 1, 3] });
        Classifier copied = Classifier.Train(new TrainingRows(Features.Dense(repeated, 3), [.. copies.Select(i => Labels[i])], 3), Options(Head.Softmax));
        double[][] expected = Softmax(copied), got = Softmax(weighted);
        for (int i = 0; i < Rows; i++)
        {
            for (int k = 0; k < 3; k++) Assert.Equal(expected[i][k], got[i][k], 1e-6);
        }
    }

    /// <summary>Validation rows are measured, nothing is set aside.</summary>
    [Fact]
    public void All_rows_are_learned_from()
    {
        var rows = new TrainingRows(Features.Dense(X, 3), Labels, 3);
        TrainingHistory history = Classifier.Train(rows, Options(Head.Softmax) with { ValidationShare = .5 }, validation: rows).History;
        Assert.Equal((Rows, Rows), (history.TrainingRows, history.ValidationRows));
        Assert.Equal(.7491697452594525, history.Epochs[0].Validation!.Nll, 1e-6);
        Assert.Equal(Rows, Classifier.Train(rows, Options(Head.Softmax) with { ValidationShare = .5 }).History.TrainingRows);
    }

    /// <summary>Xᵀ(P − Y)/N + λW = 0 and the mean of P − Y = 0, written out.</summary>
    [Fact]
    public void Gradient_is_zero_at_the_end()
    {
        Classifier model = Classifier.Train(new TrainingRows(Features.Dense(X, 3), Labels, 3), Options(Head.Softmax));
        double[][] p = Softmax(model);
        float[] weight = model.Network.Layers[0].Parameters[0].Span.ToArray();
        for (int k = 0; k < 3; k++)
        {
            double[] residuals = [.. Enumerable.Range(0, Rows).Select(i => p[i][k] - (Labels[i] == k ? 1 : 0))];
            Assert.Equal(0, residuals.Average(), 1e-6);
            for (int j = 0; j < 3; j++)
                Assert.Equal(0, residuals.Select((r, i) => r * X[(i * 3) + j]).Average() + (Ridge * weight[(j * 3) + k]), 1e-6);
        }
    }

    /// <summary>9,000 rows are three chunks: value by loops, gradient by central differences.</summary>
    [Fact]
    public void Chunks_add_up_to_the_mean_over_all_rows()
    {
        const int rows = 9_000;
        var random = new RandomStream(3);
        float[] x = [.. Enumerable.Range(0, rows * 2).Select(_ => (float)(1 + random.NextGaussian()))];
        int[] labels = [.. Enumerable.Range(0, rows).Select(_ => random.NextInt32(3))];
        TrainingOptions options = Options(Head.Softmax);
        var training = new ConvexTraining(new TrainingRows(Features.Dense(x, 2), labels, 3), options, (LimitedMemoryBfgs)options.Optimizer);
        double[] at = new double[16], gradient = new double[16];   // 6 weights and 3 biases, each rounded up to a cache line of 8
        foreach (int i in (int[])[0, 1, 2, 3, 4, 5, 8, 9, 10]) at[i] = random.NextGaussian();

        double first = Enumerable.Range(0, rows).Average(i => (double)x[2 * i]), second = Enumerable.Range(0, rows).Average(i => (double)x[(2 * i) + 1]), expected = 0;
        for (int i = 0; i < rows; i++)
        {
            double[] z = [.. Enumerable.Range(0, 3).Select(k => ((x[2 * i] - first) * at[k]) + ((x[(2 * i) + 1] - second) * at[3 + k]) + at[8 + k])];
            expected += (Math.Log(z.Sum(Math.Exp)) - z[labels[i]]) / rows;
        }
        expected += .5 * Ridge * at[..6].Sum(w => w * w);
        Assert.Equal(expected, training.Objective(at, gradient), 1e-12);

        double[] unused = new double[16];
        foreach (int i in (int[])[0, 1, 2, 3, 4, 5, 8, 9, 10])
        {
            double middle = at[i];
            at[i] = middle + 1e-5;
            double above = training.Objective(at, unused);
            at[i] = middle - 1e-5;
            double below = training.Objective(at, unused);
            at[i] = middle;
            Assert.Equal((above - below) / 2e-5, gradient[i], 1e-8);
        }
    }

    [Fact]
    public void Same_bits_on_one_thread_and_on_several_and_for_any_seed()
    {
        float[][] logits = new float[3][];
        int[] threads = [1, 2, 5];
        for (int run = 0; run < 3; run++)
        {
            using var set = new ThreadCounts(threads[run]);
            var model = Classifier.Train(new TrainingRows(Features.Dense(X, 3), Labels, 3), Options(Head.Softmax) with { Seed = (ulong)run });
            logits[run] = new float[Rows * 3];
            model.Logits(X, logits[run]);
        }
        Assert.Equal(logits[0], logits[1]);
        Assert.Equal(logits[0], logits[2]);
    }

    [Fact]
    public void Rows_that_a_line_tells_apart_have_an_optimum_only_with_decay()
    {
        var rows = new TrainingRows(Features.Dense(new float[] { -2, -1, 1, 2 }, 1), [0, 0, 1, 1], 2);
        ConvexOptimum without = Classifier.Train(rows, Options(Head.Softmax, decay: 0)).History.Optimum!;
        Assert.False(without.Converged);
        Assert.Contains("set a weight decay", without.Warning, StringComparison.Ordinal);
        Assert.Equal(double.PositiveInfinity, without.GapBound);
        AssertFound(Classifier.Train(rows, Options(Head.Softmax, decay: 1e-3)));
        AssertFound(Classifier.Train(rows, Options(Head.Sigmoid, decay: 1e-3)));
    }

    /// <summary>Class 0 lies apart, classes 1 and 2 overlap: errors remain, and still there is no optimum.</summary>
    [Fact]
    public void One_class_apart_from_two_that_overlap_has_an_optimum_only_with_decay()
    {
        float[] x = [-3, -2, -2.5f, 1, 2, 3, 4, 2, 3, 1.5f];
        var rows = new TrainingRows(Features.Dense(x, 1), [0, 0, 0, 1, 2, 1, 2, 1, 2, 2], 3);
        ConvexOptimum without = Classifier.Train(rows, Options(Head.Softmax, decay: 0)).History.Optimum!;
        Assert.False(without.Converged);
        Assert.Contains("tells some class apart", without.Warning, StringComparison.Ordinal);
        AssertFound(Classifier.Train(rows, Options(Head.Softmax, decay: 1e-3)));
    }

    [Fact]
    public void Rows_that_overlap_have_an_optimum_without_decay()
    {
        Classifier model = Classifier.Train(new TrainingRows(Features.Dense(X, 3), Labels, 3), Options(Head.Softmax, decay: 0));
        Assert.Null(model.History.Optimum!.Warning);
        Assert.True(model.History.Optimum.Converged);
    }

    [Fact]
    public void A_class_without_rows_is_said_to_have_no_optimum()
    {
        ConvexOptimum optimum = Classifier.Train(new TrainingRows(Features.Dense(X, 3), Labels, 4), Options(Head.Softmax)).History.Optimum!;
        Assert.False(optimum.Converged);
        Assert.Contains("class 3 has no rows", optimum.Warning, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_few_iterations_are_said_to_be_too_few()
    {
        TrainingOptions options = Options(Head.Softmax);
        options = options with { Optimizer = (LimitedMemoryBfgs)options.Optimizer with { MaximumIterations = 2 } };
        ConvexOptimum optimum = Classifier.Train(new TrainingRows(Features.Dense(X, 3), Labels, 3), options).History.Optimum!;
        Assert.Equal(2, optimum.Iterations);
        Assert.Contains("not at the optimum after 2 iterations", optimum.Warning, StringComparison.Ordinal);
        Assert.InRange(optimum.Value - .7780045544367672, 1e-6, .5);
    }

    [Fact]
    public void Progress_comes_once()
    {
        var seen = new List<EpochFigures>();
        Classifier.Train(new TrainingRows(Features.Dense(X, 3), Labels, 3), Options(Head.Softmax), progress: seen.Add);
        EpochFigures figures = Assert.Single(seen);
        Assert.Equal(.7491697452594525, figures.TrainingLoss, 1e-6);
    }

    [Fact]
    public void Refuses_what_is_not_convex()
    {
        AssertRefused("the network has layers before its head (linear(8) relu)", Options(Head.Softmax) with { Network = NetworkDesign.Hidden(8) });
        AssertRefused("the loss has a penalty (nothing)", Options(Head.Softmax) with { Penalties = [new Nothing()] });
        AssertRefused("mixup draws new rows", Options(Head.Softmax) with { Mixup = .2 });
        AssertRefused("iterations: 0", Options(Head.Softmax) with { Optimizer = new LimitedMemoryBfgs { MaximumIterations = 0 } });

        static void AssertRefused(string words, TrainingOptions options) => Assert.Contains(
            words, Assert.Throws<ArgumentException>(() => Classifier.Train(new TrainingRows(Features.Dense(X, 3), Labels, 3), options)).Message, StringComparison.Ordinal);
    }

    private static TrainingOptions Options(Head head, double decay = Ridge) =>
        new() { Network = NetworkDesign.Hidden(), Scaling = FeatureScaling.None, Head = head, Optimizer = new LimitedMemoryBfgs { WeightDecay = decay } };

    private static void AssertFound(Classifier model)
    {
        Assert.Null(model.History.Optimum!.Warning);
        Assert.True(model.History.Optimum.Converged);
        Assert.InRange(model.History.Optimum.GradientNorm, 0, 1e-7);
        Assert.InRange(model.History.Optimum.GapBound, 0, 1e-11);
        Assert.InRange(model.History.Optimum.Iterations, 1, 100);
    }

    private static int Line(int i) => X[i * 3] + (.5 * X[(i * 3) + 1]) > .3 ? 1 : 0;

    private static float[] Logits(Classifier model)
    {
        float[] logits = new float[Rows * model.LogitColumns];
        model.Logits(X, logits);
        return logits;
    }

    private static double[][] Softmax(Classifier model) =>
        [.. Logits(model).Chunk(3).Select(row => row.Select(z => 1 / row.Sum(other => Math.Exp((double)other - z))).ToArray())];

    private static double[] Sigmoids(Classifier model) => [.. Logits(model).Select(z => 1 / (1 + Math.Exp(-(double)z)))];

    private sealed class Nothing : Penalty
    {
        public override string ToString() => "nothing";

        internal override double Rows<T>(LossBatch<T> batch, int start, int end) => 0;
    }
}
