using Probity.Learning.Engine;
using Probity.Learning.Tests;
using Probity.Numerics;

namespace Probity.Similarity.Tests.Training;

[Collection(nameof(ThreadCounts))]
public class SimilarityStepTests
{
    [Theory]
    [InlineData("supcon", 0)]
    [InlineData("triplet", 64)]
    [InlineData("multi-similarity", 0)]
    [InlineData("cosface", 0)]
    public void A_step_leaves_nothing_for_the_collector(string loss, int memory)
    {
        using var two = new ThreadCounts(2);
        (Backpropagation<float> backpropagation, Batch batch, _) = Step<float>(loss, memory);
        for (int i = 0; i < 20; i++) backpropagation.Run(batch);
        Allocations.AssertNone(() => backpropagation.Run(batch));
    }

    [Theory]
    [InlineData("supcon", "softmax-groups(3,4)")]
    [InlineData("triplet", "skip(1)")]
    [InlineData("arcface(16,0.3)", "linear(5)")]
    [InlineData("match-probability(3)", "softmax-groups(3,4)")]
    public void The_gradient_of_heads_and_of_what_losses_learn_is_that_of_central_differences(string loss, string head)
    {
        (Backpropagation<double> backpropagation, Batch batch, EmbeddingObjective<double> objective) = Step<double>(loss, 0, head, out Network<double> network);
        backpropagation.Run(batch);
        Check(network.Parameters, backpropagation, batch);
        if (objective.Parameters.Length > 0) Check(objective.Parameters, backpropagation, batch);
    }

    [Theory]
    [InlineData("supcon", 200)]
    [InlineData("proxy-anchor", 0)]
    public void Any_number_of_threads_trains_the_same_bits(string loss, int memory)
    {
        byte[] Bytes(int threads)
        {
            using var count = new ThreadCounts(threads);
            SimilarityModel model = SimilarityModel.Train(
                Blobs.Rows(), EmbeddingHead.Parse("dropout(0.1) softmax-groups(4,8)", Blobs.Columns), new SimilarityOptions { Loss = SimilarityLoss.Parse(loss), Memory = memory, Epochs = 3 });
            string path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "m.probity");
            model.Save(path);
            return File.ReadAllBytes(path);
        }

        byte[] alone = Bytes(1);
        Assert.Equal(alone, Bytes(2));
        Assert.Equal(alone, Bytes(5));
    }

    private static (Backpropagation<T>, Batch, EmbeddingObjective<T>) Step<T>(string loss, int memory) where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> =>
        Step<T>(loss, memory, "softmax-groups(3,4)", out _);

    private static (Backpropagation<T>, Batch, EmbeddingObjective<T>) Step<T>(string loss, int memory, string head, out Network<T> network)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        const int batchRows = 24;
        SimilarityRows rows = Blobs.Rows(groups: 4, each: 30);
        EmbeddingHead design = EmbeddingHead.Parse(head, Blobs.Columns);
        network = design.Build<T>();
        network.Initialise(3);
        var random = new RandomStream(4);
        foreach (ref T value in network.Parameters.Values) value += T.CreateTruncating(.1 * random.NextGaussian());
        var objective = new EmbeddingObjective<T>(SimilarityLoss.Parse(loss), [], rows.Relations, network.Outputs, design.FeatureGroups?.Groups ?? 1, batchRows, memory);
        objective.Initialise(5);
        var batch = new Batch(batchRows) { Count = batchRows, Known = batchRows };
        for (int i = 0; i < batchRows; i++) batch.Rows[i] = (i * 5) % rows.Rows;
        return (new Backpropagation<T>(network, objective, rows.Features, batchRows), batch, objective);
    }

    private static unsafe void Check(ParameterStore<double> parameters, Backpropagation<double> backpropagation, Batch batch)
    {
        const double nudge = 1e-6;
        double[] gradient = parameters.Gradient.ToArray();
        Assert.Contains(gradient, value => value != 0);
        for (int i = 0; i < parameters.Length; i++)
        {
            double at = parameters.Values[i];
            parameters.Values[i] = at + nudge;
            double above = backpropagation.Run(batch).Loss;
            parameters.Values[i] = at - nudge;
            double below = backpropagation.Run(batch).Loss;
            parameters.Values[i] = at;
            double expected = (above - below) / (2 * nudge);
            Assert.True(Math.Abs(expected - gradient[i]) <= 1e-6 * (1 + Math.Abs(expected)), $"{i}: {gradient[i]} where {expected} is right");
        }
    }
}
