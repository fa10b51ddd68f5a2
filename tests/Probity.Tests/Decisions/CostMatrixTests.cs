using Probity.Decisions;
using Probity.Numerics;
using Probity.Tests.Scores;

namespace Probity.Tests.Decisions;

public class CostMatrixTests
{
    [Fact]
    public void A_constant_cost_of_errors_is_Chow_s_threshold()
    {
        const int Rows = 2_000, K = 4;
        double[] logits = Doubles(Rows * K, 6, 3);
        foreach ((double error, double review) in (ReadOnlySpan<(double, double)>)[(10, 1), (8, 2), (3, 1), (4, 3.5), (1, 0)])
        {
            var (answers, confidence, saving, _) = Answer(CostMatrix.Constant(error, review, null, K), K, logits);
            for (int i = 0; i < Rows; i++)
            {
                var oracle = new SoftmaxOracle([.. logits.AsSpan(i * K, K).ToArray().Select(z => (float)z)], 1);
                Assert.Equal(oracle.Predicted, answers[i]);
                Assert.Equal(oracle.MaxProbability, confidence[i], 1e-9);
                Assert.Equal(confidence[i] >= 1 - (review / error), saving[i] >= 0);
            }
        }
    }

    [Fact]
    public void At_the_threshold_itself_a_row_is_answered()
    {
        var (_, confidence, saving, _) = Answer(CostMatrix.Constant(4, 2, null, 2), 2, [0, 0]);   // ½ = 1 − 2/4
        Assert.Equal((.5, 0.0), (confidence[0], saving[0]));
    }

    [Fact]
    public void A_row_so_sure_that_its_confidence_rounds_to_1_still_has_an_expected_cost()
    {
        var (_, confidence, saving, _) = Answer(CostMatrix.Constant(1e30, 1, null, 2), 2, [0, 50]);
        Assert.Equal(1, confidence[0]);
        Assert.Equal(1 - (1e30 * Math.Exp(-50)), saving[0], 1e-9 * 1e30 * Math.Exp(-50));   // 1.9e8 more than a review
    }

    /// <summary>Against sums over all classes in the order of the definition, for random matrices with costs of review and rejection by true class.</summary>
    [Fact]
    public void Random_matrices_agree_with_brute_force()
    {
        var random = new RandomStream(5);
        for (int trial = 0; trial < 200; trial++)
        {
            int classes = 2 + (trial % 5), columns = trial % 10 == 0 ? 1 : classes;   // every tenth a binary column, of two classes
            double[] costs = [.. Enumerable.Range(0, classes * classes).Select(_ => 5 * random.NextDouble())];
            double[] review = [.. Enumerable.Range(0, classes).Select(_ => 2 * random.NextDouble())], reject = [.. Enumerable.Range(0, classes).Select(_ => 2 * random.NextDouble())];
            var matrix = CostMatrix.Of(costs, classes, review, reject);
            double[] logits = Doubles(20 * columns, 2, (ulong)trial);
            var (answers, confidence, saving, otherwise) = Answer(matrix, columns, logits);
            for (int i = 0; i < 20; i++)
            {
                double[] p = columns == 1
                    ? [1 / (1 + Math.Exp(logits[i])), 1 / (1 + Math.Exp(-logits[i]))]
                    : Normalised([.. logits.AsSpan(i * columns, columns).ToArray().Select(Math.Exp)]);
                double[] expected = [.. Enumerable.Range(0, classes).Select(a => Enumerable.Range(0, classes).Sum(k => p[k] * costs[(k * classes) + a]))];
                double human = p.Zip(review, (x, y) => x * y).Sum(), none = p.Zip(reject, (x, y) => x * y).Sum();
                Assert.Equal(Array.IndexOf(expected, expected.Min()), answers[i]);
                Assert.Equal(p[answers[i]], confidence[i], 1e-12);
                Assert.Equal(Math.Min(human, none) - expected.Min(), saving[i], 1e-12);
                Assert.Equal(human <= none ? Decision.Review : Decision.Reject, otherwise[i]);
            }
        }
    }

    [Fact]
    public void Dear_errors_of_one_class_change_the_answer()
    {
        // Class 1 has p = 0.2: missing it costs 10, so answering 0 costs 2, answering 1 costs 0.8.
        var (answers, confidence, saving, otherwise) = Answer(CostMatrix.Of([0, 1, 10, 0], 2, [1], [.9]), 2, [Math.Log(.8), Math.Log(.2)]);
        Assert.Equal(1, answers[0]);
        Assert.Equal(.2, confidence[0], 1e-12);
        Assert.Equal(.1, saving[0], 1e-12);
        Assert.Equal(Decision.Reject, otherwise[0]);
    }

    [Fact]
    public void Costs_that_are_none_are_refused_in_words()
    {
        Says("cost of answering class 0 with 1: -1; it must be finite and not negative", () => CostMatrix.Of([0, -1, 1, 0], 2, [1]));
        Says("cost of answering class 1 with 0: NaN", () => CostMatrix.Of([0, 1, double.NaN, 0], 2, [1]));
        Says("cost of a review: Infinity", () => CostMatrix.Constant(1, double.PositiveInfinity, null, 3));
        Says("3 numbers where 2 classes need 4", () => CostMatrix.Of([0, 1, 1], 2, [1]));
        Says("neither of a review nor of a rejection", () => CostMatrix.Constant(1, null, null, 3));
        Says("cost of a rejection: 2 numbers where one, or one for each of 3", () => CostMatrix.Of(new double[9], 3, [], [1, 2]));
        Says("classes of the costs: 1", () => CostMatrix.Constant(1, 1, null, 1));

        static void Says(string words, Func<object> act) => Assert.Contains(words, Assert.Throws<ArgumentException>(act).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_right_answer_that_costs_more_than_a_wrong_one_is_pointed_out()
    {
        Assert.Contains("of class 1 the wrong answer 0 costs 1, less than the right one (2)", Assert.Single(CostMatrix.Of([0, 1, 1, 2], 2, [1]).Warnings()), StringComparison.Ordinal);
        Assert.Empty(CostMatrix.Constant(2, 1, null, 3).Warnings());
    }

    private static double[] Normalised(double[] terms) => [.. terms.Select(term => term / terms.Sum())];

    private static double[] Doubles(int count, double scale, ulong seed) => [.. LogitScoresTests.Normal(count, scale, seed).Select(z => (double)z)];

    private static (int[] Answers, double[] Confidence, double[] Saving, Decision[] Otherwise) Answer(CostMatrix costs, int columns, double[] logits)
    {
        int rows = logits.Length / columns;
        int[] answers = new int[rows];
        double[] confidence = new double[rows], saving = new double[rows];
        var otherwise = new Decision[rows];
        CostAnswers.Compute(costs, columns, logits, answers, confidence, saving, otherwise);
        return (answers, confidence, saving, otherwise);
    }
}
