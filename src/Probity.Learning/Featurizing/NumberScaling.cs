namespace Probity.Learning;

/// <summary>How a column of numbers becomes inputs of a network.</summary>
public enum NumberScaling
{
    /// <summary>
    /// By rank to normal scores, and beside it how far the number is through each of some equally filled bins (piecewise linear encoding; Gorishniy
    /// et al., NeurIPS 2022): steps and bends in a number become easy to learn.
    /// </summary>
    Piecewise,

    /// <summary>By rank to normal scores: whatever its unit and tails, a column becomes bell-shaped.</summary>
    Quantile,

    /// <summary>To mean 0 and deviation 1.</summary>
    Standard,
}
