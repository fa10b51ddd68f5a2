using System.Buffers.Binary;

namespace Probity.Similarity.Tests;

/// <summary>What a killed process, a bad disk or a stranger leaves behind.</summary>
public sealed class StoreDamageTests : IDisposable
{
    private const int Columns = 3, Records = 4, RecordBytes = 64;   // 32 of the key, 12 of the row, 4 of the checksum, up to a multiple of 32
    private readonly StoreFolder _folder = new();
    private readonly CountingEncoder _encoder = new(Columns);
    private readonly ReadOnlyMemory<float>[] _items = StoreFolder.Rows(Records + 2, Columns);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_store_cut_off_anywhere_in_its_last_record_opens_with_the_others_and_goes_on()
    {
        byte[] whole = Stored(Records);
        for (int length = whole.Length - RecordBytes; length <= whole.Length; length++)
        {
            File.WriteAllBytes(_folder.Store, whole[..length]);
            int left = length == whole.Length ? Records : Records - 1;
            using (var store = Open())
            {
                Assert.Equal(left, store.Count);
                HasFirst(store, left);
                store.Features(_encoder, _items);
            }
            using var again = Open();
            Assert.Equal(Records + 2, again.Count);
            HasFirst(again, Records + 2);
        }
    }

    [Fact]
    public void What_was_written_but_not_committed_when_the_process_died_counts_as_far_as_it_is_whole()
    {
        byte[] two = Stored(2), four = Stored(Records);
        int start = four.Length - (Records * RecordBytes);
        for (int length = start + (2 * RecordBytes); length <= four.Length; length++)
        {
            File.WriteAllBytes(_folder.Store, [.. two[..start], .. four[start..length]]);   // the header still says two
            using var store = Open();
            Assert.Equal((length - start) / RecordBytes, store.Count);
            HasFirst(store, store.Count);
        }
    }

    [Fact]
    public void What_a_power_cut_left_as_zeros_behind_the_committed_records_is_written_over()
    {
        byte[] two = Stored(2);
        File.WriteAllBytes(_folder.Store, [.. two, .. new byte[(3 * RecordBytes) + 5]]);
        using (var store = Open())
        {
            Assert.Equal(2, store.Count);
            store.Features(_encoder, _items);
        }
        using var again = Open();
        HasFirst(again, Records + 2);
        Assert.Equal(two.Length + (Records * RecordBytes), new FileInfo(_folder.Store).Length);
    }

    [Fact]
    public void Every_flipped_bit_is_noticed()
    {
        byte[] whole = Stored(Records);
        for (int bit = 0; bit < whole.Length * 8; bit += bit < 128 * 8 ? 1 : 3)
        {
            byte[] flipped = [.. whole];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(_folder.Store, flipped);
            var refusal = Assert.Throws<InvalidDataException>(Open);
            Assert.Contains("a.features: ", refusal.Message);
        }
    }

    [Fact]
    public void A_damaged_record_is_named()
    {
        byte[] whole = Stored(Records);
        whole[^(RecordBytes + 20)] ^= 1;
        File.WriteAllBytes(_folder.Store, whole);
        Assert.Contains("record 2 of 4 is damaged", Assert.Throws<InvalidDataException>(Open).Message);
    }

    [Fact]
    public void A_record_in_the_place_of_another_is_refused()
    {
        byte[] whole = Stored(Records);
        whole.AsSpan(^RecordBytes..).CopyTo(whole.AsSpan(whole.Length - (2 * RecordBytes)));
        File.WriteAllBytes(_folder.Store, whole);
        Assert.Contains("record 2 of 4", Assert.Throws<InvalidDataException>(Open).Message);
    }

    [Fact]
    public void A_record_of_another_encoders_store_is_refused()
    {
        byte[] whole = Stored(Records);
        File.Delete(_folder.Store);
        var other = new CountingEncoder(Columns, version: "2");
        using (var store = FeatureStore.Open(_folder.Store, other)) store.Features(other, _items[..Records]);
        byte[] others = File.ReadAllBytes(_folder.Store);
        Assert.Equal(whole.Length, others.Length);
        others.AsSpan(^RecordBytes..).CopyTo(whole.AsSpan(^RecordBytes..));
        File.WriteAllBytes(_folder.Store, whole);
        Assert.Contains("record 3 of 4", Assert.Throws<InvalidDataException>(Open).Message);
    }

    [Theory]
    [InlineData(12, -64)]             // header length
    [InlineData(12, 1 << 30)]
    [InlineData(12, 32)]
    [InlineData(16, int.MaxValue)]    // numbers of a row
    [InlineData(16, 0)]
    [InlineData(20, 7)]               // type of numbers
    [InlineData(24, int.MaxValue)]    // bytes of the id
    [InlineData(28, -1)]              // bytes of the version
    public void A_header_that_lies_is_refused_even_with_the_right_checksum(int offset, int value)
    {
        byte[] whole = Stored(1);
        BinaryPrimitives.WriteInt32LittleEndian(whole.AsSpan(offset), value);
        int length = offset == 12 && value is > 0 and < 64 ? value : 64;
        BinaryPrimitives.WriteUInt32LittleEndian(whole.AsSpan(length - 4), Castagnoli.Append(0, whole.AsSpan(0, length - 4)));
        File.WriteAllBytes(_folder.Store, whole);
        Assert.Throws<InvalidDataException>(Open);
    }

    [Fact]
    public void A_file_that_is_no_store_or_of_a_later_format_is_refused()
    {
        foreach (byte[] bytes in new byte[][] { [], [0x89], "not a store at all, but long enough to be one"u8.ToArray(), new byte[4096] })
        {
            File.WriteAllBytes(_folder.Store, bytes);
            Assert.Contains("not a feature store", Assert.Throws<InvalidDataException>(Open).Message);
        }
        File.Delete(_folder.Store);
        byte[] whole = Stored(1);
        whole[8] = 2;
        File.WriteAllBytes(_folder.Store, whole);
        Assert.Contains("format 2, which a later Probity wrote", Assert.Throws<InvalidDataException>(Open).Message);
    }

    [Fact]
    public void A_terabyte_of_nothing_behind_the_header_is_refused_at_once()
    {
        byte[] whole = Stored(Records);
        using (FileStream file = File.OpenWrite(_folder.Store)) file.SetLength(1L << 40);   // holes: no room on disk
        using (var store = Open()) Assert.Equal(Records, store.Count);
        var huge = StoreHeader.Of(_encoder.Id, _encoder.Version, Columns, FeatureStoreNumbers.Float32).CommitLine(1L << 40);
        huge.CopyTo(whole, huge.Length);
        File.WriteAllBytes(_folder.Store, whole);
        using (FileStream file = File.OpenWrite(_folder.Store)) file.SetLength(1L << 36);
        Assert.Contains("record 4 of", Assert.Throws<InvalidDataException>(Open).Message);
    }

    [Theory]
    [InlineData(FeatureStoreNumbers.Float32)]
    [InlineData(FeatureStoreNumbers.Float16)]
    public void A_number_that_is_not_finite_is_refused_even_with_the_right_checksum(FeatureStoreNumbers numbers)
    {
        const int wide = 77;
        var encoder = new PassThroughEncoder(wide);
        using (var store = FeatureStore.Open(_folder.Store, encoder, numbers)) store.Features(encoder, StoreFolder.Rows(2, wide));
        byte[] whole = File.ReadAllBytes(_folder.Store);
        var layout = new RecordLayout(StoreHeader.Of(encoder.Id, encoder.Version, wide, numbers));
        int size = numbers == FeatureStoreNumbers.Float32 ? 4 : 2;
        for (int j = 0; j < wide; j++)
        {
            byte[] bad = [.. whole];
            Span<byte> record = bad.AsSpan(^layout.Bytes..);
            record[32 + ((j + 1) * size) - 1] |= 0x7F;   // the high bits of a little-endian number
            record[32 + ((j + 1) * size) - 2] |= 0x80;
            layout.Seal(record, 1);
            File.WriteAllBytes(_folder.Store, bad);
            Assert.Contains("record 1 of 2", Assert.Throws<InvalidDataException>(() => FeatureStore.Open(_folder.Store, encoder, numbers)).Message);
        }
    }

    private FeatureStore Open() => FeatureStore.Open(_folder.Store, _encoder);

    /// <summary>The bytes of a store with the first items, which stays there.</summary>
    private byte[] Stored(int records)
    {
        File.Delete(_folder.Store);
        using (var store = Open()) store.Features(_encoder, _items[..records]);
        return File.ReadAllBytes(_folder.Store);
    }

    private void HasFirst(FeatureStore store, int count)
    {
        float[] row = new float[Columns];
        for (int i = 0; i < count; i++)
        {
            Assert.True(store.TryRead(ContentKey.Of(_encoder, _items[i]), row));
            Assert.Equal(_items[i].ToArray(), row);
        }
    }
}
