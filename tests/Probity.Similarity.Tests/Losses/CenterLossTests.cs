namespace Probity.Similarity.Tests.Losses;

public class CenterLossTests
{
    /// <summary>PyTorch by hand in double.</summary>
    [Fact]
    public void Has_the_value_and_gradient_of_half_the_squared_distance() => FixedProxies.Check(new CenterLoss(.5), .5763375,
    [
        0.0333333333, -0.0916666667, -0.0166666667, -0.0416666667, 0.1916666667, -0.0333333333, -0.0166666667, -0.0416666667, 0.0583333333,
        0.0666666667, -0.0666666667, 0.1166666667, 0.05, -0.075, -0.0741666667, -0.025, -0.0083333333, 0.0666666667,
    ],
    [-0.05, 0.1083333333, -0.175, -0.0083333333, 0.1, -0.05, -0.0083333333, -0.1166666667, 0.1075]);

    [Fact]
    public void On_the_cosine_it_reads_directions() => FixedProxies.Check(new CenterLoss(.5) { Distance = Distance.Cosine }, .33274814459355895,
    [
        0.0366987922, -0.0275240941, -0.0550481883, -0.0216574067, 0.0092708899, -0.0327520782, -0.047933109, -0.1143020293, 0.1714530439,
        -0.0217175505, -0.0513840083, 0.0241306116, -0.0063984143, -0.0067251243, -0.0392052102, 0.0037316842, -0.0061968574, 0.0017414526,
    ],
    [-0.0604674999, -0.0568496216, -0.1151463946, -0.0204734822, 0.1077098515, -0.0270862543, -0.0349476128, -0.0300156204, 0.0132932018]);

    /// <summary>Known answer of Quaterion 0.1.35: λ times the mean over all B·D numbers of unit items against centres as they are, which is ours times 2/D.</summary>
    [Fact]
    public void Has_the_value_of_Quaterion_on_unit_items()
    {
        double[] unit = [.. FixedBatch.Embeddings];
        for (int i = 0; i < unit.Length; i += 3)
        {
            double length = Math.Sqrt((unit[i] * unit[i]) + (unit[i + 1] * unit[i + 1]) + (unit[i + 2] * unit[i + 2]));
            for (int k = 0; k < 3; k++) unit[i + k] /= length;
        }
        double[] ofProxies = new double[9];
        double value = new CenterLoss(.5).ValueAndGradient(unit, 3, FixedBatch.Groups, 3, new double[18], FixedProxies.Rows, ofProxies);
        Assert.Equal(.22346450534460002, value * 2 / 3, 1e-12);
        Assert.Equal(-.019071897, ofProxies[0] * 2 / 3, 1e-9);
    }

    [Theory]
    [InlineData(Distance.Euclidean)]
    [InlineData(Distance.Cosine)]
    public void Its_gradient_is_that_of_central_differences(Distance distance)
    {
        LossGradientCheck.Of(new CenterLoss(.7) { Distance = distance });
        LossGradientCheck.Of(new CenterLoss(.7) { Distance = distance }, MultiLabelRelations.Random(12, 5), 12, 4);
    }

    [Fact]
    public void An_item_on_its_centre_has_no_gradient()
    {
        double[] gradient = [9, 9];
        Assert.Equal(0, new CenterLoss().ValueAndGradient([3, 4], 2, [0], 1, gradient, [3, 4], new double[2]));
        Assert.Equal([0, 0], gradient);
    }

    [Fact]
    public void Refuses_products() =>
        Assert.Contains("take euclidean or cosine", Assert.Throws<ArgumentException>(() => FixedProxies.Value(new CenterLoss { Distance = Distance.DotProduct })).Message);
}
