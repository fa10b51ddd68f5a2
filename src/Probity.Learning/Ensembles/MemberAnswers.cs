using Probity.Learning.Engine;
using Probity.Numerics;

namespace Probity.Learning;

/// <summary>Gets an ensemble's answers: one a member, or one a member and pass where dropout draws.</summary>
/// <param name="members">At least one, all of one shape.</param>
/// <param name="passes">Draws of dropout by each member; 0 leaves dropout off.</param>
/// <param name="seed">Of the draws.</param>
/// <param name="valuesAtOnce">Outputs that are held in memory, about; what is answered does not depend on it.</param>
internal sealed class MemberAnswers(IReadOnlyList<Network<float>> members, int passes, ulong seed, int valuesAtOnce = 1 << 20)
{
    private const int RowsAtOnce = 24;

    /// <summary>Answers a row.</summary>
    public int Count => members.Count * Math.Max(1, passes);

    /// <summary>Called on any thread, once a row.</summary>
    public delegate void Use(int row, RowAnswers answers);

    /// <summary>Hands over the answers of every row. The memory is bounded, however many rows there are.</summary>
    public void ForEach(Features features, Use use)
    {
        int count = Count, outputs = members[0].Outputs;
        int atOnce = (int)Math.Clamp(valuesAtOnce / ((long)count * outputs) / RowsAtOnce * RowsAtOnce, RowsAtOnce, Math.Max(RowsAtOnce, features.Rows));
        var values = new float[checked(count * Math.Min(atOnce, features.Rows) * outputs)];
        for (int first = 0; first < features.Rows; first += atOnce)
        {
            int rows = Math.Min(atOnce, features.Rows - first), stride = rows * outputs, start = first;
            for (int i = 0; i < count; i++)
            {
                // Every answer draws apart, whoever gives it.
                Sampling? sampling = passes == 0 ? null : new Sampling(seed, (uint)i);
                members[i / Math.Max(1, passes)].Forward(features, first, rows, values.AsSpan(i * stride, stride), sampling: sampling);
            }
            RowRanges.For(rows, RowsAtOnce, (_, from, to) =>
            {
                for (int i = from; i < to; i++) use(start + i, new RowAnswers(values.AsSpan(i * outputs), stride, outputs, count));
            });
        }
    }
}
