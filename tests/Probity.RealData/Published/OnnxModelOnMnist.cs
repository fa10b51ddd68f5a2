using Probity.Calibration;
using Probity.Scores;

namespace Probity.RealData.Published;

/// <summary>
/// A small ONNX network on MNIST with logits in the thousands, where a float32 softmax is 0 or 1 and its logarithm is lost. Reference: NumPy in
/// float64. (The 1.0666 nats that the source states for all rows are a NLL clipped at 1e-45, the end of float32.)
/// </summary>
public class OnnxModelOnMnist
{
    private const string Folder = "img_mnist";

    [RealDataFact(Folder)]
    public void A_temperature_in_the_hundreds_calibrates_it()
    {
        LabelledRows all = Read();
        var fitted = TemperatureScaling.Fit(all.Logits.AsSpan(..50_000), all.Labels.AsSpan(..5_000), all.Classes);
        Near.Relative(373.8015128959127, fitted.Temperature, 1e-6);

        LabelledRows second = all.Part(5_000..);
        var before = second.Figures();
        Near.Figure(before, "accuracy", .9952, 1e-12);
        Near.Figure(before, "nll", 3.37629619140625);
        Near.Figure(before, "ece", .0048);
        var after = second.Figures(fitted.Temperature);
        Near.Figure(after, "nll", .017948805406830727);
        Near.Figure(after, "brier", .008034469121477409);
        Near.Figure(after, "ece", .0034672856260701155, 1e-5);
        Near.Figure(after, "auroc", .9833450562700965, 1e-9);
    }

    /// <summary>Not one of the 109 wrong rows has probability 0 when its logarithm is taken from the logits.</summary>
    [RealDataFact(Folder)]
    public void Unclipped_nll_stays_finite()
    {
        var figures = Read().Figures();
        Near.Figure(figures, "accuracy", .9891, 1e-12);
        Near.Figure(figures, "nll", 7.578457075575128);
        Near.Figure(figures, "brier", .0216695206755982);
        Near.Figure(figures, "ece", .010858949158216814);
        Assert.Null(figures["nll"].Beside);
    }

    /// <summary>9,994 of 10,000 confidences are exactly 1 in float64, and an AUROC on those is .5229: differences of the logits still rank them.</summary>
    [RealDataFact(Folder)]
    public void Rows_of_probability_1_are_still_ranked()
    {
        LabelledRows all = Read();
        double[] confidence = new double[10_000];
        LogitScores.Compute(all.Logits, 10, new ScoreColumns { MaxProbability = confidence });
        Assert.Equal(9_994, confidence.Count(p => p == 1));
        Near.Figure(all.Figures(), "auroc", .9704401833192811, 1e-9);
        Near.Figure(all.Figures(), "aurc", .000417029953875, 1e-9);
    }

    private static LabelledRows Read() => LabelledRows.Read(Folder, "onnx_logits_t10k.npy", "t10k-labels-idx1-ubyte.gz");
}
