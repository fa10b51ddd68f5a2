using Probity.Calibration;
using Probity.Data;

namespace Probity.RealData.Published;

/// <summary>IsotonicRegression(out_of_bounds="clip") of scikit-learn 1.2 on the log-odds ln p₁ − ln p₀ in float64, before the floor.</summary>
public class IsotonicOfScikitLearn
{
    private const string Pcam = "probs_pycalib_pcam", Reviews = "probs_cleanlab_imdb";

    [RealDataTheory(Pcam)]
    [InlineData("AdaBoost", 47, 3439.2818640569867, .8971631205673759, .3773148148148148)]
    [InlineData("XGBoost", 41, 3699.742993880956, .8554216867469879, .3125)]
    [InlineData("1layer_NN", 29, 2804.587870164753, .38257575757575757, .6436107854630716)]
    public void Blocks_of(string classifier, int blocks, double squares, double first, double second)
    {
        double[] values = Check(Pcam, $"{classifier}_probs.npy", blocks, squares);
        Assert.Equal(first, values[0], 1e-12);
        Assert.Equal(second, values[1], 1e-12);
    }

    [RealDataFact(Reviews)]
    public void Blocks_of_reviews()
    {
        double[] values = Check(Reviews, "probs.npy", 78, 10581.654902832037);
        Assert.Equal(.06324110671936758, values[1], 1e-12);
        Assert.Equal(.013084112149532711, values[9999], 1e-12);
    }

    [RealDataFact(Reviews)]
    public void Lines_between_blocks()
    {
        IsotonicCalibration fitted = Fit(Reviews, "probs.npy", out _);
        double[] at = [-3, -1, 0, .5, 2, 4], expected =
            [.11578947368421053, .3417190775681342, .5223367697594501, .5645161290322581, .8183716075156575, .9357907253269917];
        for (int i = 0; i < at.Length; i++) Assert.Equal(expected[i], fitted.Probability(at[i]), 1e-12);
    }

    private static double[] Check(string folder, string file, int blocks, double squares)
    {
        IsotonicCalibration fitted = Fit(folder, file, out double[] scores);
        Assert.Equal(blocks, fitted.Blocks.Count);
        double[] highs = [.. fitted.Blocks.Select(block => block.High)];
        double[] values = Array.ConvertAll(scores, s => fitted.Blocks[Array.BinarySearch(highs, s) is var at && at < 0 ? ~at : at].Raw);
        Near.Relative(squares, values.Sum(value => value * value), 1e-12);
        return values;
    }

    private static IsotonicCalibration Fit(string folder, string file, out double[] scores)
    {
        using var reader = NumberFile.Open(SharedData.File(folder, file));
        double[] logs = [.. reader.ReadAllFloat().Select(p => Math.Log(p))];
        scores = [.. Enumerable.Range(0, logs.Length / 2).Select(i => logs[(2 * i) + 1] - logs[2 * i])];
        return IsotonicCalibration.Fit(CalibrationRows.Of(scores, LabelFile.Read(SharedData.File(folder, "labels.npy")), 1));
    }
}
