using Probity.Decisions;

namespace Probity;

/// <summary>The certifying rows that count for a promise of one class.</summary>
/// <param name="Scores">A row answered with another class can never be accepted as this one: −∞.</param>
/// <param name="Correct">Whether the promise counts the row as right.</param>
/// <param name="Passes">Of the gate; empty without one.</param>
internal sealed record ClassRows(double[] Scores, bool[] Correct, bool[] Passes)
{
    public static ClassRows Of(int k, AnsweredRows rows, PromiseKind kind)
    {
        int[] counted = [.. Enumerable.Range(0, rows.Count).Where(i => kind switch
        {
            PromiseKind.Precision or PromiseKind.Coverage => rows.Answers[i] == k,
            PromiseKind.Recall => rows.Labels[i] == k,
            _ => true,
        })];
        return new(
            Array.ConvertAll(counted, i => rows.Answers[i] == k ? rows.Scores[i] : double.NegativeInfinity),
            Array.ConvertAll(counted, i => rows.Labels[i] == k),
            rows.Passes.Length == 0 ? [] : Array.ConvertAll(counted, i => rows.Passes[i]));
    }
}
