namespace Probity.Similarity;

internal sealed record MeanReducer : Reducer
{
    public override string ToString() => "mean";

    internal override double Apply(LossElements elements, PairTable table)
    {
        ReadOnlySpan<LossElement> all = elements.All;
        if (all.Length == 0) return 0;
        double sum = 0;
        foreach (LossElement element in all) sum += element.Loss;
        foreach (ref double derivative in table.Gradient) derivative /= all.Length;
        return sum / all.Length;
    }
}
