namespace Probity.Similarity;

internal sealed record PerClassReducer : Reducer
{
    public override string ToString() => "per-class";

    internal override double Apply(LossElements elements, PairTable table)
    {
        var means = new PartMeans(elements, table, ownClasses: true);
        foreach (LossElement element in elements.All) means.Count(element, element.Count);
        return means.Finish();
    }
}
