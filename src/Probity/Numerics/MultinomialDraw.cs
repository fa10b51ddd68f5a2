namespace Probity.Numerics;

/// <summary>Random counts over cells: so many draws with replacement, as one binomial a cell given the cells before it.</summary>
internal static class MultinomialDraw
{
    /// <summary>How many of <paramref name="draws"/> fall into each cell.</summary>
    /// <param name="random">Where the draws come from.</param>
    /// <param name="draws">At least 0.</param>
    /// <param name="weights">One a cell, finite, not negative, not all zero; probabilities are the weights over their sum.</param>
    /// <param name="counts">One a cell; they sum to <paramref name="draws"/>.</param>
    public static void Next(ref RandomStream random, int draws, ReadOnlySpan<double> weights, Span<int> counts)
    {
        Require.InRange(draws, 0, int.MaxValue, nameof(draws));
        Require.SomeRows(weights.Length, nameof(weights));
        Require.SameRows(weights.Length, counts.Length, nameof(weights), nameof(counts));
        Require.Weights(weights, weights.Length, nameof(weights));

        double left = 0;
        for (int i = 0; i < weights.Length; i++) left += weights[i];
        int last = weights.LastIndexOfAnyExcept(0.0);   // takes what is left, so that no rounding of the sum loses a draw
        counts.Clear();
        for (int i = 0; i < last && draws > 0; i++)
        {
            counts[i] = BinomialDraw.Next(ref random, draws, Share(weights[i], left));
            draws -= counts[i];
            left -= weights[i];
        }
        counts[last] = draws;
    }

    /// <summary>The same with equal probabilities.</summary>
    public static void Uniform(ref RandomStream random, int draws, Span<int> counts)
    {
        Require.InRange(draws, 0, int.MaxValue, nameof(draws));
        Require.SomeRows(counts.Length, nameof(counts));

        counts.Clear();
        if (draws / 8 <= counts.Length)   // a draw costs a few ns, a binomial some 60
        {
            for (int i = 0; i < draws; i++) counts[random.NextInt32(counts.Length)]++;
            return;
        }
        for (int i = 0; i < counts.Length; i++)
        {
            counts[i] = BinomialDraw.Next(ref random, draws, 1.0 / (counts.Length - i));
            draws -= counts[i];
        }
    }

    // Rounding of what is left may put it below the weight of a cell, or at nothing.
    private static double Share(double weight, double left) => weight == 0 ? 0 : weight < left ? weight / left : 1;
}
