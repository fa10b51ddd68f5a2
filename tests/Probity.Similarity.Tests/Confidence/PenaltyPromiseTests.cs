using Probity.Similarity.Tests.Training;
using Xunit.Abstractions;

namespace Probity.Similarity.Tests.Confidence;

/// <summary>The penalties do to a trained head what they are for, on items that it did not see.</summary>
public class PenaltyPromiseTests(ITestOutputHelper output)
{
    [Fact]
    public void Marginal_entropy_uses_values_conditional_entropy_decides_and_decorrelation_parts_groups()
    {
        GroupHealth plain = Train(), marginal = Train("entropy(1,0)"), both = Train("entropy(1,1)"), apart = Train("decorrelation(1)");
        Assert.True(Values(marginal) > 1.1 * Values(plain), $"{Values(marginal)} after {Values(plain)} effective values");
        Assert.True(Purity(both) > Purity(marginal) + .05, $"purity {Purity(both)} after {Purity(marginal)}");
        Assert.True(both.MeanInformation > plain.MeanInformation + .1, $"information {both.MeanInformation} after {plain.MeanInformation}");
        Assert.True(Shared(apart) < .8 * Shared(plain), $"shared {Shared(apart)} after {Shared(plain)}");
    }

    private GroupHealth Train(params string[] penalties)
    {
        var options = new SimilarityOptions { Epochs = 25, ValidationShare = 0, Patience = null, Penalties = [.. penalties.Select(EmbeddingPenalty.Parse)] };
        SimilarityModel model = SimilarityModel.Train(Blobs.Rows(noise: .5), EmbeddingHead.Parse("softmax-groups(4,8)", Blobs.Columns), options);
        GroupHealth health = GroupHealth.Of(model.Embed(Blobs.Draw(seed: 6, noise: .5).Values), 4, 8);
        output.WriteLine($"{string.Join(' ', penalties)}: values {Values(health):F2}, purity {Purity(health):F3}, information {health.MeanInformation:F3}, shared {Shared(health):F3}");
        return health;
    }

    private static double Values(GroupHealth health) => health.FeatureGroups.Average(group => group.EffectiveValues);

    private static double Purity(GroupHealth health) => health.FeatureGroups.Average(group => group.MeanPurity);

    private static double Shared(GroupHealth health) => health.Redundancy.Average(pair => pair.Shared);
}
