using Probity.Learning;
using Probity.Similarity;

namespace Probity.RealData.Similarity;

/// <summary>Learned on 90 of the 150 intents; R-AUROC on test rows of the other 60, looked up among themselves.</summary>
public class LearnedUncertainties
{
    private const int Prime = 7_919;   // other classes for every seed

    [RealDataFact("emb_clinc_lsa")]
    public void Predicted_loss_says_something_of_intents_that_nobody_has_seen()
    {
        UncertaintyComparison found = Measure(seed: 0);
        string all = string.Join('\n', found.Lines.Select(line => $"{line.Name} {line.Auroc.Value:0.000} [{line.Auroc.Low:0.000}, {line.Auroc.High:0.000}]"));
        Assert.InRange(found.PrecisionAt1.Value!.Value, .7, .9);
        Assert.True(found.Lines.Single(line => line.Name == "loss_prediction").Auroc.Value > .52, all);
    }

    private static UncertaintyComparison Measure(int seed)
    {
        bool Seen(int label) => (label + 1) * (Prime + seed) % 151 <= 90;
        SimilarityVectors training = SimilarityVectors.Read("emb_clinc_lsa", "train").Of(Seen), test = SimilarityVectors.Read("emb_clinc_lsa", "test").Of(label => !Seen(label));
        var features = Features.Dense(training.Values, training.Columns);
        var learning = new SimilarityOptions { Sampler = new GroupSampler(64, 4), Optimizer = new AdamW { LearningRate = .01 }, Epochs = 8, ValidationShare = 0, Seed = (ulong)seed };
        EmbeddingHead head = EmbeddingHead.Parse("linear(64)", training.Columns);
        SimilarityVectors embedded = test.Through(SimilarityModel.Train(training.Groups, head, learning));
        double[] losses = RetrievalLosses.OutOfFold(features, training.Classes, head, learning);
        var loss = LossPrediction.Train(features, losses, training.Classes, new UncertaintyOptions { Seed = (ulong)seed });
        return UncertaintyComparison.Of(embedded.Values, embedded.Columns, embedded.Classes, [new("loss_prediction", loss.Confidence(test.Values))]);
    }
}
