using Probity.Numerics;

namespace Probity.RealData.Published;

/// <summary>Probabilities of positive and negative film reviews, sorted by class; rows sum to 1.00002. Reference: NumPy in float64.</summary>
public class CrossValidatedReviews
{
    private const string Folder = "probs_cleanlab_imdb";

    [RealDataFact(Folder)]
    public void Figures_are_those_of_renormalised_rows()
    {
        var figures = LabelledRows.ReadProbabilities(Folder, "probs.npy", "labels.npy").Figures();
        Near.Figure(figures, "accuracy", .89576, 1e-12);
        Near.Figure(figures, "nll", .30057716130042533);
        Near.Figure(figures, "brier", .15895736014205225);
        Near.Figure(figures, "ece", .040376788849343134, 1e-5);
        Near.Figure(figures, "mce", .08719590896931106, 1e-5);
        Near.Figure(figures, "auroc", .8341700399960492, 1e-5);
        Near.Figure(figures, "aurc", .02841086718061053, 1e-5);
    }

    [RealDataFact(Folder)]
    public void The_order_of_rows_does_not_matter()
    {
        LabelledRows rows = LabelledRows.ReadProbabilities(Folder, "probs.npy", "labels.npy");
        var sorted = rows.Figures();
        var shuffled = rows.InOrder(RowSplit.Shuffled(rows.Labels.Length, 11)).Figures();
        Assert.True(rows.Labels.AsSpan(..12_500).IndexOfAnyExcept(rows.Labels[0]) < 0);   // it is sorted: the shuffle is a real change
        Assert.Equal(sorted.Count, shuffled.Count);
        foreach (var (name, figure) in sorted) Near.Figure(shuffled, name, figure.Value!.Value, 1e-12);
    }
}
