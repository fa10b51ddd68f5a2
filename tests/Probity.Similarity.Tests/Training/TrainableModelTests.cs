using Probity.Learning;

namespace Probity.Similarity.Tests.Training;

public class TrainableModelTests
{
    [Fact]
    public void The_ready_form_takes_the_loss_of_its_options_with_distance_miner_and_reducer()
    {
        var training = new SimilarityOptions { Loss = new TripletLoss(.3) { Distance = Distance.Euclidean, Miner = new HardMiner(), Reducer = Reducer.PerClass }, Epochs = 1 };
        IReadOnlyDictionary<string, string> recipe = Recipe(new ReadyModel(Blobs.Columns, "linear(4)", training: training));
        Assert.Equal(("triplet(0.3)", "euclidean", "hard", "per-class"), (recipe["loss"], recipe["distance"], recipe["miner"], recipe["reducer"]));
        Assert.Equal("supcon(0.1)", Recipe(new ReadyModel(Blobs.Columns, "linear(4)", "supcon", training))["loss"]);
    }

    [Fact]
    public void What_a_derived_form_configures_is_what_trains()
    {
        var own = new Own();
        IReadOnlyDictionary<string, string> recipe = Recipe(own);
        Assert.Equal(("gated", "circle(0.4,80)", "precision_at_1", "2"), (recipe["head"], recipe["loss"], recipe["metrics"], recipe["epochs"]));
        Assert.StartsWith("sgd", recipe["optimizer"], StringComparison.Ordinal);
        Assert.Equal(Blobs.Columns, own.AskedFor);
    }

    [Fact]
    public void Embedding_before_training_is_refused() =>
        Assert.Contains("call Fit", Assert.Throws<InvalidOperationException>(() => new Own().Embed([new float[Blobs.Columns]])).Message, StringComparison.Ordinal);

    private static IReadOnlyDictionary<string, string> Recipe(TrainableModel<ReadOnlyMemory<float>> model)
    {
        (float[] values, int[] groups) = Blobs.Draw(each: 30);
        ReadOnlyMemory<float>[] items = [.. values.Chunk(Blobs.Columns).Select(row => (ReadOnlyMemory<float>)row)];
        return model.Fit(items, groups).History.Recipe;
    }

    private sealed class Own : TrainableModel<ReadOnlyMemory<float>>
    {
        public int AskedFor { get; private set; }

        protected override IReadOnlyDictionary<string, Encoder<ReadOnlyMemory<float>>> ConfigureEncoders() =>
            new Dictionary<string, Encoder<ReadOnlyMemory<float>>>(StringComparer.Ordinal) { ["rows"] = new PassThroughEncoder(Blobs.Columns) };

        protected override EmbeddingHead ConfigureHead(int inputEmbeddingSize)
        {
            AskedFor = inputEmbeddingSize;
            return new GatedHead(inputEmbeddingSize);
        }

        protected override SimilarityLoss ConfigureLoss() => new CircleLoss();

        protected override Optimizer ConfigureOptimizer() => new StochasticGradientDescent();

        protected override IReadOnlyList<RetrievalMetric> ConfigureMetrics() => [RetrievalMetric.PrecisionAt1];

        protected override SimilarityOptions ConfigureTraining() => new() { Epochs = 2 };
    }
}
