using Probity.Learning;

namespace Probity.Similarity.Tests;

/// <summary>Several at once: stores, threads, and features that outlive their store.</summary>
public sealed class StoreSharingTests : IDisposable
{
    private readonly StoreFolder _folder = new();
    private readonly CountingEncoder _encoder = new(4);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void While_one_appends_another_is_refused_and_may_still_read()
    {
        ReadOnlyMemory<float>[] items = StoreFolder.Rows(6, 4);
        using var store = FeatureStore.Open(_folder.Store, _encoder);
        store.Features(_encoder, items[..2]);
        int calls = 0;
        store.Features(_encoder, items, progress: _ =>
        {
            calls++;
            using var other = FeatureStore.Open(_folder.Store, new CountingEncoder(4));
            Features features = other.Features(new CountingEncoder(4), items[..2]);
            Assert.Equal(items[1].ToArray(), StoreFolder.Row(features, 1));
            string refusal = Assert.Throws<IOException>(() => other.Features(new CountingEncoder(4), [StoreFolder.Rows(1, 4, seed: 9)[0]])).Message;
            Assert.Contains("is appending to this store; wait until it is done", refusal);
        });
        Assert.Equal(2, calls);
    }

    [Fact]
    public void Stores_that_take_turns_append_behind_each_other()
    {
        ReadOnlyMemory<float>[] items = StoreFolder.Rows(40, 4);
        using var one = FeatureStore.Open(_folder.Store, _encoder);
        using var two = FeatureStore.Open(_folder.Store, _encoder);
        Features early = one.Features(_encoder, items[..1]);
        for (int i = 0; i + 10 <= items.Length; i += 5) (i % 2 == 0 ? one : two).Features(_encoder, items[i..(i + 10)]);
        Features late = two.Features(_encoder, items);
        for (int i = 0; i < items.Length; i++) Assert.Equal(items[i].ToArray(), StoreFolder.Row(late, i));
        Assert.Equal(items[0].ToArray(), StoreFolder.Row(early, 0));
        using var again = FeatureStore.Open(_folder.Store, _encoder);
        Assert.Equal(40, again.Count);
    }

    [Fact]
    public async Task Many_stores_that_append_at_once_lose_nothing_and_store_nothing_twice()
    {
        ReadOnlyMemory<float>[] items = StoreFolder.Rows(60, 4);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(() =>
        {
            var encoder = new CountingEncoder(4);
            while (true)
            {
                try
                {
                    using var store = FeatureStore.Open(_folder.Store, encoder);
                    for (int i = worker; i < items.Length; i += 4) store.Features(encoder, items[Math.Max(0, i - 3)..(i + 1)]);
                    return;
                }
                catch (IOException busy) when (busy.Message.Contains("is appending", StringComparison.Ordinal))
                {
                    Thread.Yield();
                }
            }
        })));
        int before = _encoder.Encoded;
        using var all = FeatureStore.Open(_folder.Store, _encoder);
        Assert.Equal(60, all.Count);
        Features features = all.Features(_encoder, items);
        Assert.Equal(8, _encoder.Encoded - before);
        for (int i = 0; i < items.Length; i++) Assert.Equal(items[i].ToArray(), StoreFolder.Row(features, i));
    }

    [Fact]
    public async Task Threads_read_the_right_rows_while_the_store_grows()
    {
        ReadOnlyMemory<float>[] items = StoreFolder.Rows(400, 4);
        using var store = FeatureStore.Open(_folder.Store, _encoder);
        Features first = store.Features(_encoder, items[..100]);
        using var done = new CancellationTokenSource();
        Task[] readers = [.. Enumerable.Range(0, 3).Select(reader => Task.Run(() =>
        {
            int reads = 0;
            float[] row = new float[4];
            for (int i = reader; !done.IsCancellationRequested || reads < 100; i = (i + 7) % 400, reads++)
            {
                if (i < 100) Assert.Equal(items[i].ToArray(), StoreFolder.Row(first, i));
                if (store.TryRead(ContentKey.Of(_encoder, items[i]), row)) Assert.Equal(items[i].ToArray(), row);
            }
        }))];
        for (int count = 105; count <= 400; count += 5) store.Features(_encoder, items[..count]);
        await done.CancelAsync();
        await Task.WhenAll(readers);
        Assert.Equal(400, store.Count);
    }

    [Fact]
    public void After_closing_everything_says_so()
    {
        ReadOnlyMemory<float>[] items = StoreFolder.Rows(5, 4);
        var store = FeatureStore.Open(_folder.Store, _encoder);
        Features features = store.Features(_encoder, items), selected = features.Select([1]);
        store.Dispose();
        store.Dispose();
        Assert.Throws<ObjectDisposedException>(() => StoreFolder.Row(features, 0));
        Assert.Throws<ObjectDisposedException>(() => StoreFolder.Row(selected, 0));
        Assert.Throws<ObjectDisposedException>(() => store.Features(_encoder, items));
        Assert.Throws<ObjectDisposedException>(() => store.Verify(_encoder, items));
        Assert.Throws<ObjectDisposedException>(() => store.TryRead(ContentKey.Of(_encoder, items[0]), new float[4]));
        Assert.Throws<ObjectDisposedException>(() => store.Append([ContentKey.Of(_encoder, items[0])], new float[4]));
    }

    [Fact]
    public async Task Closing_while_threads_read_ends_their_reading_and_nothing_else()
    {
        ReadOnlyMemory<float>[] items = StoreFolder.Rows(50, 4);
        for (int round = 0; round < 30; round++)
        {
            var store = FeatureStore.Open(_folder.Store, _encoder);
            Features features = store.Features(_encoder, items);
            using var reading = new CountdownEvent(3);
            Task[] readers = [.. Enumerable.Range(0, 3).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    reading.Signal();
                    for (int i = 0; ; i = (i + 1) % 50) Assert.Equal(items[i].ToArray(), StoreFolder.Row(features, i));
                },
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];   // a thread each
            reading.Wait();
            store.Dispose();
            foreach (Task reader in readers) await Assert.ThrowsAsync<ObjectDisposedException>(() => reader);
        }
    }

    [Fact]
    public void Closing_in_the_middle_of_encoding_leaves_a_store_that_opens()
    {
        ReadOnlyMemory<float>[] items = StoreFolder.Rows(9, 4);
        var store = FeatureStore.Open(_folder.Store, _encoder);
        Assert.Throws<ObjectDisposedException>(() => store.Features(_encoder, items, batchSize: 2, progress =>
        {
            if (progress.Encoded == 4) store.Dispose();
        }));
        using var again = FeatureStore.Open(_folder.Store, _encoder);
        Assert.Equal(4, again.Count);
        again.Features(_encoder, items);
        Assert.Equal(9, again.Count);
    }
}
