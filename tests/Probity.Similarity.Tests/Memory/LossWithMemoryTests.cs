using Probity.Learning.Engine;
using Probity.Numerics;

namespace Probity.Similarity.Tests.Memory;

/// <summary>Every loss of items against the batch and a memory behind it.</summary>
public class LossWithMemoryTests
{
    private const int Columns = 4, BatchRows = 7, MemoryRows = 9, Rows = 20;
    private static readonly int[] Groups = [.. Enumerable.Range(0, Rows).Select(i => i * 7 % 3)];
    private static readonly int[] Remembered = [7, 8, 9, 10, 11, 12, 13, 2, 5];   // rows 2 and 5 are in the batch too

    public static TheoryData<string> Losses => [.. Texts];

    private static IEnumerable<string> Texts => SimilarityLoss.Names.Select(name => name == "match-probability" ? "match-probability(1)" : name).Where(text => SimilarityLoss.Parse(text).Subject == LossSubject.Items);

    /// <summary>But for circle, which holds its weights fixed: its derivative is not that of its value.</summary>
    public static TheoryData<string> Differentiable => [.. Texts.Where(name => name != "circle")];

    [Theory]
    [MemberData(nameof(Differentiable))]
    public void The_gradient_is_that_of_central_differences_while_the_memory_stays(string text) => CheckGradient(SimilarityLoss.Parse(text));

    [Theory]
    [InlineData("hard")]
    [InlineData("semi-hard(1)")]
    [InlineData("triplets-all(1)")]
    [InlineData("distance-weighted")]
    [InlineData("multi-similarity")]
    [InlineData("pair-margin(0.1,1)")]
    public void So_it_is_where_a_miner_chooses_among_both(string miner) => CheckGradient(SimilarityLoss.Parse("triplet(0.5)") with { Miner = Miner.Parse(miner) });

    private static void CheckGradient(SimilarityLoss loss)
    {
        double[] embeddings = Random(1, BatchRows), memory = Random(2, MemoryRows), gradient = new double[embeddings.Length], scratch = new double[embeddings.Length];
        Value(loss, embeddings, memory, gradient);
        Assert.Contains(gradient, value => value != 0);
        for (int i = 0; i < embeddings.Length; i++)
        {
            const double Nudge = 1e-6;
            double at = embeddings[i];
            embeddings[i] = at + Nudge;
            double above = Value(loss, embeddings, memory, scratch);
            embeddings[i] = at - Nudge;
            double below = Value(loss, embeddings, memory, scratch);
            embeddings[i] = at;
            Assert.Equal((above - below) / (2 * Nudge), gradient[i], 1e-5 * (1 + Math.Abs(gradient[i])));
        }
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void A_memory_of_nothing_changes_nothing(string text)
    {
        SimilarityLoss loss = SimilarityLoss.Parse(text);
        double[] embeddings = Random(1, BatchRows), gradient = new double[embeddings.Length], alone = new double[embeddings.Length];
        double value = Value(loss, embeddings, [], gradient);
        Assert.Equal(loss.ValueAndGradient(embeddings, Columns, Groups.AsSpan(0, BatchRows), 3, alone), value);
        Assert.Equal(alone, gradient);
    }

    [Fact]
    public void The_loss_is_that_of_the_batch_and_the_memory_as_one_with_the_batch_as_anchors()
    {
        double[] embeddings = Random(1, BatchRows), memory = Random(2, MemoryRows), all = [.. embeddings, .. memory];
        int[] rows = [.. Enumerable.Range(0, BatchRows), .. Remembered];
        const double Temperature = .5;
        double sum = 0;
        for (int i = 0; i < BatchRows; i++)
        {
            // −mean over positives of ln(exp(s/τ)/Σ exp(s/τ)), written out; the item itself is left out by its row, wherever it lies.
            int[] others = [.. Enumerable.Range(0, rows.Length).Where(j => rows[j] != i)];
            double[] exponents = [.. others.Select(j => Cosine(all, i, j) / Temperature)];
            double total = Math.Log(exponents.Sum(Math.Exp));
            sum += others.Select((j, k) => (Same: Groups[rows[j]] == Groups[i], Loss: total - exponents[k])).Where(pair => pair.Same).Average(pair => pair.Loss);
        }
        Assert.Equal(sum / BatchRows, Value(new SupervisedContrastiveLoss(Temperature), embeddings, memory, new double[embeddings.Length]), 1e-12);
    }

    [Fact]
    public void What_a_row_was_some_steps_ago_is_nothing_to_it()
    {
        // Were row 0's old embedding its positive, it would be the nearest one; alone in its group, row 0 has none.
        var relations = new GroupRelations([0, 1, 1], 2);
        var objective = new EmbeddingObjective<double>(new SupervisedContrastiveLoss(.5), [], relations, 2, 1, 3, 1);
        double[] embeddings = [1, 0, 0, 1, .6, .8];
        double alone = Step(objective, embeddings, 3);
        objective.Memory.Add([1, 0], [0]);
        double with = Step(objective, embeddings, 3);
        double[] cosines = [.6, .8];   // of row 2 with rows 0 and 1; row 1 and row 0 have cosine 0
        double ofOne = Math.Log(Math.Exp(0) + Math.Exp(cosines[1] / .5) + Math.Exp(0)) - (cosines[1] / .5);
        double ofTwo = Math.Log((2 * Math.Exp(cosines[0] / .5)) + Math.Exp(cosines[1] / .5)) - (cosines[1] / .5);
        Assert.Equal((ofOne + ofTwo) / 2, with, 1e-12);
        Assert.True(with > alone);
    }

    [Fact]
    public void A_step_puts_its_batch_into_the_memory()
    {
        var objective = new EmbeddingObjective<double>(new SupervisedContrastiveLoss(), [], new GroupRelations(Groups, 3), Columns, 1, BatchRows, 10);
        double[] embeddings = Random(1, BatchRows);
        Step(objective, embeddings, BatchRows);
        objective.End(default);
        Assert.Equal(BatchRows, objective.Memory.Count);
        Assert.Equal(embeddings, objective.Memory.Values[..embeddings.Length]);
        Step(objective, embeddings, BatchRows);
        objective.End(default);
        Assert.Equal(10, objective.Memory.Count);
    }

    /// <summary>Of each first −ln of the share of its own second among all seconds that are no common items', those remembered among them.</summary>
    [Fact]
    public void Given_pairs_of_earlier_batches_are_negatives_too()
    {
        const int Rows = 8, InBatch = 4;
        double[] all = Random(3, Rows);
        var relations = new PairRelations([0, 1, 2, 3, 4, 5, 6, 7], [1, 1, 1, 1]);
        var objective = new EmbeddingObjective<double>(new MultipleNegativesRankingLoss(5), [], relations, Columns, 1, InBatch, Rows - InBatch);
        objective.Memory.Add(all.AsSpan(InBatch * Columns), [4, 5, 6, 7]);
        double sum = 0;
        for (int first = 0; first < InBatch; first += 2)
            sum += Math.Log(Enumerable.Range(0, Rows / 2).Sum(pair => Math.Exp(5 * Cosine(all, first, (2 * pair) + 1)))) - (5 * Cosine(all, first, first + 1));
        Assert.Equal(sum / 2, Step(objective, all[..(InBatch * Columns)], InBatch), 1e-12);
    }

    private static double Value(SimilarityLoss loss, double[] embeddings, double[] memory, double[] gradient)
    {
        var objective = new EmbeddingObjective<double>(loss, [], new GroupRelations(Groups, 3), Columns, 1, BatchRows, MemoryRows);
        objective.Initialise(0);
        objective.Memory.Add(memory, Remembered.AsSpan(0, memory.Length / Columns));
        double value = Step(objective, embeddings, BatchRows);
        Gradient(objective, gradient);
        return value;
    }

    private static unsafe double Step(EmbeddingObjective<double> objective, double[] embeddings, int rows)
    {
        var batch = new Batch(rows) { Count = rows, Known = rows };
        embeddings.CopyTo(new Span<double>(objective.OutputsStart, embeddings.Length));
        objective.Begin(batch);
        for (int i = 0; i < rows; i++) objective.Take(i, i);
        return objective.Whole();
    }

    private static unsafe void Gradient(EmbeddingObjective<double> objective, double[] gradient) =>
        new ReadOnlySpan<double>(objective.GradientStart, gradient.Length).CopyTo(gradient);

    private static double[] Random(ulong seed, int rows)
    {
        var random = new RandomStream(seed);
        return [.. Enumerable.Range(0, rows * Columns).Select(_ => random.NextGaussian())];
    }

    private static double Cosine(double[] all, int i, int j)
    {
        double product = 0, ofOne = 0, ofOther = 0;
        for (int k = 0; k < Columns; k++)
        {
            (double x, double y) = (all[(i * Columns) + k], all[(j * Columns) + k]);
            product += x * y;
            ofOne += x * x;
            ofOther += y * y;
        }
        return product / Math.Sqrt(ofOne * ofOther);
    }
}
