namespace Probity.Similarity;

internal sealed record SumReducer : Reducer
{
    public override string ToString() => "sum";

    internal override double Apply(LossElements elements, PairTable table)
    {
        double sum = 0;
        foreach (LossElement element in elements.All) sum += element.Loss;
        return sum;
    }
}
