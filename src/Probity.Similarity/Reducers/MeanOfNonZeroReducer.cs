namespace Probity.Similarity;

internal sealed record MeanOfNonZeroReducer : Reducer
{
    public override string ToString() => "mean-nonzero";

    internal override double Apply(LossElements elements, PairTable table)
    {
        var means = new PartMeans(elements, table, ownClasses: false);
        foreach (LossElement element in elements.All)
        {
            if (element.NonZero > 0) means.Count(element, element.NonZero);
            else means.PassOver(element);
        }
        return means.Finish();
    }
}
