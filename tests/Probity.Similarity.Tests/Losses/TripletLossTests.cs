using Probity.Numerics;

namespace Probity.Similarity.Tests.Losses;

public class TripletLossTests
{
    /// <summary>50,000 positives and as many negatives of one anchor, as with two groups and a large memory: 2.5·10⁹ triplets of .1 each, beyond what an int counts.</summary>
    [Fact]
    public void Billions_of_triplets_of_one_anchor_are_counted()
    {
        const int Each = 50_000;
        var table = new PairTable(1, 2 * Each);
        table.Begin(1, 2 * Each);
        table.Values[..Each].Fill(1);
        table.Values[Each..].Fill(1.1);
        table.Relations[..Each].Fill(Relation.Positive);
        table.Relations[Each..].Fill(Relation.Negative);
        var elements = new LossElements();
        new TripletLoss(.2).Compute(table, elements, [], []);
        Assert.Equal(.1, Reducer.MeanOfNonZero.Apply(elements, table), 1e-9);
        Assert.Equal(1.0 / Each, table.Gradient[0], 1e-15);
        Assert.Equal(-1.0 / Each, table.Gradient[^1], 1e-15);
    }

    /// <summary>Its matrix form is (1 − cos) / 2: half of our distance, so a margin of .5 there is 1 here and the value is half of ours.</summary>
    [Fact]
    public void All_triplets_have_the_value_and_gradient_of_Quaterion() => FixedBatch.Check(new TripletLoss(1), .566836434683582,
    [
        0.1149032836, -0.0235853377, -0.0471706753,
        -0.056460935, -0.0049095733, 0.0309304802,
        -0.3184120679, 0.0363230262, -0.0544845393,
        0.0147299844, -0.1279991206, -0.0163666494,
        -0.0489975552, -0.048657871, 0.0407620963,
        0.031387852, 0.1109602638, 0.0146476643,
    ], scale: .5);

    [Fact]
    public void All_triplets_have_the_value_and_gradient_of_Quaterion_on_Euclidean_distances() =>
        FixedBatch.Check(new TripletLoss(.5) { Distance = Distance.Euclidean }, 1.0430566853826944,
        [
            0.3023392773, 0.0464136337, -0.2122905825,
            -0.1475514487, 0.1545781468, 0.0777788425,
            -0.2316485856, 0.0019729669, -0.0200273141,
            0.0853127714, -0.1805133662, 0.0673685355,
            -0.0471017371, -0.2426710954, 0.0795906324,
            0.0386497228, 0.2202197143, 0.0075798863,
        ]);

    [Fact]
    public void All_triplets_have_the_value_and_gradient_of_pytorch_metric_learning() => OtherDistances.Check(new TripletLoss(.05), OtherDistances.UnitEuclidean, .5505370493731366,
    [
        0.1811847555, -0.07380933, -0.1476186599,
        -0.116010693, -0.0187895042, 0.0983601554,
        -0.4987464651, 0.2184291648, -0.3276437472,
        0.0809057896, -0.1807683624, -0.0898953218,
        -0.1055174151, -0.1045596555, 0.1149311456,
        0.0291570951, 0.1829861192, 0.0136066444,
    ]);

    /// <summary>Half of our distance, again; and ln(1 + eˣ) cannot be rescaled from outside.</summary>
    [Fact]
    public void Soft_has_the_value_and_gradient_of_Quaterion() =>
        OtherDistances.Check(new TripletLoss(0, TripletMode.Soft), cosine => ((1 - cosine) / 2, -.5), .8803201565061602,
        [
            0.0952076243, -0.0403932126, -0.0807864252,
            -0.0424008654, 0.0001792847, 0.0077630342,
            -0.223297586, 0.0825619904, -0.1238429856,
            0.0287246768, -0.0789692033, -0.0319163076,
            -0.0502027664, -0.0499816426, 0.0265348647,
            -0.0034993852, 0.0683229503, -0.0016330464,
        ]);

    /// <summary>
    /// Quaterion says 2.663595877869949, more than a mean of hinges at margin .5 can be where distances end at 1: it divides d⁺ − d⁻ by the mean of all d⁻
    /// before it adds the margin. No paper has that, and the step then grows without end as negatives come near. Ours is the mean of hinges; its number comes
    /// out of ours.
    /// </summary>
    [Fact]
    public void Hard_is_the_mean_of_hinges_and_not_one_over_the_mean_negative_distance()
    {
        // The farthest positive and the nearest negative of each item, from the known distance matrix of the batch.
        double[] positive = [.29737128989063777, .8247452610390538, .3144625660506347, .3144625660506347, .8247452610390538, .29737128989063777];
        double[] negative = [.18246013108851789, .029682034359070464, .029682034359070464, .23523947464107686, .18246013108851789, .24867001721431592];
        double hinges = positive.Zip(negative, (far, near) => Math.Max(0, far - near + .5)).Average();
        double value = .5 * new TripletLoss(1, TripletMode.Hard).ValueAndGradient(FixedBatch.Embeddings, FixedBatch.Columns, FixedBatch.Groups, 3, new double[18]);
        Assert.Equal(hinges, value, 1e-12);
        Assert.Equal(2.663595877869949, ((value - .5) / negative.Average()) + .5, 1e-9);
    }

    [Fact]
    public void Semi_hard_takes_for_each_pair_the_nearest_negative_beyond_the_positive()
    {
        double[] distances =
        [
            0, .1, .5, .55, .8,
            .1, 0, .9, .05, .1,
        ];
        Relation[] relations =
        [
            Relation.None, Relation.Positive, Relation.Positive, Relation.Negative, Relation.Negative,
            Relation.Positive, Relation.None, Relation.Positive, Relation.Negative, Relation.Negative,
        ];
        var table = new PairTable(2, 5);
        table.Begin(2, 5);
        distances.CopyTo(table.Values);
        relations.CopyTo(table.Relations);
        var elements = new LossElements();
        new TripletLoss(.2, TripletMode.SemiHard).Compute(table, elements, [], []);

        // Anchor 0: (.1, .55) is beyond the margin and has loss 0, (.5, .55) has .15. Anchor 1: .1 is no farther than .1, and nothing is farther than .9.
        LossElement[] all = elements.All.ToArray();
        Assert.Equal(2, all.Length);
        Assert.Equal([0, .15], all.Select(element => Math.Round(element.Loss, 12)));
        Assert.Equal([0, 0, 1, -1, 0, 0, 0, 0, 0, 0], table.Gradient.ToArray());
    }

    [Theory]
    [InlineData(TripletMode.All)]
    [InlineData(TripletMode.SemiHard)]
    [InlineData(TripletMode.Hard)]
    [InlineData(TripletMode.Soft)]
    public void Has_the_value_of_a_loop_over_all_triplets(TripletMode mode)
    {
        const int rows = 23, columns = 3;
        var random = new RandomStream(5);
        double[] batch = [.. Enumerable.Range(0, rows * columns).Select(_ => random.NextGaussian())];
        int[] groups = [.. Enumerable.Range(0, rows).Select(i => i < 5 ? i : random.NextInt32(4))];   // group 4 has one item
        var losses = new List<double>();
        for (int a = 0; a < rows; a++)
        {
            int[] positives = [.. Enumerable.Range(0, rows).Where(j => j != a && groups[j] == groups[a])], negatives = [.. Enumerable.Range(0, rows).Where(j => groups[j] != groups[a])];
            if (positives.Length == 0) continue;
            double farthest = positives.Max(p => Apart(a, p)), nearest = negatives.Min(n => Apart(a, n));
            if (mode == TripletMode.Hard) losses.Add(Math.Max(0, farthest - nearest + .4));
            else if (mode == TripletMode.Soft) losses.Add(Math.Log(1 + Math.Exp(farthest - nearest + .4)));
            else
            {
                foreach (int p in positives)
                {
                    double[] beyond = [.. negatives.Select(n => Apart(a, n)).Where(d => mode == TripletMode.All || d > Apart(a, p)).Order()];
                    losses.AddRange(beyond.Take(mode == TripletMode.All ? rows : 1).Select(d => Apart(a, p) - d + .4).Where(loss => loss > 0));
                }
            }
        }
        Assert.Equal(losses.Average(), new TripletLoss(.4, mode) { Distance = Distance.Manhattan }.ValueAndGradient(batch, columns, groups, 5, new double[batch.Length]), 1e-11);

        double Apart(int i, int j) => Enumerable.Range(0, columns).Sum(k => Math.Abs(batch[(i * columns) + k] - batch[(j * columns) + k]));
    }

    [Theory]
    [InlineData(TripletMode.All, Distance.Cosine)]
    [InlineData(TripletMode.All, Distance.DotProduct)]
    [InlineData(TripletMode.All, Distance.Euclidean)]
    [InlineData(TripletMode.All, Distance.Manhattan)]
    [InlineData(TripletMode.SemiHard, Distance.Cosine)]
    [InlineData(TripletMode.SemiHard, Distance.Euclidean)]
    [InlineData(TripletMode.Hard, Distance.Cosine)]
    [InlineData(TripletMode.Hard, Distance.DotProduct)]
    [InlineData(TripletMode.Soft, Distance.Cosine)]
    [InlineData(TripletMode.Soft, Distance.Manhattan)]
    public void Its_gradient_is_that_of_central_differences(TripletMode mode, Distance distance)
    {
        LossGradientCheck.Of(new TripletLoss(.5, mode) { Distance = distance });
        LossGradientCheck.Of(new TripletLoss(.5, mode) { Distance = distance }, new SharedLabels([1, 3, 2, 4, 6, 0, 1, 8, 12, 5]), 10, 4);
    }

    [Fact]
    public void Mined_triplets_are_taken_and_no_others()
    {
        var table = new PairTable(1, 4);
        table.Begin(1, 4);
        double[] distances = [0, .6, .3, .5];
        distances.CopyTo(table.Values);
        table.HasTriplets = true;
        table.Triplets.Add(new Triplet(0, 1, 3));
        var elements = new LossElements();
        new TripletLoss(.2, TripletMode.Hard).Compute(table, elements, [], []);
        Assert.Equal(.3, Assert.Single(elements.All.ToArray()).Loss, 1e-12);
        Assert.Equal([0, 1, 0, -1], table.Gradient.ToArray());
    }

    [Theory]
    [InlineData("triplet(0.2)")]
    [InlineData("triplet-hard(0.5)")]
    [InlineData("triplet-semihard(0.2)")]
    [InlineData("triplet-soft(0)")]
    public void Reads_what_it_writes(string text) => Assert.Equal(text, SimilarityLoss.Parse(text).ToString());

    [Fact]
    public void Refuses_a_margin_below_0() => Assert.Contains("-1", Assert.Throws<ArgumentException>(() => new TripletLoss(-1)).Message, StringComparison.Ordinal);
}
