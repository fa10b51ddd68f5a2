using Probity.Numerics;
using Probity.Scores;

namespace Probity.Tests.Scores;

[Trait("Category", "Kernel")]
[Collection("Threads")]
public class LogitScoresTests
{
    public static TheoryData<int> Widths => [1, 2, 3, 4, 5, 7, 8, 9, 10, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100, 127, 128, 129, 1000, 2048, 5000];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Every_score_equals_the_textbook_at_every_width(int classes)
    {
        const int rows = 24;
        float[] logits = Normal(rows * classes, scale: 4, seed: (ulong)classes);
        foreach (double temperature in (double[])[1, .37, 25])
        {
            var actual = new Computed(logits, classes, temperature);
            for (int i = 0; i < rows; i++)
            {
                var expected = new SoftmaxOracle(logits.AsSpan(i * classes, classes), temperature);
                Assert.Equal(expected.Predicted, actual.Predicted[i]);
                Near(expected.MaxProbability, actual.MaxProbability[i]);
                Near(expected.ErrorProbability, actual.ErrorProbability[i]);
                Near(expected.MarginProbability, actual.MarginProbability[i]);
                Near(expected.MarginLogit, actual.MarginLogit[i]);
                Near(expected.Entropy, -actual.NegativeEntropy[i]);
                Near(expected.LogSumExp, actual.LogSumExp[i], Math.Max(1, Math.Abs(expected.MaxLogit)));
                Near(expected.MaxLogit, actual.MaxLogit[i]);
                Near(expected.Gini, -actual.NegativeGini[i]);
                Near(expected.DoctorAlpha, -actual.NegativeDoctorAlpha[i]);
                Near(expected.DoctorBeta, -actual.NegativeDoctorBeta[i]);
                Near(expected.Gen, -actual.NegativeGen[i]);
                Near(-Math.Log(expected.DoctorBeta), actual.MaxProbabilityLogOdds[i], 1);
                if (expected.MarginProbability < .99)   // beyond, the oracle's own 1 − m has lost its digits
                    Near(Math.Log(expected.MarginProbability / (1 - expected.MarginProbability)), actual.MarginProbabilityLogOdds[i], 1);
            }
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(40)]
    public void Logits_of_ten_thousand_neither_overflow_nor_round_to_a_tie(int classes)
    {
        var logits = new float[classes];
        Array.Fill(logits, -10_000);
        logits[1] = 10_000;
        logits[0] = 9_400;
        var actual = new Computed(logits, classes);
        Assert.Equal(1, actual.Predicted[0]);
        Assert.Equal(1, actual.MaxProbability[0]);
        Assert.Equal(600, actual.MaxProbabilityLogOdds[0], 1e-9);
        Assert.Equal(1, actual.ErrorProbability[0] / Math.Exp(-600), 1e-6);
        Assert.Equal(1, -actual.NegativeEntropy[0] / (601 * Math.Exp(-600)), 1e-6);
        Assert.Equal(10_000, actual.LogSumExp[0]);
        Assert.Equal(600, actual.MarginLogit[0]);
        Assert.Equal(600 - Math.Log(2), actual.MarginProbabilityLogOdds[0], 1e-9);
        Assert.Equal(1, -actual.NegativeGini[0] / (2 * Math.Exp(-600)), 1e-6);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(37)]
    [InlineData(1000)]
    public void A_row_of_equal_values_is_uniform(int classes)
    {
        foreach (float level in (float[])[0, -3.5f, 10_000, -10_000])
        {
            var logits = new float[classes];
            Array.Fill(logits, level);
            var actual = new Computed(logits, classes);
            Assert.Equal(0, actual.Predicted[0]);
            Near(1.0 / classes, actual.MaxProbability[0]);
            Assert.Equal(0, actual.MarginProbability[0]);
            Assert.Equal(double.NegativeInfinity, actual.MarginProbabilityLogOdds[0]);
            Assert.Equal(0, actual.MarginLogit[0]);
            Near(Math.Log(classes), -actual.NegativeEntropy[0]);
            Near(level + Math.Log(classes), actual.LogSumExp[0], 1);
            Near(1 - (1.0 / classes), -actual.NegativeGini[0]);
        }
    }

    [Fact]
    public void The_first_of_tied_classes_is_predicted_wherever_the_tie_lies()
    {
        for (int classes = 2; classes < 70; classes += 3)
        {
            for (int first = 0; first < classes - 1; first++)
            {
                var logits = new float[classes];
                logits[first] = 5;
                logits[classes - 1] = 5;
                var actual = new Computed(logits, classes);
                Assert.Equal(first, actual.Predicted[0]);
                Assert.Equal(0, actual.MarginLogit[0]);
                Near(1 / (2 + ((classes - 2) * Math.Exp(-5))), actual.MaxProbability[0]);
            }
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(20)]
    [InlineData(50)]
    public void Masked_classes_are_as_good_as_absent(int classes)
    {
        float[] free = Normal(classes, scale: 3, seed: 9);
        float[] masked = [.. free.SelectMany(z => new[] { z, float.NegativeInfinity })];
        var expected = new Computed(free, classes);
        var actual = new Computed(masked, 2 * classes);
        Assert.Equal(2 * expected.Predicted[0], actual.Predicted[0]);
        Near(expected.MaxProbability[0], actual.MaxProbability[0]);
        Near(expected.NegativeEntropy[0], actual.NegativeEntropy[0]);
        Near(expected.LogSumExp[0], actual.LogSumExp[0]);
        Near(expected.NegativeGen[0], actual.NegativeGen[0]);
        Near(expected.NegativeGini[0], actual.NegativeGini[0]);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(16)]
    [InlineData(33)]
    public void With_one_class_left_the_answer_is_certain(int classes)
    {
        var logits = new float[classes];
        Array.Fill(logits, float.NegativeInfinity);
        logits[classes - 1] = -7;
        var actual = new Computed(logits, classes);
        Assert.Equal(classes - 1, actual.Predicted[0]);
        Assert.Equal(1, actual.MaxProbability[0]);
        Assert.Equal(double.PositiveInfinity, actual.MaxProbabilityLogOdds[0]);
        Assert.Equal(double.PositiveInfinity, actual.MarginLogit[0]);
        Assert.Equal(0, actual.NegativeEntropy[0]);
        Assert.Equal(0, actual.NegativeGen[0]);
        Assert.Equal(-7, actual.LogSumExp[0]);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Refuses_the_first_bad_logit_by_row_and_column(float bad)
    {
        foreach (int classes in (int[])[1, 2, 10, 16, 100])
        {
            float[] logits = Normal(3_000 * classes, 1, 3);
            logits[(2_999 * classes) + classes - 1] = bad;
            logits[(1_234 * classes) + (classes / 2)] = bad;
            var refusal = Assert.Throws<ArgumentException>(() => LogitScores.Rank(logits, classes, Score.MaxProbability, new double[3_000]));
            Assert.Contains($"row 1234, column {classes / 2} is {(double)bad}", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Refuses_a_row_that_is_masked_throughout()
    {
        float[] logits = [1, 2, float.NegativeInfinity, float.NegativeInfinity];
        var refusal = Assert.Throws<ArgumentException>(() => LogitScores.Rank(logits, 2, Score.Entropy, new double[2]));
        Assert.Contains("row 1 is −infinity in every column", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_values_that_do_not_fill_rows_and_destinations_too_short()
    {
        Assert.Contains("7 values do not fill rows of 3 columns", Assert.Throws<ArgumentException>(
            () => LogitScores.Rank(new float[7], 3, Score.Gini, new double[9])).Message, StringComparison.Ordinal);
        Assert.Contains("room for 1 values where 2 are needed", Assert.Throws<ArgumentException>(
            () => LogitScores.Rank(new float[6], 3, Score.Gini, new double[1])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1e-40)]
    [InlineData(1e-31)]
    [InlineData(1e31)]
    [InlineData(1e40)]
    public void Temperatures_beyond_what_floats_can_scale_by_are_still_right(double temperature)
    {
        var actual = new Computed([3, 1, 2, 0, 0, 0], 3, temperature);
        Near(temperature < 1 ? 1 : 1.0 / 3, actual.MaxProbability[0]);
        Near(1.0 / 3, actual.MaxProbability[1]);
        Assert.Equal(1, actual.MarginLogit[0]);
        Assert.Throws<ArgumentException>(() => new Computed([3, 1], 2, 1e-310));
    }

    [Fact]
    public void The_lowest_float_is_a_logit_like_any_other()
    {
        var actual = new Computed([float.MinValue, float.MinValue, float.MinValue], 3);
        Near(1.0 / 3, actual.MaxProbability[0]);
        Near(Math.Log(3), -actual.NegativeEntropy[0]);
        Assert.Equal(0, actual.MarginLogit[0]);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Vector_kernels_agree_with_the_scalar_form(int classes)
    {
        if (classes == 1) return;   // binary rows have no sums
        float[] logits = Normal(classes * 8, 5, 31);
        for (int i = 0; i < 8; i++)
        {
            ReadOnlySpan<float> row = logits.AsSpan(i * classes, classes);
            foreach (double beta in (double[])[1, .03, 7])
            {
                Assert.True(SoftmaxKernel.TryRow<float, SecondMoment>(row, beta, out SoftmaxTerms vector));
                Assert.True(SoftmaxKernel.TryScalar<float, SecondMoment>(row, beta, out SoftmaxTerms scalar));
                Assert.Equal(scalar.Predicted, vector.Predicted);
                Assert.Equal(scalar.Gap, vector.Gap);
                Near(scalar.Others, vector.Others);
                Near(scalar.OthersTimesLog, vector.OthersTimesLog, scalar.Others);
                Near(scalar.Third, vector.Third, scalar.Others);
            }
        }
    }

    [Fact]
    public void Adding_a_constant_to_a_row_changes_only_the_two_scores_that_see_it()
    {
        float[] logits = [.. Normal(40 * 12, 2, 5).Select(z => MathF.Round(z * 64) / 64)];   // so that the shift is exact in float
        float[] shifted = [.. logits.Select(z => z + 1024)];
        Computed a = new(logits, 12), b = new(shifted, 12);
        Assert.Equal(a.MaxProbability, b.MaxProbability);
        Assert.Equal(a.NegativeEntropy, b.NegativeEntropy);
        Assert.Equal(a.MarginLogit, b.MarginLogit);
        for (int i = 0; i < 40; i++)
        {
            Assert.Equal(a.LogSumExp[i] + 1024, b.LogSumExp[i], 1e-9);
            Assert.Equal(a.MaxLogit[i] + 1024, b.MaxLogit[i], 1e-9);
        }
    }

    [Fact]
    public void The_same_bits_on_one_thread_and_on_many()
    {
        float[] logits = Normal(5_000 * 33, 3, 11);
        int before = Threads.Maximum;
        try
        {
            Threads.Maximum = 1;
            var one = new Computed(logits, 33);
            Threads.Maximum = 7;
            var many = new Computed(logits, 33);
            Assert.Equal(one.NegativeEntropy, many.NegativeEntropy);
            Assert.Equal(one.NegativeGen, many.NegativeGen);
        }
        finally
        {
            Threads.Maximum = before;
        }
    }

    [Fact]
    public void Doubles_keep_digits_that_floats_do_not_have()
    {
        double[] logits = [1, 1 + 1e-12];
        var margin = new double[1];
        LogitScores.Compute(logits, 2, new ScoreColumns { MarginLogit = margin });
        Assert.Equal(1e-12, margin[0], 1e-15);
    }

    [Fact]
    public void A_binary_column_is_two_classes_of_which_the_first_has_logit_zero()
    {
        float[] column = [-3, 0, .25f, 40];
        float[] pairs = [0, -3, 0, 0, 0, .25f, 0, 40];
        Computed one = new(column, 1), two = new(pairs, 2);
        Assert.Equal(two.Predicted, one.Predicted);
        for (int i = 0; i < 4; i++)
        {
            Near(two.MaxProbability[i], one.MaxProbability[i]);
            Near(two.NegativeEntropy[i], one.NegativeEntropy[i]);
            Near(two.LogSumExp[i], one.LogSumExp[i]);
            Near(two.NegativeGen[i], one.NegativeGen[i]);
        }
    }

    [Fact]
    public void Gen_near_certainty_is_not_zero_as_in_float32()
    {
        // p = 1 − 1e-9 against one other class: each adds (1e-9)^0.1 = .1259.
        double gap = Math.Log((1 - 1e-9) / 1e-9);
        Assert.Equal(2 * Math.Pow(1e-9, .1), GeneralizedEntropyAnomaly.Of([(float)gap, 0f]), 1e-6);
    }

    [Fact]
    public void Entropy_of_logits_0_and_200_is_a_number()
    {
        Assert.Equal(1, EntropyAnomaly.Of([0f, 200f]) / (201 * Math.Exp(-200)), 1e-6);
    }

    [Fact]
    public void One_score_calls_agree_with_the_fused_call()
    {
        float[] row = Normal(23, 3, 17);
        var fused = new Computed(row, 23, 2);
        Assert.Equal(fused.MaxProbability[0], MaxProbabilityConfidence.Of(row, 2));
        Assert.Equal(fused.MaxProbabilityLogOdds[0], MaxProbabilityConfidence.LogOdds(row, 2));
        Assert.Equal(fused.MarginProbability[0], ProbabilityMarginConfidence.Of(row, 2));
        Assert.Equal(fused.MarginLogit[0], LogitMarginConfidence.Of(row, 2));
        Assert.Equal(-fused.NegativeEntropy[0], EntropyAnomaly.Of(row, 2));
        Assert.Equal(fused.LogSumExp[0], LogSumExpConfidence.Of(row, 2));
        Assert.Equal(-fused.LogSumExp[0], EnergyAnomaly.Of(row, 2));
        Assert.Equal(fused.MaxLogit[0], MaxLogitConfidence.Of(row, 2));
        Assert.Equal(-fused.NegativeGini[0], GiniAnomaly.Of(row, 2));
        Assert.Equal(-fused.NegativeDoctorAlpha[0], DoctorAlphaAnomaly.Of(row, 2));
        Assert.Equal(-fused.NegativeDoctorBeta[0], DoctorBetaAnomaly.Of(row, 2));
        Assert.Equal(-fused.NegativeGen[0], GeneralizedEntropyAnomaly.Of(row, 2));
    }

    [Fact]
    public void Multi_label_cells_are_binary_rows_and_the_joint_energy_adds_softplus()
    {
        float[] logits = [1, -2, 0, 1_000, -1_000, 3];
        var cells = new double[6];
        MultiLabelScores.Cells(logits, 3, new ScoreColumns { MaxProbability = cells });
        for (int c = 0; c < 6; c++) Near(1 / (1 + Math.Exp(-Math.Abs(logits[c]))), cells[c]);
        var joint = new double[2];
        MultiLabelScores.JointLogSumExp(logits, 3, joint);
        Near(Math.Log(1 + Math.E) + Math.Log(1 + Math.Exp(-2)) + Math.Log(2), joint[0]);
        Near(1_000 + Math.Log(1 + Math.Exp(3)), joint[1]);
    }

    [Fact]
    public void Tokens_read_back_and_an_unknown_one_lists_the_known()
    {
        foreach (Score score in ScoreTokens.All) Assert.Equal(score, ScoreTokens.Parse(score.Token()));
        Assert.Contains("log_sum_exp", Assert.Throws<ArgumentException>(() => ScoreTokens.Parse("energy")).Message, StringComparison.Ordinal);
    }

    internal static float[] Normal(int count, double scale, ulong seed)
    {
        var stream = new RandomStream(seed);
        var values = new float[count];
        for (int i = 0; i < count; i++) values[i] = (float)(scale * stream.NextGaussian());
        return values;
    }

    private static void Near(double expected, double actual, double atLeast = 0) =>
        Assert.InRange(actual, expected - (1e-6 * Math.Max(Math.Abs(expected), atLeast)), expected + (1e-6 * Math.Max(Math.Abs(expected), atLeast)));

    private sealed class Computed
    {
        public Computed(float[] logits, int classes, double temperature = 1)
        {
            int rows = logits.Length / classes;
            Predicted = new int[rows];
            double[][] columns = [.. Enumerable.Range(0, 13).Select(_ => new double[rows])];
            MaxProbability = columns[0];
            MaxProbabilityLogOdds = columns[1];
            ErrorProbability = columns[2];
            MarginProbability = columns[3];
            MarginProbabilityLogOdds = columns[4];
            MarginLogit = columns[5];
            NegativeEntropy = columns[6];
            LogSumExp = columns[7];
            MaxLogit = columns[8];
            NegativeGini = columns[9];
            NegativeDoctorAlpha = columns[10];
            NegativeDoctorBeta = columns[11];
            NegativeGen = columns[12];
            LogitScores.Compute(logits, classes, new ScoreColumns
            {
                Predicted = Predicted,
                MaxProbability = MaxProbability,
                MaxProbabilityLogOdds = MaxProbabilityLogOdds,
                ErrorProbability = ErrorProbability,
                MarginProbability = MarginProbability,
                MarginProbabilityLogOdds = MarginProbabilityLogOdds,
                MarginLogit = MarginLogit,
                NegativeEntropy = NegativeEntropy,
                LogSumExp = LogSumExp,
                MaxLogit = MaxLogit,
                NegativeGini = NegativeGini,
                NegativeDoctorAlpha = NegativeDoctorAlpha,
                NegativeDoctorBeta = NegativeDoctorBeta,
                NegativeGen = NegativeGen,
            }, temperature);
        }

        public int[] Predicted { get; }
        public double[] MaxProbability { get; }
        public double[] MaxProbabilityLogOdds { get; }
        public double[] ErrorProbability { get; }
        public double[] MarginProbability { get; }
        public double[] MarginProbabilityLogOdds { get; }
        public double[] MarginLogit { get; }
        public double[] NegativeEntropy { get; }
        public double[] LogSumExp { get; }
        public double[] MaxLogit { get; }
        public double[] NegativeGini { get; }
        public double[] NegativeDoctorAlpha { get; }
        public double[] NegativeDoctorBeta { get; }
        public double[] NegativeGen { get; }
    }
}
