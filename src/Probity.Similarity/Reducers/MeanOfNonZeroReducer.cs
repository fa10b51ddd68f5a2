namespace Probity.Similarity;

internal sealed record MeanOfNonZeroReducer : Reducer
{
    public static MeanOfNonZeroReducer Instance { get; } = new();

    public override string ToString() => "mean-nonzero";

    internal override double Apply(LossElements elements, PairTable table)
    {
        double sum = 0;
        long count = 0;
        foreach (LossElement element in elements.All)
        {
            sum += element.Loss;
            count += element.NonZero;
        }
        if (count == 0) return 0;
        foreach (ref double derivative in table.Gradient) derivative /= count;
        return sum / count;
    }
}
