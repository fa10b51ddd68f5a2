namespace Probity.Similarity.Tests.Files;

/// <summary>
/// Learned uncertainties of every release are kept and must load for ever: 200 rows of 3 numbers in 8 groups, one hidden layer of 4, three epochs, seed 7.
/// Expected confidences are NumPy's for the stored weights. Never write them anew; a release that changes the format adds one.
/// </summary>
public class KeptUncertaintyTests
{
    private static readonly float[] s_rows = [1, 0, -1, .5f, -.25f, 2, 0, 0, 0];

    [Fact]
    public void Version_1_of_loss_prediction()
    {
        string path = KeptFiles.PathOf("loss-prediction-v1");
        LearnedUncertainty learned = Assert.IsType<LossPrediction>(LearnedUncertainty.Load(path));
        Assert.Equal(3, learned.Inputs);
        Assert.Equal([.3309009096889192, .19949900542883892, .15162086261365207], learned.TrainingLosses);
        Expect([-.10417587017019084, .5614967398360391, -.04634301518185449], learned.Confidence(s_rows));
        KeptFiles.RequireSameBytes(path, learned.Save);
    }

    [Fact]
    public void Version_1_of_concentration_prediction()
    {
        string path = KeptFiles.PathOf("concentration-prediction-v1");
        ConcentrationPrediction learned = Assert.IsType<ConcentrationPrediction>(LearnedUncertainty.Load(path));
        Assert.Equal((3, 5.6229876656275035), (learned.Inputs, learned.Start));
        Assert.Equal([.788309869526278, .8065317307884373, .7651211403220498], learned.TrainingLosses);
        Expect([7.473918827983791, 9.49126064747065, 6.189140751727772], learned.Confidence(s_rows));
        KeptFiles.RequireSameBytes(path, learned.Save);
    }

    private static void Expect(double[] expected, double[] confidence)
    {
        Assert.Equal(expected.Length, confidence.Length);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], confidence[i], 2e-6 * Math.Max(1, Math.Abs(expected[i])));
    }
}
