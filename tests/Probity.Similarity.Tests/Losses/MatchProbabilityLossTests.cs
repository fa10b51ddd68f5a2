using Probity.Learning.Engine;
using Probity.Numerics;

namespace Probity.Similarity.Tests.Losses;

public class MatchProbabilityLossTests
{
    /// <summary>PyTorch by hand in double.</summary>
    [Fact]
    public void Has_the_value_and_gradient_of_cross_entropy_over_both_kinds_alike() => FixedBatch.Check(new MatchProbabilityLoss(3), 3.300805668040405,
    [
        0.4088317158, -0.0452226886, -0.7659789233, -0.6669817185, 0.6693686893, 0.0140210724, -0.5493240392, 0.0172283721, -0.4854346695,
        0.0409744551, -0.2032966086, -0.0929650915, -0.0174193773, -1.148832194, -0.2243655066, 0.0086346408, 0.5310439134, -0.2450236573,
    ]);

    [Fact]
    public void Counts_every_pair_alike_where_asked() => FixedBatch.Check(new MatchProbabilityLoss(3, 0), 1.36640325268182,
    [
        0.2228645626, -0.0723563018, -0.3014244574, -0.2671734926, 0.2709926458, 0.0291003596, -0.2203374193, 0.0275653953, -0.1839725322,
        0.0655591282, -0.1277002607, -0.0170279378, 0.0387954345, -0.5048027487, -0.0256526202, 0.0138154253, 0.2335757148, -0.0839905784,
    ]);

    /// <summary>PyTorch by hand in double.</summary>
    [Theory]
    [InlineData(.5, .089427120541485, -.45107085750184683)]
    [InlineData(0, .04947879599449577, -.13931138073899468)]
    public void Its_own_numbers_have_their_gradient(double share, double ofScale, double ofShift)
    {
        var loss = new MatchProbabilityLoss(3, share);
        var objective = new EmbeddingObjective<double>(loss, [], new GroupRelations(FixedBatch.Groups, 3), 3, 3, 6);
        objective.Initialise(0);
        Whole(objective, FixedBatch.Embeddings, 6);
        Assert.Equal([10, -5], objective.Parameters.Values[..2]);
        Assert.Equal(ofScale, objective.Parameters.Gradient[0], 1e-9);
        Assert.Equal(ofShift, objective.Parameters.Gradient[1], 1e-9);
    }

    [Fact]
    public void Gradients_are_those_of_central_differences()
    {
        LossGradientCheck.Of(new MatchProbabilityLoss(2));
        LossGradientCheck.Of(new MatchProbabilityLoss(2, .2), MultiLabelRelations.Random(12, 5), 12, 4);

        var random = new RandomStream(4);
        double[] embeddings = [.. Enumerable.Range(0, 40).Select(_ => random.NextDouble())];
        var objective = new EmbeddingObjective<double>(new MatchProbabilityLoss(2, .3), [], new GroupRelations([0, 1, 2, 0, 1, 2, 0, 0, 1, 2], 3), 4, 2, 10);
        objective.Initialise(0);
        for (int i = 0; i < 2; i++)
        {
            double at = objective.Parameters.Values[i] *= .3;
            Whole(objective, embeddings, 10);
            double gradient = objective.Parameters.Gradient[i];
            objective.Parameters.Values[i] = at + 1e-6;
            double above = Whole(objective, embeddings, 10);
            objective.Parameters.Values[i] = at - 1e-6;
            double below = Whole(objective, embeddings, 10);
            objective.Parameters.Values[i] = at;
            Assert.NotEqual(0, gradient);
            Assert.Equal((above - below) / 2e-6, gradient, 1e-8);
        }
    }

    /// <summary>What holds at the optimum of a logistic fit: the mean probability is the share of matches, and so over the agreement.</summary>
    [Fact]
    public void Descent_makes_agreement_the_share_of_matches()
    {
        var random = new RandomStream(6);
        int[] labels = [.. Enumerable.Range(0, 120).Select(i => i % 4)];
        var embeddings = new double[120 * 8];
        for (int i = 0; i < 120; i++)
        {
            embeddings[(i * 8) + labels[i]] = 1;                                                              // the first group is the label,
            embeddings[(i * 8) + 4 + (random.NextDouble() < .6 ? labels[i] : random.NextInt32(4))] = 1;       // the second often
        }
        var relations = new GroupRelations(labels, 4);
        var objective = new EmbeddingObjective<double>(new MatchProbabilityLoss(2, 0), [], relations, 8, 2, 120);
        objective.Initialise(0);
        for (int step = 0; step < 400; step++)
        {
            Whole(objective, embeddings, 120);
            for (int k = 0; k < 2; k++) objective.Parameters.Values[k] -= 4 * objective.Parameters.Gradient[k];
        }
        double expected = 0, matches = 0, expectedAgreement = 0, agreementOfMatches = 0;
        for (int i = 0; i < 120; i++)
        {
            for (int j = 0; j < 120; j++)
            {
                if (i == j) continue;
                double agreement = 0;
                for (int k = 0; k < 8; k++) agreement += embeddings[(i * 8) + k] * embeddings[(j * 8) + k] / 2;
                double probability = 1 / (1 + Math.Exp(-(objective.Parameters.Values[0] * agreement) - objective.Parameters.Values[1]));
                expected += probability;
                expectedAgreement += probability * agreement;
                if (labels[i] != labels[j]) continue;
                matches++;
                agreementOfMatches += agreement;
            }
        }
        Assert.Equal(matches / (120 * 119), expected / (120 * 119), .003);
        Assert.Equal(agreementOfMatches / (120 * 119), expectedAgreement / (120 * 119), .003);
    }

    [Fact]
    public void Pairs_of_one_kind_alone_are_counted_by_their_weight()
    {
        double value = new MatchProbabilityLoss(1).ValueAndGradient([1, 0, 1, 0.0], 2, [0, 0], 1, new double[4]);
        Assert.Equal(.5 * Math.Log(1 + Math.Exp(-5)), value, 1e-12);
        Assert.Equal(0, new MatchProbabilityLoss(1).ValueAndGradient([1, 0.0], 2, [0], 1, new double[2]));
    }

    [Fact]
    public void Refuses_what_has_no_meaning_for_it()
    {
        Assert.Contains("match-probability(8)", Assert.Throws<ArgumentException>(() => SimilarityLoss.Parse("match-probability")).Message);
        Assert.Contains("whole number", Assert.Throws<ArgumentException>(() => SimilarityLoss.Parse("match-probability(2.5)")).Message);
        Assert.Throws<ArgumentException>(() => new MatchProbabilityLoss(4, 1));
        Assert.Contains("no reducer", Assert.Throws<ArgumentException>(() => Value(new MatchProbabilityLoss(4) { Reducer = Reducer.Sum })).Message);
        Assert.Contains("take dot", Assert.Throws<ArgumentException>(() => Value(new MatchProbabilityLoss(4) { Distance = Distance.Cosine })).Message);

        static double Value(SimilarityLoss loss) => loss.ValueAndGradient(FixedBatch.Embeddings, 3, FixedBatch.Groups, 3, new double[18]);
    }

    private static unsafe double Whole(EmbeddingObjective<double> objective, double[] embeddings, int rows)
    {
        embeddings.CopyTo(new Span<double>(objective.OutputsStart, embeddings.Length));
        objective.Begin(new Batch(rows) { Count = rows, Known = rows });
        for (int i = 0; i < rows; i++) objective.Take(i, i);
        return objective.Whole();
    }
}
