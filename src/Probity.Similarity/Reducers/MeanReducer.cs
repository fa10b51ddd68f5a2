namespace Probity.Similarity;

internal sealed record MeanReducer : Reducer
{
    public override string ToString() => "mean";

    internal override double Apply(LossElements elements, PairTable table)
    {
        double sum = 0;
        long count = 0;
        foreach (LossElement element in elements.All)
        {
            sum += element.Loss;
            count += element.Count;
        }
        if (count == 0) return 0;
        foreach (ref double derivative in table.Gradient) derivative /= count;
        return sum / count;
    }
}
