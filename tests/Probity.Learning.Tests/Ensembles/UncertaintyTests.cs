namespace Probity.Learning.Tests.Ensembles;

public class UncertaintyTests
{
    [Fact]
    public void Two_members_worked_by_hand()
    {
        // p = (.9, .1) and (.5, .5), mean (.7, .3). Python's math module: H(.7, .3), the mean of the entropies, their difference,
        // and (KL(a‖b) + KL(b‖a)) / 4.
        float[] sure = [(float)Math.Log(9), 0], unsure = [0, 0];
        EnsembleUncertainty found = Tables.Model(Head.Softmax, 2, 1, sure, unsure).Uncertainty(Tables.Rows(1));
        Assert.Equal(2, found.Members);
        Assert.Equal(0.6108643020548935, found.PredictiveEntropy[0], 1e-7);
        Assert.Equal(0.5091150769756967, found.ExpectedEntropy[0], 1e-7);
        Assert.Equal(0.10174922507919681, found.MutualInformation[0], 1e-7);
        Assert.Equal(0.21972245773362195, found.ExpectedPairwiseDivergence[0], 1e-7);
        Assert.Equal(0, found.Disagreement[0]);   // a tie is a vote for the first
    }

    [Fact]
    public void Members_that_are_sure_of_different_classes_know_nothing_together()
    {
        EnsembleUncertainty found = Tables.Model(Head.Softmax, 3, 1, [500, 0, 0], [0, 500, 0], [0, 0, 500], [0, 0, 500]).Uncertainty(Tables.Rows(1));
        Assert.Equal(1.5 * Math.Log(2), found.PredictiveEntropy[0], 1e-12);   // of (¼, ¼, ½)
        Assert.Equal(found.PredictiveEntropy[0], found.MutualInformation[0], 1e-12);
        Assert.InRange(found.ExpectedEntropy[0], 0, 1e-200);
        Assert.Equal(.5, found.Disagreement[0]);
        // Of 16 ordered pairs all but 6 differ, by 500 nats each.
        Assert.Equal(10 / 16.0 * 500, found.ExpectedPairwiseDivergence[0], 1e-9);
    }

    [Theory]
    [InlineData(.01)]
    [InlineData(1)]
    [InlineData(8)]
    public void Agrees_with_the_definitions_and_keeps_their_laws(double spread)
    {
        const int rows = 60, classes = 5, members = 4;
        float[][] tables = [.. Enumerable.Range(0, members).Select(i => Tables.Random(rows * classes, spread, (ulong)i))];
        EnsembleUncertainty softmax = Tables.Model(Head.Softmax, classes, rows, tables).Uncertainty(Tables.Rows(rows));
        Check(softmax, rows, i => [.. tables.Select(table => Tables.Softmax(table[(i * classes)..((i + 1) * classes)]))], classes);
        EnsembleUncertainty cells = Tables.Model(Head.MultiLabel, classes, rows, tables).Uncertainty(Tables.Rows(rows));
        Check(cells, rows * classes, i => [.. tables.Select(table => Tables.Softmax(table[i]))], 2);
        EnsembleUncertainty binary = Tables.Model(Head.Sigmoid, 2, rows * classes, tables).Uncertainty(Tables.Rows(rows * classes));
        Assert.Equal(cells.PredictiveEntropy.ToArray(), binary.PredictiveEntropy.ToArray());
        Assert.Equal(cells.Disagreement.ToArray(), binary.Disagreement.ToArray());
    }

    [Fact]
    public void Small_disagreement_keeps_its_digits()
    {
        // p = σ(±δ): ln 2 − H(σ(δ)) = δ²/8 − δ⁴/64 + …
        const float delta = 1e-6f;
        EnsembleUncertainty found = Tables.Model(Head.Sigmoid, 2, 1, [delta], [-delta]).Uncertainty(Tables.Rows(1));
        double expected = (double)delta * delta / 8;
        Assert.InRange(found.MutualInformation[0] / expected, 1 - 1e-8, 1 + 1e-8);
        Assert.Equal(.5, found.Disagreement[0]);
    }

    [Fact]
    public void Equal_members_have_no_mutual_information_at_all()
    {
        float[] table = Tables.Random(50 * 4, 6, 3);
        EnsembleUncertainty found = Tables.Model(Head.Softmax, 4, 50, table, table, table, table, table).Uncertainty(Tables.Rows(50));
        Assert.Equal(new double[50], found.MutualInformation.ToArray());
        Assert.Equal(new double[50], found.ExpectedPairwiseDivergence.ToArray());
        Assert.Equal(new double[50], found.Disagreement.ToArray());
        Assert.Equal(found.ExpectedEntropy.ToArray(), found.PredictiveEntropy.ToArray());
    }

    [Fact]
    public void One_network_is_refused_in_words()
    {
        Classifier one = Tables.Model(Head.Softmax, 2, 1, [1, 0]);
        Assert.Contains("train several members", Assert.Throws<InvalidOperationException>(() => one.Uncertainty(Tables.Rows(1))).Message, StringComparison.Ordinal);
    }

    private static void Check(EnsembleUncertainty found, int questions, Func<int, double[][]> probabilities, int classes)
    {
        Assert.Equal(questions, found.MutualInformation.Length);
        for (int i = 0; i < questions; i++)
        {
            double[][] p = probabilities(i);
            double[] mean = [.. Enumerable.Range(0, classes).Select(k => p.Average(own => own[k]))];
            double total = Entropy(mean), expected = p.Average(Entropy);
            Assert.Equal(total, found.PredictiveEntropy[i], 1e-12);
            Assert.Equal(expected, found.ExpectedEntropy[i], 1e-12);
            Assert.Equal(total - expected, found.MutualInformation[i], 1e-12);
            Assert.Equal(p.Average(a => p.Average(b => Divergence(a, b))), found.ExpectedPairwiseDivergence[i], 1e-9);
            int answer = Array.IndexOf(mean, mean.Max());
            Assert.Equal(p.Count(own => Array.IndexOf(own, own.Max()) != answer) / (double)p.Length, found.Disagreement[i]);

            Assert.InRange(found.MutualInformation[i], 0, Math.Min(found.PredictiveEntropy[i], Math.Log(p.Length)));
            Assert.True(found.ExpectedPairwiseDivergence[i] >= found.MutualInformation[i]);
        }
    }

    private static double Entropy(double[] p) => -p.Sum(x => x * Math.Log(x));

    private static double Divergence(double[] p, double[] q) => p.Zip(q).Sum(pair => pair.First * Math.Log(pair.First / pair.Second));
}
