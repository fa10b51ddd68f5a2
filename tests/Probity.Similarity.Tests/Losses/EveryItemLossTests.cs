using Probity.Numerics;

namespace Probity.Similarity.Tests.Losses;

/// <summary>What must hold of every loss of pairs, whatever its formula.</summary>
public class EveryItemLossTests
{
    public static TheoryData<string> OfGroups =>
    [
        "fastap(10)", "group-contrastive(0.1,1.1)", "lifted-structure(0.1,1)", "margin(0.2,0.9)", "multi-similarity(2,5,0.5)", "n-pairs(0.1)", "nca(1)",
        "nt-xent(0.5)", "online-contrastive(1.2)", "online-contrastive-all(1.2)", "triplet(0.5)", "triplet-hard(0.5)", "triplet-semihard(0.5)", "triplet-soft(0)", "tuplet-margin(5,3)",
    ];

    /// <summary>Whose derivative is not the slope of its value: see its own test.</summary>
    public static TheoryData<string> WithHeldWeights => ["circle(0.3,5)"];

    public static TheoryData<string> OfGivenPairs => ["contrastive(1)", "contrastive-subgroups(1)", "multiple-negatives(20)", "multiple-negatives-symmetric(20)"];

    /// <summary>The two of a positive pair, if there are no others, are nothing to tell apart for these.</summary>
    public static TheoryData<string> OfBothKinds =>
    [
        "circle(0.4,80)", "fastap(10)", "lifted-structure(0,1)", "n-pairs(0.1)", "nca(2)", "nt-xent(0.07)", "online-contrastive(0.5)", "triplet(0.2)", "triplet-hard(0.2)",
        "triplet-semihard(0.2)", "triplet-soft(0)", "tuplet-margin(5.73,64)",
    ];

    [Theory]
    [MemberData(nameof(WithHeldWeights))]
    [MemberData(nameof(OfGroups))]
    [MemberData(nameof(OfGivenPairs))]
    public void Reads_what_it_writes(string text) => Assert.Equal(text, SimilarityLoss.Parse(text).ToString());

    /// <summary>Central differences in the table itself: more references than anchors, as with a memory, and relations of any kind, as with several labels.</summary>
    [Theory]
    [MemberData(nameof(OfGroups))]
    [MemberData(nameof(OfGivenPairs))]
    public void Its_derivative_in_the_table_is_that_of_central_differences(string text)
    {
        SimilarityLoss loss = SimilarityLoss.Parse(text);
        const double nudge = 1e-6;
        var table = new PairTable(7, 11);
        double[] values = Fill(), gradient = new double[values.Length];
        Value();
        table.Gradient.CopyTo(gradient);
        Assert.Contains(gradient, derivative => derivative != 0);
        for (int c = 0; c < values.Length; c++)
        {
            double at = values[c];
            values[c] = at + nudge;
            double above = Value();
            values[c] = at - nudge;
            double below = Value();
            values[c] = at;
            Assert.Equal((above - below) / (2 * nudge), gradient[c], 1e-7);
        }

        double Value()
        {
            Fill();
            values.CopyTo(table.Values);
            var elements = new LossElements();
            loss.Compute(table, elements, [], []);
            return loss.OwnReducer.Apply(elements, table);
        }

        double[] Fill()
        {
            var random = new RandomStream(3);
            table.Begin(7, 11);
            double[] cells = new double[77];
            for (int i = 0; i < 7; i++)
            {
                table.Scores[i] = .2 + (.1 * i);
                for (int j = 0; j < 11; j++)
                {
                    cells[(i * 11) + j] = loss.ReadsSimilarity ? (2 * random.NextDouble()) - 1 : 2 * random.NextDouble();
                    double kind = random.NextDouble();
                    table.RelationsOf(i)[j] = i == j || kind < .1 ? Relation.None : kind < .4 ? Relation.Positive : Relation.Negative;
                }
            }
            for (int j = 0; j < 11; j++) table.Seconds[j] = j % 2 == 1;
            return cells;
        }
    }

    /// <summary>Elements, their sums and the rows of their derivatives agree, whatever weighs them.</summary>
    [Theory]
    [MemberData(nameof(OfGroups))]
    public void Its_gradient_is_that_of_central_differences_with_every_reducer(string text)
    {
        foreach (Reducer reducer in new[] { Reducer.Mean, Reducer.MeanOfNonZero, Reducer.PerClass, Reducer.Sum })
            LossGradientCheck.Of(SimilarityLoss.Parse(text) with { Reducer = reducer, Distance = Distance.Cosine });
    }

    /// <summary>However it is computed, what an item is to itself must not count: a number there that would spoil everything changes nothing.</summary>
    [Theory]
    [MemberData(nameof(WithHeldWeights))]
    [MemberData(nameof(OfGroups))]
    public void An_item_is_nothing_to_itself(string text)
    {
        SimilarityLoss loss = SimilarityLoss.Parse(text);
        loss = loss with { Distance = Distance.Cosine };   // N-pairs reads the length of an item there, on the product alone
        var table = new PairTable(6, 6);
        (double plain, double[] gradient) = Of(0);
        (double spoiled, double[] other) = Of(double.NaN);
        Assert.Equal(plain, spoiled);
        Assert.Equal(gradient, other);

        (double Value, double[] Gradient) Of(double self)
        {
            var random = new RandomStream(4);
            var relations = new GroupRelations(FixedBatch.Groups, 3);
            table.Begin(6, 6);
            for (int i = 0; i < 6; i++)
            {
                for (int j = 0; j < 6; j++)
                {
                    table.Values[(i * 6) + j] = i == j ? self : random.NextDouble();
                    table.RelationsOf(i)[j] = relations.Between(i, j);
                }
            }
            var elements = new LossElements();
            loss.Compute(table, elements, [], []);
            double value = loss.OwnReducer.Apply(elements, table);
            for (int i = 0; i < 6; i++) Assert.Equal(0, table.GradientOf(i)[i]);
            return (value, table.Gradient.ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(WithHeldWeights))]
    [MemberData(nameof(OfGroups))]
    public void Collapsed_embeddings_give_numbers(string text)
    {
        int[] groups = [0, 0, 1, 1, 1, 2];   // group 2 has one item
        foreach (double[] item in new double[][] { [.3, -.2], [0, 0], [1e-200, 0], [1e8, 1e8] })
        {
            Finite(text, [.. Enumerable.Repeat(item, 6).SelectMany(row => row)], new GroupRelations(groups, 3));
            Finite(text, [.. Enumerable.Repeat(item, 6).SelectMany((row, i) => i == 3 ? row.Select(value => -value) : row)], new GroupRelations(groups, 3));
        }
        Finite(text, [1, 0, 0, 1, 1, 1, 2, 1, 1, 3, 1, 4], new GroupRelations([0, 1, 2, 3, 4, 5], 6));
        Finite(text, [1, 0, 0, 1, 1, 1, 2, 1, 1, 3, 1, 4], new GroupRelations([0, 0, 0, 0, 0, 0], 1));
        Finite(text, [1, 0], new GroupRelations([0], 1));
    }

    [Theory]
    [MemberData(nameof(OfGivenPairs))]
    public void Collapsed_pairs_give_numbers(string text)
    {
        foreach (double[] item in new double[][] { [.3, -.2], [0, 0], [1e-200, 0] })
        {
            Finite(text, [.. Enumerable.Repeat(item, 6).SelectMany(row => row)], new PairRelations([0, 1, 2, 3, 4, 5], [1, 0, .5]));
            Finite(text, [.. Enumerable.Repeat(item, 6).SelectMany(row => row)], new PairRelations([0, 0, 1, 2, 1, 2], [1, 0, .5]));
        }
        Finite(text, [1, 0, 0, 1], new PairRelations([0, 1], [1]));
    }

    [Theory]
    [MemberData(nameof(OfBothKinds))]
    public void Without_positives_or_without_negatives_there_is_no_loss(string text)
    {
        SimilarityLoss loss = SimilarityLoss.Parse(text);
        var gradient = new double[12];
        double[] batch = [1, 0, 0, 1, 1, 1, 2, 1, 1, 3, 1, 4];
        Assert.Equal(0, loss.ValueAndGradient(batch, 2, [0, 1, 2, 3, 4, 5], 6, gradient));
        Assert.All(gradient, derivative => Assert.Equal(0, derivative));
        Assert.Equal(0, loss.ValueAndGradient(batch, 2, [0, 0, 0, 0, 0, 0], 1, gradient));
        Assert.All(gradient, derivative => Assert.Equal(0, derivative));
    }

    private static void Finite(string text, double[] batch, ItemRelations relations)
    {
        foreach (Distance distance in Enum.GetValues<Distance>())
        {
            SimilarityLoss loss = SimilarityLoss.Parse(text) with { Distance = distance };
            try
            {
                loss.Check();
            }
            catch (ArgumentException)
            {
                continue;   // not defined on this one
            }
            var gradient = new double[batch.Length];
            double value = loss.Step(batch, 2, relations, gradient);
            Assert.True(double.IsFinite(value) && gradient.All(double.IsFinite), $"{text} on {distance}: {value} [{string.Join(' ', gradient)}]");

            float[] inFloats = [.. batch.Select(number => (float)number)], slopes = new float[batch.Length];
            value = loss.Step(inFloats, 2, relations, slopes);
            Assert.True(double.IsFinite(value) && slopes.All(float.IsFinite), $"{text} on {distance} in floats: {value} [{string.Join(' ', slopes)}]");
        }
    }
}
