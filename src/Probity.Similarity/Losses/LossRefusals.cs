namespace Probity.Similarity;

/// <summary>What losses refuse: combinations that have no meaning for them.</summary>
internal static class LossRefusals
{
    /// <exception cref="ArgumentException">The loss is not defined on its distance.</exception>
    public static void OnlyOn(this SimilarityLoss loss, string why, params ReadOnlySpan<Distance> served)
    {
        if (served.Contains(loss.Distance)) return;
        string[] tokens = new string[served.Length];
        for (int i = 0; i < tokens.Length; i++) tokens[i] = served[i].Token();
        throw new ArgumentException($"{loss} is not defined on the distance {loss.Distance.Token()}: {why}; take {string.Join(" or ", tokens)}");
    }

    /// <exception cref="ArgumentException">A reducer is given to a loss that averages itself.</exception>
    public static void NoReducer(this SimilarityLoss loss)
    {
        if (loss.Reducer is { } reducer) throw new ArgumentException($"{loss} averages over its parts itself, and takes no reducer; leave {reducer} out");
    }
}
