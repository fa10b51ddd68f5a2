using Probity.Numerics;

namespace Probity.Learning.Tests.Heads;

/// <summary>Rows whose labels are drawn by lot where the first feature is below 0, and follow the second where it is above.</summary>
public class HeadsLearnDoubtTests
{
    [Theory]
    [InlineData("learned_confidence(0.3)")]
    [InlineData("deep_gamblers(1.5)")]
    public void Confidence_is_lower_where_nothing_can_be_known(string text)
    {
        const int rows = 1_000;
        var head = Head.Parse(text);
        var random = new RandomStream(3);
        float[] features = [.. Enumerable.Range(0, rows * 2).Select(_ => (float)random.NextGaussian())];
        int[] labels = [.. Enumerable.Range(0, rows).Select(i => features[2 * i] < 0 ? random.NextInt32(2) : features[(2 * i) + 1] > 0 ? 1 : 0)];
        var options = new TrainingOptions { Head = head, Network = NetworkDesign.Hidden(32), Epochs = 40, ValidationShare = 0, EarlyStopping = null };
        var classifier = Classifier.Train(new TrainingRows(Features.Dense(features, 2), labels, 2), options);

        float[] fresh = [.. Enumerable.Range(0, rows * 2).Select(_ => (float)random.NextGaussian())], outputs = new float[rows * 3];
        classifier.Network.Forward(Features.Dense(fresh, 2), outputs);
        double[] confidence = [.. Enumerable.Range(0, rows).Select(i => head.ConfidenceLogOdds<float>(outputs.AsSpan(3 * i, 3), 2))];
        var byLot = Enumerable.Range(0, rows).Where(i => fresh[2 * i] < -.3).Select(i => confidence[i]).ToArray();
        var known = Enumerable.Range(0, rows).Where(i => fresh[2 * i] > .3 && Math.Abs(fresh[(2 * i) + 1]) > .3).Select(i => confidence[i]).ToArray();
        double above = known.Average(one => byLot.Count(other => other < one)) / byLot.Length;   // AUROC; .5 says nothing
        Assert.True(above > .95, $"AUROC {above:F3}");
    }
}
