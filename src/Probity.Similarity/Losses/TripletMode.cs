namespace Probity.Similarity;

/// <summary>Which triplets of a batch a <see cref="TripletLoss"/> takes. The choice is made for each anchor.</summary>
public enum TripletMode
{
    /// <summary>All of them: the mean over those with a loss above 0.</summary>
    All,

    /// <summary>
    /// For each anchor and positive the nearest negative that is farther than the positive (Schroff et al., CVPR 2015). Without one within the margin the pair
    /// has loss 0. The mean over those with a loss above 0.
    /// </summary>
    SemiHard,

    /// <summary>For each anchor its farthest positive and its nearest negative (Hermans et al., 2017). The mean over anchors.</summary>
    Hard,

    /// <summary>As <see cref="Hard"/>, with ln(1 + eˣ) in place of max(0, x): it never stops pulling.</summary>
    Soft,
}
