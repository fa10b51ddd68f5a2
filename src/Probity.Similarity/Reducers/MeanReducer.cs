namespace Probity.Similarity;

internal sealed record MeanReducer : Reducer
{
    public override string ToString() => "mean";

    internal override double Apply(LossElements elements, PairTable table)
    {
        var means = new PartMeans(elements, table, ownClasses: false);
        foreach (LossElement element in elements.All) means.Count(element, element.Count);
        return means.Finish();
    }
}
