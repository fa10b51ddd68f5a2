using Probity.Learning;

namespace Probity.Similarity;

/// <summary>
/// Embeddings of one frozen encoder in one file, mapped into memory: every item is encoded once, in this run or an earlier one. Items are found by
/// a hash of their content, so that neither order nor names matter.
/// </summary>
/// <remarks>
/// <para>A store of another encoder, version, size or type of numbers is refused, and so is one whose numbers the encoder no longer gives. Its
/// checksums are verified as it is opened. A process that is killed while it appends leaves a store that opens with all records that are complete.</para>
/// <para>Several processes may read a store while one appends; another that wants to append is refused meanwhile. All members may be called by
/// several threads. A file that another program cuts short while it is open here can end the process: it is mapped.</para>
/// </remarks>
public sealed class FeatureStore : IDisposable
{
    private readonly StoreFile _file;
    private readonly Dictionary<ContentKey, int> _places = new(KeyComparer.Shared);   // itself the lock of its readers
    private readonly Lock _appending = new();
    private volatile bool _closed;

    private FeatureStore(StoreFile file) => _file = file;

    /// <summary>Rows in it.</summary>
    public int Count
    {
        get
        {
            lock (_places) return _places.Count;
        }
    }

    /// <summary>Whose embeddings they are.</summary>
    public string EncoderId => _file.Header.EncoderId;

    /// <summary>By which weights or settings.</summary>
    public string EncoderVersion => _file.Header.EncoderVersion;

    /// <summary>Numbers of an embedding.</summary>
    public int EmbeddingSize => _file.Header.EmbeddingSize;

    /// <summary>How they are kept.</summary>
    public FeatureStoreNumbers Numbers => _file.Header.Numbers;

    private string Name => Path.GetFileName(_file.Path);

    /// <summary>Opens a store; makes it where there is none.</summary>
    /// <param name="path">The file; its directory must exist. A file of the same name and <c>.lock</c> appears beside it.</param>
    /// <param name="encoderId">See <see cref="Encoder{TItem}.Id"/>; up to 4,096 bytes of UTF-8 without control characters.</param>
    /// <param name="encoderVersion">See <see cref="Encoder{TItem}.Version"/>; likewise.</param>
    /// <param name="embeddingSize">Numbers of an embedding, 1 to 16,777,216.</param>
    /// <param name="numbers">Half takes half the room and the time to read; it keeps 11 significant bits.</param>
    /// <exception cref="ArgumentException">No such file is possible, or an argument is out of range.</exception>
    /// <exception cref="InvalidDataException">Not a store, damaged, or a store of other embeddings: says what differs.</exception>
    /// <exception cref="IOException">It cannot be made there.</exception>
    public static FeatureStore Open(
        string path, string encoderId, string encoderVersion, int embeddingSize, FeatureStoreNumbers numbers = FeatureStoreNumbers.Float32)
    {
        var file = StoreFile.Open(path, StoreHeader.Of(encoderId, encoderVersion, embeddingSize, numbers));
        try
        {
            var store = new FeatureStore(file);
            store.TakeIn();
            return store;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Opens the store of an encoder; makes it where there is none.</summary>
    /// <typeparam name="TItem">What an item is.</typeparam>
    /// <param name="path">The file.</param>
    /// <param name="encoder">Whose embeddings it holds.</param>
    /// <param name="numbers">How they are kept.</param>
    /// <inheritdoc cref="Open(string, string, string, int, FeatureStoreNumbers)" path="/exception"/>
    public static FeatureStore Open<TItem>(string path, Encoder<TItem> encoder, FeatureStoreNumbers numbers = FeatureStoreNumbers.Float32)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        return Open(path, encoder.Id, encoder.Version, encoder.EmbeddingSize, numbers);
    }

    /// <summary>Reads an embedding where it is stored.</summary>
    /// <param name="key">Of the item.</param>
    /// <param name="destination">Room for <see cref="EmbeddingSize"/> numbers.</param>
    /// <returns>False where it is not stored; nothing is written then.</returns>
    /// <exception cref="ObjectDisposedException">The store was closed.</exception>
    public bool TryRead(ContentKey key, Span<float> destination)
    {
        Require.Destination(EmbeddingSize, destination.Length, nameof(destination));
        ObjectDisposedException.ThrowIf(_closed, this);
        if (Place(key) is not { } place) return false;
        _file.Read(place, destination);
        return true;
    }

    /// <summary>Stores embeddings, on disk when it returns. What is stored already stays as it is.</summary>
    /// <param name="keys">N keys.</param>
    /// <param name="embeddings">N × <see cref="EmbeddingSize"/> finite numbers; in half up to 65,504.</param>
    /// <returns>How many were new.</returns>
    /// <exception cref="ArgumentException">Shapes differ, or a number cannot be stored; then nothing is.</exception>
    /// <exception cref="IOException">Another process is appending, or there is no permission or no room.</exception>
    /// <exception cref="ObjectDisposedException">The store was closed.</exception>
    public int Append(ReadOnlySpan<ContentKey> keys, ReadOnlySpan<float> embeddings)
    {
        Require.SameRows(keys.Length, Require.Rows(embeddings.Length, EmbeddingSize, nameof(embeddings)), nameof(keys), nameof(embeddings));
        if (keys.IsEmpty) return 0;
        lock (_appending)
        {
            using var session = new AppendSession(this);
            var fresh = new List<ContentKey>();
            var rows = new List<int>();
            var seen = new HashSet<ContentKey>(KeyComparer.Shared);
            for (int i = 0; i < keys.Length; i++)
            {
                if (Place(keys[i]) is not null || !seen.Add(keys[i])) continue;
                fresh.Add(keys[i]);
                rows.Add(i);
            }
            float[] numbers = new float[checked(fresh.Count * EmbeddingSize)];
            for (int i = 0; i < rows.Count; i++) embeddings.Slice(rows[i] * EmbeddingSize, EmbeddingSize).CopyTo(numbers.AsSpan(i * EmbeddingSize));
            if (_file.Write(fresh.ToArray(), numbers) is { } refused)
                throw new ArgumentException($"embeddings: row {rows[refused.Row]}, {Refusal(refused.Column, numbers[(refused.Row * EmbeddingSize) + refused.Column])}");
            return fresh.Count;
        }
    }

    /// <summary>
    /// The embeddings of items, read from the store whenever a row is asked for. What is not stored yet is encoded and stored first: each item
    /// once, however often it occurs.
    /// </summary>
    /// <remarks>
    /// They can be read as long as the store is open, and throw <see cref="ObjectDisposedException"/> afterwards. Eight of the items that were
    /// stored are encoded again and compared (see <see cref="Verify"/>). What is encoded before an interruption stays stored.
    /// </remarks>
    /// <typeparam name="TItem">What an item is.</typeparam>
    /// <param name="encoder">The encoder of this store.</param>
    /// <param name="items">N items.</param>
    /// <param name="batchSize">Items to encode at a time, at least 1.</param>
    /// <param name="progress">Called at the start and after every batch, on the calling thread.</param>
    /// <returns>N rows, in the order of the items.</returns>
    /// <exception cref="ArgumentException">Another encoder, or an item that it refuses.</exception>
    /// <exception cref="InvalidDataException">The encoder does not give the stored numbers any more, or gives such that cannot be stored.</exception>
    /// <exception cref="IOException">Another process is appending, or there is no permission or no room.</exception>
    /// <exception cref="ObjectDisposedException">The store was closed.</exception>
    public Features Features<TItem>(Encoder<TItem> encoder, IReadOnlyList<TItem> items, int batchSize = 256, Action<EncodingProgress>? progress = null)
    {
        Check(encoder, items);
        Require.InRange(batchSize, 1, Array.MaxLength / EmbeddingSize, nameof(batchSize));
        ContentKey[] keys = ItemKeys.Of(encoder, items);
        int[] places = new int[keys.Length];
        Find(keys, places);
        StaleCheck.Run(_file, encoder, items, keys, places, StaleCheck.Sample);
        if (places.Contains(-1)) Encode(encoder, items, keys, places, batchSize, progress);
        else progress?.Invoke(new EncodingProgress(keys.Length, 0, 0));
        return new StoredFeatures(_file, places);
    }

    /// <summary>
    /// Encodes some stored items again and refuses where the numbers are others: an encoder whose weights changed but not its version.
    /// </summary>
    /// <remarks>Numbers may differ by 1e-4 (in half 1e-3) of the row's largest magnitude, for another processor may round otherwise.</remarks>
    /// <typeparam name="TItem">What an item is.</typeparam>
    /// <param name="encoder">The encoder of this store.</param>
    /// <param name="items">Items; those that are not stored are left aside.</param>
    /// <param name="sample">How many to encode, chosen by their keys; at least 1.</param>
    /// <returns>How many were compared: fewer than asked for where fewer are stored.</returns>
    /// <exception cref="ArgumentException">Another encoder.</exception>
    /// <exception cref="InvalidDataException">The numbers differ; says of which item and by how much.</exception>
    /// <exception cref="ObjectDisposedException">The store was closed.</exception>
    public int Verify<TItem>(Encoder<TItem> encoder, IReadOnlyList<TItem> items, int sample = StaleCheck.Sample)
    {
        Check(encoder, items);
        Require.InRange(sample, 1, Array.MaxLength / EmbeddingSize, nameof(sample));
        ContentKey[] keys = ItemKeys.Of(encoder, items);
        int[] places = new int[keys.Length];
        Find(keys, places);
        return StaleCheck.Run(_file, encoder, items, keys, places, sample);
    }

    /// <summary>Closes the file, after waiting for an append that is under way. Features that were read from it throw from then on.</summary>
    public void Dispose()
    {
        lock (_appending)
        {
            if (_closed) return;
            _closed = true;
            _file.Dispose();
        }
    }

    private void Encode<TItem>(
        Encoder<TItem> encoder, IReadOnlyList<TItem> items, ContentKey[] keys, int[] places, int batchSize, Action<EncodingProgress>? progress)
    {
        lock (_appending)
        {
            using (new AppendSession(this))
            {
                Find(keys, places);   // again: another may have stored some meanwhile
                int[] missing = FirstOfMissing(keys, places);
                progress?.Invoke(new EncodingProgress(keys.Length, missing.Length, 0));
                int atOnce = Math.Min(batchSize, missing.Length);
                var batch = new TItem[atOnce];
                var batchKeys = new ContentKey[atOnce];
                float[] embeddings = new float[atOnce * EmbeddingSize];
                for (int start = 0; start < missing.Length; start += atOnce)
                {
                    int count = Math.Min(atOnce, missing.Length - start);
                    for (int i = 0; i < count; i++) (batch[i], batchKeys[i]) = (items[missing[start + i]], keys[missing[start + i]]);
                    Span<float> rows = embeddings.AsSpan(0, count * EmbeddingSize);
                    encoder.Encode(count == atOnce ? batch : batch[..count], rows);
                    if (_file.Write(batchKeys.AsSpan(0, count), rows) is { } refused)
                        throw new InvalidDataException(
                            $"{Name}: of item {missing[start + refused.Row]:N0} {Refusal(refused.Column, rows[(refused.Row * EmbeddingSize) + refused.Column])}");
                    progress?.Invoke(new EncodingProgress(keys.Length, missing.Length, start + count));
                }
            }
            Find(keys, places);
        }
    }

    private static int[] FirstOfMissing(ContentKey[] keys, int[] places)
    {
        var seen = new HashSet<ContentKey>(KeyComparer.Shared);
        return [.. Enumerable.Range(0, keys.Length).Where(i => places[i] < 0 && seen.Add(keys[i]))];
    }

    private static string Refusal(int column, float number) => float.IsFinite(number)
        ? $"number {column:N0} is {number}, which half cannot hold (at most 65,504); take a store of float32"
        : $"number {column:N0} is {number}; every number must be finite";

    private void Check<TItem>(Encoder<TItem> encoder, IReadOnlyList<TItem> items)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(items);
        ObjectDisposedException.ThrowIf(_closed, this);
        _file.Header.RequireSame(StoreHeader.Of(encoder.Id, encoder.Version, encoder.EmbeddingSize, Numbers), Name);
    }

    private int? Place(ContentKey key)
    {
        lock (_places) return _places.TryGetValue(key, out int place) ? place : null;
    }

    private void Find(ContentKey[] keys, int[] places)
    {
        lock (_places)
        {
            for (int i = 0; i < keys.Length; i++) places[i] = _places.TryGetValue(keys[i], out int place) ? place : -1;
        }
    }

    private void TakeIn()
    {
        int before = _file.Count;
        List<ContentKey> keys = _file.TakeIn();
        lock (_places)
        {
            for (int i = 0; i < keys.Count; i++) _places.TryAdd(keys[i], before + i);
        }
    }

    /// <summary>The time in which this process, and this store in it, is the only one to append. What was written counts at its end, also after a failure.</summary>
    private readonly struct AppendSession : IDisposable
    {
        private readonly FeatureStore _store;
        private readonly StoreLock _held;

        public AppendSession(FeatureStore store)
        {
            ObjectDisposedException.ThrowIf(store._closed, store);
            _store = store;
            _held = StoreLock.Take(store._file.Path);
            try
            {
                store.TakeIn();
                store._file.BeginWriting();
            }
            catch
            {
                _held.Dispose();
                throw;
            }
        }

        public void Dispose()
        {
            try
            {
                if (_store._closed) return;
                _store._file.Commit();
                _store.TakeIn();
            }
            finally
            {
                _held.Dispose();
            }
        }
    }
}
