using Probity.Metrics;

namespace Probity.RealData.Published;

/// <summary>Five binary classifiers of Wenger, Kjellström &amp; Triebel (AISTATS 2020) on PCam, from both columns. Reference: NumPy in float64.</summary>
public class FiveClassifiersOnPcam
{
    private const string Folder = "probs_pycalib_pcam";

    [RealDataTheory(Folder)]
    [InlineData("AdaBoost", .7579, .2526560312124678, .6855446973778975, .4923986293004026)]
    [InlineData("XGBoost", .808, .05156037647434719, .42519436457295234, .27396712414041624)]
    [InlineData("mondrian_forest", .7937, .032347962054829024, .4114600160094857, .2770830633462534)]
    [InlineData("random_forest", .8493, .0809080003190283, .3812582509564174, .22920524009035156)]
    [InlineData("1layer_NN", .5915, .20780715270145717, .8662507988071906, .5656710829559581)]
    public void Figures_of(string classifier, double accuracy, double ece, double nll, double brier)
    {
        var figures = LabelledRows.ReadProbabilities(Folder, $"{classifier}_probs.npy", "labels.npy").Figures();
        Near.Figure(figures, "accuracy", accuracy, 1e-12);
        Near.Figure(figures, "ece", ece, 1e-5);
        Near.Figure(figures, "brier", brier);
        if (classifier == "random_forest")
        {
            // Five rows have no tree on the side of their label.
            Figure infinite = figures["nll"];
            Assert.Equal(double.PositiveInfinity, infinite.Value);
            Assert.Equal(5, infinite.Beside!["zero_rows"]);
            Near.Relative(nll, infinite.Beside["nll_clipped"], 1e-6);
        }
        else
        {
            Near.Figure(figures, "nll", nll);
        }
    }
}
