namespace Probity.Similarity.Tests.Memory;

public class EmbeddingMemoryTests
{
    [Fact]
    public void Keeps_the_last_rows_and_drops_the_oldest_first()
    {
        var memory = new EmbeddingMemory<double>(4, 2);
        Assert.Equal(0, memory.Count);
        memory.Add([1, 10, 2, 20, 3, 30], [11, 12, 13]);
        Assert.Equal((3, 3L), (memory.Count, memory.Seen));
        memory.Add([4, 40, 5, 50], [14, 15]);
        Assert.Equal((4, 5L), (memory.Count, memory.Seen));
        double[] values = new double[8];
        memory.CopyTo(values);
        Assert.Equal([5, 50, 2, 20, 3, 30, 4, 40], values);
        Assert.Equal([15, 12, 13, 14], memory.Rows);
    }

    [Fact]
    public void A_batch_larger_than_the_memory_leaves_its_last_rows()
    {
        var memory = new EmbeddingMemory<double>(2, 1);
        memory.Add([1, 2, 3, 4, 5], [1, 2, 3, 4, 5]);
        Assert.Equal([4, 5], memory.Rows.Order());
        Assert.Equal([4.0, 5.0], memory.Values.Order());
    }

    [Fact]
    public void A_memory_of_nothing_holds_nothing()
    {
        var memory = new EmbeddingMemory<double>(0, 3);
        memory.Add([1, 2, 3], [1]);
        memory.Resume(7);
        Assert.Equal(0, memory.Count);
    }

    [Fact]
    public void Goes_on_as_if_it_had_not_stopped()
    {
        EmbeddingMemory<double> whole = new(5, 1), first = new(5, 1), second = new(5, 1);
        double[] values = [.. Enumerable.Range(0, 13).Select(i => (double)i)];
        int[] rows = [.. Enumerable.Range(100, 13)];
        whole.Add(values, rows);
        first.Add(values.AsSpan(0, 7), rows.AsSpan(0, 7));
        first.Values.CopyTo(second.Values, 0);
        first.Rows.CopyTo(second.Rows, 0);
        second.Resume(first.Seen);
        second.Add(values.AsSpan(7), rows.AsSpan(7));
        Assert.Equal(whole.Values, second.Values);
        Assert.Equal(whole.Rows, second.Rows);
        Assert.Equal(whole.Seen, second.Seen);
    }
}
