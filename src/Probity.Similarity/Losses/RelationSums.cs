namespace Probity.Similarity;

/// <summary>Sums of exponentials over the positives or the negatives of an anchor, and their derivative.</summary>
internal static class RelationSums
{
    /// <summary>ln Σ exp(factor·v) over one relation; −∞ where there is none.</summary>
    public static double LogSumExp(ReadOnlySpan<double> values, ReadOnlySpan<Relation> relations, Relation of, double factor)
    {
        double top = double.NegativeInfinity, sum = 0;
        for (int j = 0; j < values.Length; j++)
        {
            if (relations[j] == of) top = Math.Max(top, factor * values[j]);
        }
        if (double.IsNegativeInfinity(top)) return top;
        for (int j = 0; j < values.Length; j++)
        {
            if (relations[j] == of) sum += Math.Exp((factor * values[j]) - top);
        }
        return top + Math.Log(sum);
    }

    /// <summary>Adds the derivative of weight·ln Σ exp(factor·v).</summary>
    public static void AddDerivative(
        ReadOnlySpan<double> values, ReadOnlySpan<Relation> relations, Relation of, double factor, double logSum, double weight, Span<double> gradient)
    {
        for (int j = 0; j < values.Length; j++)
        {
            if (relations[j] == of) gradient[j] += weight * factor * Math.Exp((factor * values[j]) - logSum);
        }
    }
}
