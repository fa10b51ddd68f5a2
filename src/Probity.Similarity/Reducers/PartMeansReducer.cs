namespace Probity.Similarity;

/// <summary>The mean over positive pairs and the mean over negative pairs, added: else the many negatives would drown the few positives.</summary>
/// <param name="NonZero">Whether those with loss 0 are left out of the means.</param>
internal sealed record PartMeansReducer(bool NonZero) : Reducer
{
    public override string ToString() => NonZero ? "parts-nonzero" : "parts";

    internal override double Apply(LossElements elements, PairTable table)
    {
        double positives = 0, negatives = 0;
        long positiveCount = 0, negativeCount = 0;
        foreach (LossElement element in elements.All)
        {
            int count = NonZero ? element.NonZero : element.Count;
            if (element.Part == Relation.Positive)
            {
                positives += element.Loss;
                positiveCount += count;
            }
            else
            {
                negatives += element.Loss;
                negativeCount += count;
            }
        }
        double ofPositives = positiveCount == 0 ? 0 : 1.0 / positiveCount, ofNegatives = negativeCount == 0 ? 0 : 1.0 / negativeCount;
        Span<double> gradient = table.Gradient;
        ReadOnlySpan<Relation> relations = table.Relations;
        for (int i = 0; i < gradient.Length; i++) gradient[i] *= relations[i] == Relation.Positive ? ofPositives : ofNegatives;
        return (positives * ofPositives) + (negatives * ofNegatives);
    }
}
