using Probity.Decisions;
using Probity.Numerics;

namespace Probity.Tests.Decisions;

[Collection("Threads")]
public class ThresholdsTests
{
    // Twelve rows with ties. scikit-learn 1.2.1 precision_recall_curve and roc_curve (drop_intermediate=False), run by hand on these columns.
    private static readonly double[] Scores = [.95, .9, .9, .85, .8, .7, .7, .7, .6, .5, .4, .3];
    private static readonly bool[] Right = [true, true, false, true, true, false, true, true, false, true, false, false];

    [Fact]
    public void Every_operating_point_is_that_of_scikit_learn()
    {
        IReadOnlyList<OperatingPoint> points = TradeOff.Compute(Scores, Right, steps: 100);
        double[] precision = [1, 2.0 / 3, .75, .8, .75, 2.0 / 3, .7, 7.0 / 11, 7.0 / 12];
        double[] recall = [1.0 / 7, 2.0 / 7, 3.0 / 7, 4.0 / 7, 6.0 / 7, 6.0 / 7, 1, 1, 1];
        double[] falseAlarm = [0, .2, .2, .2, .4, .6, .6, .8, 1];
        double[] thresholds = [.95, .9, .85, .8, .7, .6, .5, .4, .3];
        Assert.Equal(thresholds.Length, points.Count);
        for (int i = 0; i < points.Count; i++)
        {
            Assert.Equal(precision[i], points[i].Precision, 1e-12);
            Assert.Equal(recall[i], points[i].Recall!.Value, 1e-12);
            Assert.Equal(falseAlarm[i], points[i].FalseAlarm!.Value, 1e-12);
            Assert.Equal(thresholds[i], points[i].Threshold, 1e-5);
            Assert.True(points[i].Threshold <= thresholds[i]);
            Assert.Equal(2 * precision[i] * recall[i] / (precision[i] + recall[i]), points[i].FBeta!.Value, 1e-12);
        }
    }

    [Theory]
    [InlineData("precision:0.75", .7, 8)]     // not monotone: .9 has less, .7 has .75 again and accepts more
    [InlineData("precision:0.8", .8, 5)]
    [InlineData("risk:0.25", .7, 8)]
    [InlineData("recall:0.5", .8, 5)]
    [InlineData("recall:1", .5, 10)]
    [InlineData("coverage:0.5", .7, 8)]       // six rows would do, ties stay together
    [InlineData("false-alarm:0.2", .8, 5)]
    [InlineData("false-alarm:0", .95, 1)]
    [InlineData("f1", .5, 10)]                // 14/17 = .8235 beats 12/15 = .8
    [InlineData("fbeta:0.5", .7, 8)]          // scikit-learn's fbeta_score: .7692, next .7447
    [InlineData("youden", .7, 8)]             // 6/7 − .4
    [InlineData("cost:1:0.1", .95, 1)]        // 1.1/12, next 1.7/12
    public void The_threshold_is_the_one_found_by_hand(string goal, double threshold, int accepted)
    {
        var target = ThresholdTarget.Parse(goal);
        ChosenThreshold chosen = Thresholds.Choose(Scores, Right, target, replicates: 0);
        (double Score, int Accepted) brute = Brute(Scores, Right, Ones(Scores.Length), target)!.Value;
        Assert.Equal(brute.Accepted, chosen.Point!.Accepted);
        Assert.Equal(brute.Score, chosen.Threshold!.Value, 1e-5);
        Assert.Equal(accepted, chosen.Point!.Accepted);
        Assert.Equal(threshold, chosen.Threshold!.Value, 1e-5);
    }

    [Fact]
    public void Every_goal_agrees_with_brute_force_on_random_weighted_rows_with_ties()
    {
        string[] goals = ["precision:0.7", "precision:0.95", "risk:0.2", "recall:0.6", "coverage:0.3", "false-alarm:0.1", "f1", "fbeta:2", "youden", "cost:3:1", "cost:50:1"];
        int unreached = 0;
        for (int trial = 0; trial < 300; trial++)
        {
            var random = new RandomStream(5, (ulong)trial);
            int rows = 1 + random.NextInt32(40);
            var scores = new double[rows];
            var right = new bool[rows];
            var weights = new double[rows];
            for (int i = 0; i < rows; i++)
            {
                scores[i] = random.NextInt32(15) - 5;
                right[i] = random.NextDouble() < .2 + (.05 * scores[i]) + .4;
                weights[i] = random.NextInt32(4);
            }
            if (weights.All(weight => weight == 0)) weights[0] = 1;
            foreach (var target in goals.Select(ThresholdTarget.Parse))
            {
                ChosenThreshold chosen = Thresholds.Choose(scores, right, target, weights, replicates: 0);
                (double Score, int Accepted)? brute = Brute(scores, right, weights, target);
                Assert.Equal(brute is null, chosen.Threshold is null);
                Assert.Equal(brute is null, chosen.Reason is not null);
                if (brute is null)
                {
                    unreached++;
                    continue;
                }
                Assert.Equal(brute.Value.Accepted, chosen.Point!.Accepted);
                Assert.Equal(brute.Value.Score, chosen.Threshold!.Value, 1e-4);
            }
        }
        Assert.InRange(unreached, 50, 1_500);
    }

    [Fact]
    public void A_weight_acts_as_repetition()
    {
        double[] weights = [1, 2, 0, 3, 1, 1, 2, 0, 4, 1, 1, 2];
        List<double> scores = [];
        List<bool> right = [];
        for (int i = 0; i < weights.Length; i++)
        {
            for (int copy = 0; copy < weights[i]; copy++)
            {
                scores.Add(Scores[i]);
                right.Add(Right[i]);
            }
        }
        foreach (string goal in (string[])["precision:0.8", "recall:0.7", "f1", "youden", "cost:4:1"])
        {
            OperatingPoint weighted = Thresholds.Choose(Scores, Right, ThresholdTarget.Parse(goal), weights, replicates: 0).Point!;
            OperatingPoint repeated = Thresholds.Choose(scores.ToArray(), right.ToArray(), ThresholdTarget.Parse(goal), replicates: 0).Point!;
            Assert.Equal(repeated.Threshold, weighted.Threshold, 1e-12);
            Assert.Equal(repeated.Precision, weighted.Precision, 1e-12);
            Assert.Equal(repeated.Coverage, weighted.Coverage, 1e-12);
            Assert.Equal(repeated.FBeta!.Value, weighted.FBeta!.Value, 1e-12);
        }
    }

    [Theory]
    [InlineData("precision:0.9", "precision of at least 90 % is not reached: the most is 0.5, by a threshold that accepts 4 of 4 rows")]
    [InlineData("false-alarm:0.1", "false-alarm rate of at most 10 % is not reached: the least is 0.5")]
    [InlineData("cost:10:1", "reviewing every row costs 1 a row, and no threshold costs less")]
    public void What_cannot_be_reached_has_a_reason_and_no_threshold(string goal, string reason)
    {
        ChosenThreshold chosen = Thresholds.Choose([4, 3, 2, 1], [false, true, false, true], ThresholdTarget.Parse(goal));
        Assert.Null(chosen.Threshold);
        Assert.Null(chosen.Stability);
        Assert.Contains(reason, chosen.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Rates_of_rows_that_are_not_there_are_undefined()
    {
        Assert.Contains("no row is right", Thresholds.Choose([1, 2], [false, false], ThresholdTarget.FBeta()).Reason, StringComparison.Ordinal);
        Assert.Contains("no row is wrong", Thresholds.Choose([1, 2], [true, true], ThresholdTarget.Youden()).Reason, StringComparison.Ordinal);
        Assert.Contains("no row can be accepted", Thresholds.Choose([double.NegativeInfinity], [true], ThresholdTarget.Precision(.5)).Reason, StringComparison.Ordinal);
        OperatingPoint point = Thresholds.Choose([1, 2], [true, true], ThresholdTarget.Precision(.5), replicates: 0).Point!;
        Assert.Null(point.FalseAlarm);
        Assert.Equal(1, point.Recall);
    }

    [Fact]
    public void Rows_that_a_gate_stops_are_never_accepted_and_still_count()
    {
        OperatingPoint point = Thresholds.Choose([4, 3, 2, 1], [true, true, true, false], ThresholdTarget.Precision(1), acceptable: [false, true, true, true], replicates: 0).Point!;
        Assert.Equal((2, .5, 2.0 / 3), (point.Accepted, point.Coverage, point.Recall!.Value));
    }

    [Fact]
    public void A_class_has_the_rates_of_one_against_the_rest()
    {
        double[] scores = [9, 8, 7, 6, 5, 4];
        int[] answers = [0, 1, 0, 1, 0, 1], labels = [0, 1, 1, 0, 0, 1];
        IReadOnlyList<ChosenThreshold> chosen = Thresholds.ChoosePerClass(scores, answers, labels, 3, ThresholdTarget.Coverage(1), replicates: 0);
        OperatingPoint first = chosen[0].Point!;
        Assert.Equal((3, 1.0, 2.0 / 3, 2.0 / 3, 1.0 / 3), (first.Accepted, first.Coverage, first.Precision, first.Recall!.Value, first.FalseAlarm!.Value));
        Assert.Null(chosen[2].Threshold);
        Assert.Contains("no row can be accepted", chosen[2].Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Classes_that_share_their_draws_are_chosen_as_each_against_the_rest_would_be(bool weighted)
    {
        const int rows = 600, classes = 3;
        var random = new RandomStream(11);
        double[] scores = new double[rows], weights = new double[rows];
        int[] answers = new int[rows], labels = new int[rows];
        bool[] acceptable = new bool[rows];
        for (int i = 0; i < rows; i++)
        {
            scores[i] = random.NextDouble();
            weights[i] = .5 + random.NextDouble();
            answers[i] = (int)(random.NextDouble() * classes);
            labels[i] = random.NextDouble() < scores[i] ? answers[i] : (int)(random.NextDouble() * classes);
            acceptable[i] = random.NextDouble() < .9;
        }
        if (!weighted) weights = [];
        ThresholdTarget target = ThresholdTarget.FBeta();
        IReadOnlyList<ChosenThreshold> together = Thresholds.ChoosePerClass(scores, answers, labels, classes, target, weights, acceptable, replicates: 3_000);
        for (int k = 0; k < classes; k++)
        {
            ChosenThreshold alone = Thresholds.Choose(
                scores, Array.ConvertAll(labels, label => label == k), target, weights, [.. acceptable.Select((can, i) => can && answers[i] == k)], replicates: 3_000);
            OperatingPoint point = together[k].Point!;
            Assert.Equal((alone.Threshold, alone.Point!.Accepted), (together[k].Threshold, point.Accepted));
            Assert.Equal(alone.Point.Precision, point.Precision, 1e-12);
            Assert.Equal(alone.Point.Recall!.Value, point.Recall!.Value, 1e-12);
            Assert.Equal(alone.Point.FalseAlarm!.Value, point.FalseAlarm!.Value, 1e-12);
            // Other draws of the same law: ends of 3,000 replicates differ by some two hundredths of a rate at most.
            ThresholdStability one = alone.Stability!, shared = together[k].Stability!;
            Assert.Equal(one.Precision!.Low, shared.Precision!.Low, .02);
            Assert.Equal(one.Precision.High, shared.Precision.High, .02);
            Assert.Equal(one.Recall!.Low, shared.Recall!.Low, .02);
            Assert.Equal(one.Recall.High, shared.Recall.High, .02);
            Assert.Equal(one.FalseAlarm!.High, shared.FalseAlarm!.High, .02);
            Assert.Equal(one.FBeta!.Low, shared.FBeta!.Low, .02);
            Assert.Equal(one.Optimism, shared.Optimism, .01);
        }
    }

    [Fact]
    public void Thresholds_by_class_do_not_depend_on_the_order_of_rows_nor_on_classes_that_nobody_answers()
    {
        double[] scores = [.9, .8, .7, .6, .5, .4, .3, .2];
        int[] answers = [0, 1, 0, 1, 0, 1, 0, 1], labels = [0, 1, 1, 1, 0, 0, 1, 1];
        IReadOnlyList<ChosenThreshold> chosen = Thresholds.ChoosePerClass(scores, answers, labels, 2, ThresholdTarget.Precision(.6), replicates: 200);
        IReadOnlyList<ChosenThreshold> reversed = Thresholds.ChoosePerClass([.. scores.Reverse()], [.. answers.Reverse()], [.. labels.Reverse()], 500, ThresholdTarget.Precision(.6), replicates: 200);
        Assert.Equal(chosen, reversed.Take(2));
        Assert.All(reversed.Skip(2), one => Assert.Contains("no row can be accepted", one.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public void Rows_that_rounding_could_exchange_stay_together()
    {
        ChosenThreshold chosen = Thresholds.Choose([1.0000003, 1, .5], [true, false, false], ThresholdTarget.Precision(.4), replicates: 0);
        Assert.Equal(2, chosen.Point!.Accepted);
        Assert.Null(Thresholds.Choose([1.0000003, 1, .5], [true, false, false], ThresholdTarget.Precision(.6), replicates: 0).Threshold);
    }

    /// <summary>Of a mean of n coin flips the bootstrap's interval is known: the percentiles of Bin(n, p)/n.</summary>
    [Fact]
    public void Intervals_at_the_threshold_are_those_of_the_binomial()
    {
        const int rows = 400;
        double[] scores = [.. Enumerable.Range(0, rows).Select(i => (double)(rows - i))];
        bool[] right = [.. Enumerable.Range(0, rows).Select(i => i % 5 != 0)];
        ThresholdStability stability = Thresholds.Choose(scores, right, ThresholdTarget.Coverage(.5), replicates: 4_000).Stability!;
        // scipy.stats.binom(400, .5).ppf([.025, .975]) / 400 = .45, .55; of the precision given some 200 accepted, binom(200, .8): .745, .855.
        Assert.Equal(.45, stability.Coverage!.Low, .006);
        Assert.Equal(.55, stability.Coverage!.High, .006);
        Assert.Equal(.745, stability.Precision!.Low, .012);
        Assert.Equal(.855, stability.Precision!.High, .012);
        // The threshold is the median of 1 … 400: its bootstrap interval is the order statistics 200.5 ± 1.96·√(400·.25).
        Assert.Equal(181, stability.Threshold!.Low, 3.0);
        Assert.Equal(220, stability.Threshold!.High, 3.0);
        Assert.Equal(10, stability.Deviation!.Value, 1.0);
        Assert.Equal(0, stability.Unreached);
    }

    [Fact]
    public void Where_scores_say_nothing_the_best_of_them_flatters_and_the_optimism_says_so()
    {
        var random = new RandomStream(3);
        double[] scores = [.. Enumerable.Range(0, 300).Select(_ => random.NextDouble())];
        bool[] right = [.. Enumerable.Range(0, 300).Select(_ => random.NextDouble() < .5)];
        ChosenThreshold chosen = Thresholds.Choose(scores, right, ThresholdTarget.Youden());
        Assert.True(chosen.Point!.Recall - chosen.Point.FalseAlarm > .03);   // true J is 0
        Assert.InRange(chosen.Stability!.Optimism, .01, .2);
        Assert.True(chosen.Stability.Threshold!.High - chosen.Stability.Threshold.Low > .2);
    }

    [Fact]
    public void The_bootstrap_is_the_same_with_any_number_of_threads()
    {
        ThresholdStability one = Run(1), four = Run(4);
        Assert.Equal(one, four);

        static ThresholdStability Run(int threads)
        {
            int before = Threads.Maximum;
            Threads.Maximum = threads;
            try
            {
                return Thresholds.Choose(Scores, Right, ThresholdTarget.FBeta(), replicates: 200, seed: 4).Stability!;
            }
            finally
            {
                Threads.Maximum = before;
            }
        }
    }

    [Theory]
    [InlineData("precision:0")]
    [InlineData("precision:1.5")]
    [InlineData("risk:1")]
    [InlineData("fbeta:0")]
    [InlineData("fbeta:-1")]
    [InlineData("cost:1")]
    [InlineData("cost:0:1")]
    [InlineData("f2")]
    [InlineData("recall:nan")]
    [InlineData("coverage")]
    [InlineData("")]
    public void Goals_that_mean_nothing_are_refused(string goal) => Assert.Throws<ArgumentException>(() => ThresholdTarget.Parse(goal));

    [Theory]
    [InlineData("precision:0.9")]
    [InlineData("risk:0.05")]
    [InlineData("recall:1")]
    [InlineData("coverage:0.8")]
    [InlineData("false-alarm:0.01")]
    [InlineData("f1")]
    [InlineData("fbeta:2")]
    [InlineData("youden")]
    [InlineData("cost:10:0.5")]
    public void A_goal_is_read_as_it_is_written(string goal) => Assert.Equal(goal, ThresholdTarget.Parse(goal).ToString());

    private static double[] Ones(int rows) => [.. Enumerable.Repeat(1.0, rows)];

    /// <summary>Looks at every distinct score by the definition.</summary>
    private static (double Score, int Accepted)? Brute(double[] scores, bool[] right, double[] weights, ThresholdTarget target)
    {
        (double Score, int Accepted)? best = null;
        double most = target.Goal == ThresholdGoal.Cost ? -target.ReviewCost : double.NegativeInfinity;
        foreach (double threshold in scores.Distinct().OrderDescending())
        {
            double tp = 0, fp = 0, fn = 0, tn = 0;
            int rows = 0;
            for (int i = 0; i < scores.Length; i++)
            {
                bool accepts = scores[i] >= threshold;
                if (accepts) rows++;
                if (accepts && right[i]) tp += weights[i];
                else if (accepts) fp += weights[i];
                else if (right[i]) fn += weights[i];
                else tn += weights[i];
            }
            if (tp + fp == 0) continue;
            double n = tp + fp + fn + tn, precision = tp / (tp + fp), recall = tp / (tp + fn), alarms = fp / (fp + tn), b2 = target.Beta * target.Beta;
            const double slack = 1e-9;
            switch (target.Goal)
            {
                case ThresholdGoal.Precision when precision >= target.Value - slack:
                case ThresholdGoal.Risk when 1 - precision <= target.Value + slack:
                case ThresholdGoal.FalseAlarm when alarms <= target.Value + slack:
                    best = (threshold, rows);   // the laxest so far
                    break;
                case ThresholdGoal.Recall when best is null && recall >= target.Value - slack:
                case ThresholdGoal.Coverage when best is null && (tp + fp) / n >= target.Value - slack:
                    best = (threshold, rows);
                    break;
                case ThresholdGoal.FBeta or ThresholdGoal.Youden or ThresholdGoal.Cost:
                    double worth = target.Goal == ThresholdGoal.FBeta ? (1 + b2) * precision * recall / ((b2 * precision) + recall)
                        : target.Goal == ThresholdGoal.Youden ? recall - alarms
                        : -((target.ErrorCost * fp) + (target.ReviewCost * (fn + tn))) / n;
                    if (target.Goal == ThresholdGoal.FBeta && tp == 0 && tp + fn > 0) worth = 0;   // 0/0 by the formula, 0 by its other form
                    if (worth >= most - slack) (best, most) = ((threshold, rows), Math.Max(worth, most));
                    break;
            }
        }
        return best;
    }
}
