using System.Globalization;
using Probity.Calibration;
using Probity.Decisions;
using Probity.Numerics;
using Probity.Scores;

namespace Probity.Tests.Calibration;

public class GroupCalibrationTests
{
    [Fact]
    public void Groups_of_one_temperature_get_the_common_one()
    {
        // A third of runs or so finds a variance by chance; on average what is found is next to nothing.
        double apart = 0;
        for (ulong seed = 0; seed < 20; seed++)
        {
            Simulated rows = Simulated.Of(12, 150, 4, _ => 2, seed);
            GroupCalibration fitted = GroupCalibration.Fit(rows.Calibration);
            double common = TemperatureScaling.Fit(rows.Calibration).Temperature;
            apart += fitted.GroupNames.Average(name => Math.Abs(Math.Log(Temperature(fitted, name) / common))) / 20;
            Assert.InRange(Math.Abs(Math.Log(Common(fitted) / common)), 0, .03);
        }
        Assert.InRange(apart, 0, .03);   // alone each would be off by some .08
    }

    [Fact]
    public void Very_different_large_groups_keep_their_own()
    {
        double[] truth = [.5, 1, 2, 4];
        Simulated rows = Simulated.Of(4, 4_000, 5, g => truth[g], 3);
        GroupCalibration fitted = GroupCalibration.Fit(rows.Calibration);
        for (int g = 0; g < 4; g++)
        {
            double alone = TemperatureScaling.Fit(rows.Only(g)).Temperature;
            Assert.Equal(1, Temperature(fitted, Simulated.Name(g)) / alone, 2e-3);
            Assert.Equal(1, fitted.Parameters.Single(p => p.Name == "group_own").Values[g] / alone, 1e-6);
        }
        Assert.InRange(fitted.BetweenDeviation[0], .5, 1.5);   // of ln .5, 0, ln 2, ln 4: .89
        Assert.True(fitted.Diagnostics.Converged);
        Assert.InRange(fitted.Diagnostics.Gradient, 0, 1e-6);
    }

    /// <summary>The reason for the method: on small groups of different temperatures it beats both one for all and one each.</summary>
    [Fact]
    public void Pooling_small_groups_in_part_beats_all_in_one_and_each_alone()
    {
        double pooled = 0, common = 0, separate = 0;
        for (ulong seed = 0; seed < 30; seed++)
        {
            var random = new RandomStream(seed, 77);
            double[] truth = [.. Enumerable.Range(0, 20).Select(_ => 1.8 * Math.Exp(.35 * random.NextGaussian()))];
            Simulated rows = Simulated.Of(20, 40, 4, g => truth[g], seed), others = Simulated.Of(20, 500, 4, g => truth[g], seed + 1_000);
            GroupCalibration fitted = GroupCalibration.Fit(rows.Calibration);
            double all = TemperatureScaling.Fit(rows.Calibration).Temperature;
            for (int g = 0; g < 20; g++)
            {
                pooled += others.Nll(g, Temperature(fitted, Simulated.Name(g))) / 600;
                common += others.Nll(g, all) / 600;
                separate += others.Nll(g, TemperatureScaling.Fit(rows.Only(g)).Temperature) / 600;
            }
        }
        Assert.True(pooled < common - .002, $"pooled {pooled}, common {common}, separate {separate}");
        Assert.True(pooled < separate - .002, $"pooled {pooled}, common {common}, separate {separate}");
    }

    [Fact]
    public void Binary_groups_have_slopes_and_intercepts()
    {
        double[] slopes = [.3, .6, 1, 1.5, .6], intercepts = [0, .5, -.5, 1, -1];
        Simulated rows = Simulated.Binary(5, 4_000, g => slopes[g], g => intercepts[g], 5);
        GroupCalibration fitted = GroupCalibration.Fit(rows.Calibration);
        for (int g = 0; g < 5; g++)
        {
            var own = (PlattScaling)fitted.For(Simulated.Name(g));
            var alone = PlattScaling.Fit(rows.Only(g));
            Assert.Equal(slopes[g], own.Slope, .1);
            Assert.Equal(intercepts[g], own.Intercept, .2);
            Assert.Equal(alone.Slope, own.Slope, .01);
            Assert.Equal(alone.Intercept, own.Intercept, .02);
        }
        string words = fitted.Explain();
        Assert.Contains("\n  g003: a = ", words, StringComparison.Ordinal);
        Assert.Contains("from 4,000 rows; alone a = ", words, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rare_group_hardly_leaves_the_common_one_and_one_never_seen_not_at_all()
    {
        Simulated many = Simulated.Of(10, 300, 4, g => 1 + (.2 * g), 4), few = Simulated.Of(1, 3, 4, _ => 9, 5);
        string[] groups = [.. many.Groups, "rare", "rare", "rare"];
        GroupCalibration fitted = GroupCalibration.Fit(CalibrationRows.Of([.. many.Logits, .. few.Logits], [.. many.Labels, .. few.Labels], 4, groups: groups));
        Assert.InRange(Temperature(fitted, "rare") / Common(fitted), .8, 1.25);
        Assert.Equal(Common(fitted), Temperature(fitted, "never seen"));
    }

    [Fact]
    public void Rows_are_calibrated_by_their_own_groups_and_a_file_keeps_every_bit()
    {
        Simulated rows = Simulated.Of(6, 200, 4, g => 1 + g, 11);
        GroupCalibration fitted = GroupCalibration.Fit(rows.Calibration), kept = SavedCalibrator.Again(fitted);
        string[] shuffled = [.. rows.Groups];
        new RandomStream(4).Shuffle(shuffled.AsSpan());
        double[] one = new double[rows.Logits.Length], other = new double[rows.Logits.Length], row = new double[4];
        fitted.CalibrateLogits(rows.Logits, shuffled, 4, one);
        kept.CalibrateLogits(rows.Logits, shuffled, 4, other);
        Assert.Equal(one, other);
        Assert.Equal(fitted.Explain(), kept.Explain());
        for (int i = 0; i < shuffled.Length; i += 7)
        {
            fitted.For(shuffled[i]).CalibrateLogits(rows.Logits.AsSpan(4 * i, 4), 4, row);
            Assert.Equal(row, one.AsSpan(4 * i, 4));
        }
        Assert.Contains("1,200 rows but groups: 1", Assert.Throws<ArgumentException>(() => fitted.CalibrateLogits(rows.Logits, ["g000"], 4, one)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Integer_weights_are_repetitions_and_order_does_not_matter()
    {
        foreach (int classes in (int[])[1, 4])
        {
            Simulated rows = classes == 1 ? Simulated.Binary(5, 60, g => .4 + (.2 * g), g => .3 * g, 2) : Simulated.Of(5, 60, 4, g => 1 + (.5 * g), 2);
            int[] repeated = [.. Enumerable.Range(0, 300).SelectMany(i => Enumerable.Repeat(i, i % 3))];
            new RandomStream(6).Shuffle(repeated.AsSpan());
            var weighted = GroupCalibration.Fit(CalibrationRows.Of(rows.Logits, rows.Labels, classes, [.. Enumerable.Range(0, 300).Select(i => (double)(i % 3))], rows.Groups));
            var plain = GroupCalibration.Fit(CalibrationRows.Of(
                [.. repeated.SelectMany(i => rows.Logits.Skip(i * classes).Take(classes))], [.. repeated.Select(i => rows.Labels[i])], classes, groups: [.. repeated.Select(i => rows.Groups[i])]));
            foreach ((CalibratorParameter a, CalibratorParameter b) in weighted.Parameters.Zip(plain.Parameters))
            {
                for (int i = 0; i < a.Values.Count; i++) Assert.Equal(b.Values[i], a.Values[i], 1e-6);
            }
        }
    }

    [Theory]
    [MemberData(nameof(BinningRows.Odd), MemberType = typeof(BinningRows))]
    public void Odd_rows_get_finite_answers(string kind)
    {
        CalibrationRows rows = BinningRows.Of(kind);
        string[] groups = [.. Enumerable.Range(0, rows.Count).Select(i => (i % 5).ToString(CultureInfo.InvariantCulture))];
        foreach (string[]? names in (string[]?[])[groups, null])
        {
            GroupCalibration fitted = GroupCalibration.Fit(CalibrationRows.Of(rows.Logits, rows.Labels, rows.Classes, groups: names));
            SavedCalibrator.Again(fitted);
            foreach (string group in (string[])["0", "3", "new"])
            {
                var p = new double[rows.Logits.Length];
                fitted.For(group).Calibrate(rows.Logits, rows.Classes, p);
                Assert.All(p, value => Assert.InRange(value, 0, 1));
            }
        }
    }

    [Fact]
    public void A_policy_by_group_needs_the_groups_and_keeps_its_promise_by_them()
    {
        Simulated rows = Simulated.Of(5, 800, 4, g => 1 + g, 21);
        float[] logits = Array.ConvertAll(rows.Logits, z => (float)z);
        ConfidencePolicy policy = ConfidencePolicy.Fit(logits, rows.Labels, 4, new PolicyOptions { Calibrator = "groups", Promise = new PrecisionPromise(.8, .95, 1) }, groups: rows.Groups);
        int n = rows.Labels.Length;
        int[] predicted = new int[n];
        double[] confidence = new double[n];
        var decisions = new Probity.Decisions.Decision[n];
        policy.Assess(logits, rows.Groups, predicted, confidence, decisions);
        var by = (GroupCalibration)policy.Calibrator!;
        for (int i = 0; i < n; i += 97)
        {
            Assert.Equal(MaxProbabilityConfidence.Of(logits.AsSpan(4 * i, 4), Temperature(by, rows.Groups[i])), confidence[i], 1e-7);   // the kernel of floats
            Assert.Equal(confidence[i] >= policy.AcceptFrom, decisions[i] == Probity.Decisions.Decision.Accept);
            Assert.Equal(confidence[i], policy.Assess(logits.AsSpan(4 * i, 4), rows.Groups[i]).Confidence);
        }
        Assert.Contains("group of every row", Assert.Throws<ArgumentException>(() => policy.Assess(logits, predicted, confidence, decisions)).Message, StringComparison.Ordinal);
        Assert.Contains("groups", Assert.Throws<ArgumentException>(() => ConfidencePolicy.Fit(logits, rows.Labels, 4, new PolicyOptions { Calibrator = "groups" })).Message, StringComparison.Ordinal);
        Assert.True(policy.FitReport!.NllAfter < policy.FitReport.NllBefore);
    }

    private static double Temperature(GroupCalibration fitted, string group) => ((TemperatureScaling)fitted.For(group)).Temperature;

    private static double Common(GroupCalibration fitted) => fitted.Parameters[0].Values[0];

    /// <summary>Rows of groups, a block each, whose labels are drawn at the group's own temperature or slope and intercept.</summary>
    private sealed record Simulated(double[] Logits, int[] Labels, string[] Groups, int Classes, int Rows)
    {
        public CalibrationRows Calibration => CalibrationRows.Of(Logits, Labels, Classes, groups: Groups);

        public static string Name(int group) => group.ToString("'g'000", CultureInfo.InvariantCulture);

        public static Simulated Of(int groups, int rows, int classes, Func<int, double> temperature, ulong seed)
        {
            var random = new RandomStream(seed);
            double[] logits = [.. Enumerable.Range(0, groups * rows * classes).Select(_ => 3 * random.NextGaussian())], p = new double[classes];
            var labels = new int[groups * rows];
            for (int i = 0; i < labels.Length; i++)
            {
                double[] z = [.. logits[(i * classes)..((i + 1) * classes)].Select(logit => logit / temperature(i / rows))];
                Softmax.Compute(z, classes, p);
                double u = random.NextDouble();
                while (labels[i] < classes - 1 && (u -= p[labels[i]]) >= 0) labels[i]++;
            }
            return new(logits, labels, [.. Enumerable.Range(0, labels.Length).Select(i => Name(i / rows))], classes, rows);
        }

        public static Simulated Binary(int groups, int rows, Func<int, double> slope, Func<int, double> intercept, ulong seed)
        {
            var random = new RandomStream(seed);
            double[] logits = [.. Enumerable.Range(0, groups * rows).Select(_ => 1 + (3 * random.NextGaussian()))];
            int[] labels = [.. logits.Select((s, i) => random.NextDouble() < Elementary.Logistic((slope(i / rows) * s) + intercept(i / rows)) ? 1 : 0)];
            return new(logits, labels, [.. Enumerable.Range(0, labels.Length).Select(i => Name(i / rows))], 1, rows);
        }

        public CalibrationRows Only(int group) =>
            CalibrationRows.Of(Logits.AsSpan(group * Rows * Classes, Rows * Classes), Labels.AsSpan(group * Rows, Rows), Classes);

        public double Nll(int group, double temperature)
        {
            double[] nll = new double[Rows], scaled = [.. Logits[(group * Rows * Classes)..((group + 1) * Rows * Classes)].Select(z => z / temperature)];
            LabelLosses.Compute((ReadOnlySpan<double>)scaled, Labels.AsSpan(group * Rows, Rows), Classes, default, nll, default);
            return nll.Average();
        }
    }
}
