using System.Runtime.CompilerServices;
using Probity.Learning;

namespace Probity.Similarity.Tests;

public sealed class ForgottenStoreTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Features_keep_a_store_that_nobody_closes_and_without_them_it_is_unmapped()
    {
        if (!File.Exists("/proc/self/maps")) return;   // the system tells elsewhere what is mapped
        ReadOnlyMemory<float>[] items = StoreFolder.Rows(20, 4);
        ReadAndForget(items);
        for (int i = 0; i < 20 && IsMapped(); i++) Collect();
        Assert.False(IsMapped());
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ReadAndForget(ReadOnlyMemory<float>[] items)
    {
        var encoder = new PassThroughEncoder(4);
        Features features = FeatureStore.Open(_folder.Store, encoder).Features(encoder, items);
        Collect();
        Assert.True(IsMapped());
        Assert.Equal(items[7].ToArray(), StoreFolder.Row(features, 7));
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    private bool IsMapped() => File.ReadAllText("/proc/self/maps").Contains(_folder.Store, StringComparison.Ordinal);
}
