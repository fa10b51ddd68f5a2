using Probity.Decisions;
using Probity.Numerics;
using Probity.Tests.Policies;

namespace Probity.Tests.Numerics;

public class RowHashTests
{
    [Fact]
    public void Rows_are_the_same_when_numbers_and_label_are()
    {
        float[] first = [1, 2, 3, 4, 5, 6];
        Assert.Equal(3, RowHash.CountShared(first, [0, 1, 0], first, [0, 1, 0], 2));
        Assert.Equal(3, RowHash.CountShared(first, [0, 1, 0], [5, 6, 1, 2, 3, 4], [0, 0, 1], 2));   // in any order
        Assert.Equal(2, RowHash.CountShared(first, [0, 1, 0], first, [0, 0, 0], 2));                // another label
        Assert.Equal(1, RowHash.CountShared(first, [0, 1, 0], [2, 1, 3, 4, 6, 5], [0, 1, 0], 2));   // the same numbers in other columns
        Assert.Equal(2, RowHash.CountShared([1, 2], [0], [1, 2, 1, 2, 1, 3], [0, 0, 0], 2));        // each row of the second set counts
        Assert.Equal(0, RowHash.CountShared(first, [0, 1, 0], [], [], 2));
        Assert.Equal(0, RowHash.CountShared([], [], first, [0, 1, 0], 2));
    }

    [Fact]
    public void Rows_that_differ_in_one_number_are_not_taken_for_shared()
    {
        SimulatedOutputs a = SimulatedOutputs.Draw(20_000, 3, 51);
        float[] next = [.. a.Logits];
        for (int i = 0; i < a.Rows; i++) next[(3 * i) + (i % 3)] = MathF.BitIncrement(next[(3 * i) + (i % 3)]);
        Assert.Equal(0, RowHash.CountShared(a.Logits, a.Labels, next, a.Labels, 3));
        Assert.Equal(20_000, RowHash.CountShared(a.Logits, a.Labels, a.Logits, a.Labels, 3));
    }

    [Fact]
    public void A_policy_refuses_to_certify_on_the_rows_that_learned()
    {
        SimulatedOutputs rows = SimulatedOutputs.Draw(400, 3, 52);
        var refusal = Assert.Throws<ArgumentException>(() => ConfidencePolicy.Fit(rows.Logits, rows.Labels, rows.Logits, rows.Labels, 3, new() { Promise = new PrecisionPromise(.8) }));
        Assert.StartsWith("all 400 certifying rows are among the rows that learn", refusal.Message, StringComparison.Ordinal);
        var (_, part) = rows.Cut(100);
        refusal = Assert.Throws<ArgumentException>(() => ConfidencePolicy.Fit(rows.Logits, rows.Labels, part.Logits, part.Labels, 3, new() { Promise = new PrecisionPromise(.8) }));
        Assert.StartsWith("all 300 certifying rows", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Some_shared_rows_are_warned_of_and_none_are_not()
    {
        SimulatedOutputs rows = SimulatedOutputs.Draw(3_000, 3, 53);
        var (learning, certifying) = rows.Cut(1_500);
        Assert.Empty(Fit(learning, certifying).Warnings);
        var (_, overlapping) = rows.Cut(300);   // 1,200 rows of those that learn, and the 1,500 others
        string warning = Assert.Single(Fit(learning, overlapping).Warnings);
        Assert.StartsWith("1,200 of 2,700 certifying rows also stand among the rows that learn", warning, StringComparison.Ordinal);

        static ConfidencePolicy Fit(SimulatedOutputs learning, SimulatedOutputs certifying) =>
            ConfidencePolicy.Fit(learning.Logits, learning.Labels, certifying.Logits, certifying.Labels, 3, new() { Promise = new PrecisionPromise(.8) });
    }
}
