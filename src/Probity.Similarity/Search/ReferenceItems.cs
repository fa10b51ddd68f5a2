using System.Buffers;
using System.Text;

namespace Probity.Similarity;

/// <summary>
/// References to search: embeddings, and at will the group and the id of each. In memory, or mapped from a file that <see cref="Save"/> wrote.
/// </summary>
/// <remarks>
/// An item keeps its position until the items are saved: a file holds those that are not deleted, in their order. Thread-safe while nothing is
/// appended, deleted or closed. A file that another program cuts short while it is open here can end the process: it is mapped.
/// </remarks>
public sealed class ReferenceItems : IDisposable
{
    private static readonly SearchValues<char> LowerHexadecimal = SearchValues.Create("0123456789abcdef");

    private readonly StoredRows _rows;
    private readonly MappedItems? _file;
    private readonly List<int>? _groups;       // of those that are not in the file
    private readonly List<string>? _ids;
    private readonly ReaderGate _gate = new();
    private volatile bool _closed;

    private ReferenceItems(EmbeddingRows first, FeatureStoreNumbers numbers, MappedItems? file, List<int>? groups, List<string>? ids)
    {
        _rows = new StoredRows(first, new GrowingRows(first.Columns, numbers));
        (Numbers, _file, _groups, _ids) = (numbers, file, groups, ids);
    }

    /// <summary>Items that are not deleted.</summary>
    public int Count => _rows.Rows - _rows.Deleted;

    /// <summary>Items that there ever were; positions count from 0.</summary>
    public int Positions => _rows.Rows;

    /// <summary>Numbers of an embedding.</summary>
    public int Columns => _rows.Columns;

    /// <summary>How they are kept.</summary>
    public FeatureStoreNumbers Numbers { get; }

    /// <summary>Whether items have groups.</summary>
    public bool HasGroups => _groups is not null;

    /// <summary>Whether items have ids.</summary>
    public bool HasIds => _ids is not null;

    /// <summary>What the groups 0, 1, 2 … are called, or null.</summary>
    public IReadOnlyList<string>? GroupNames { get; private set; }

    /// <summary>The head that embedded them, as <see cref="SimilarityModel.ContentId"/> tells it; null where nobody said. Kept in the file.</summary>
    public string? HeadId { get; private set; }

    internal EmbeddingRows Rows => _rows;

    private int InFile => _file?.Header.Items ?? 0;

    /// <summary>The mapped file, of which the first positions are; or null.</summary>
    internal MappedItems? File => _file;

    /// <summary>Items in memory.</summary>
    /// <param name="embeddings">N × columns, row-major, finite. In float32 they are used where they are, so they must not change.</param>
    /// <param name="columns">Numbers of an embedding, 1 to 1,048,576.</param>
    /// <param name="groups">N groups, any numbers: items of one group belong together. Empty for none.</param>
    /// <param name="ids">N names, or null for none.</param>
    /// <param name="numbers">Half takes half the room; it keeps 11 significant bits.</param>
    /// <exception cref="ArgumentException">No rows, rows do not pair up, or a value that cannot be kept.</exception>
    public static ReferenceItems Of(
        ReadOnlyMemory<float> embeddings, int columns, ReadOnlySpan<int> groups = default, IReadOnlyList<string>? ids = null,
        FeatureStoreNumbers numbers = FeatureStoreNumbers.Float32)
    {
        Require.InRange(columns, 1, 1 << 20, nameof(columns));
        if (!Enum.IsDefined(numbers)) throw new ArgumentException($"numbers: {numbers}; Float32 or Float16");
        Require.SomeRows(Require.Rows(embeddings.Length, columns, nameof(embeddings)), nameof(embeddings));
        bool isGiven = numbers == FeatureStoreNumbers.Float32;
        var items = new ReferenceItems(
            new GivenRows(isGiven ? embeddings : default, columns), numbers, file: null, groups.IsEmpty ? null : [], ids is null ? null : []);
        items.Check(embeddings.Span, groups, ids);
        if (!isGiven) items._rows.Add(embeddings.Span);
        items.Name(groups, ids);
        return items;
    }

    /// <summary>Opens a file of items, with or without the lists of a <see cref="CodeIndex"/>. Its checksums are verified.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">Not such a file, of a later version, or damaged.</exception>
    public static ReferenceItems Open(string path)
    {
        MappedItems file = MappedItems.Open(path);
        try
        {
            return new ReferenceItems(file.Rows, file.Header.Numbers, file, file.Header.HasGroups ? [] : null, file.Header.HasIds ? [] : null) { GroupNames = file.GroupNames(), HeadId = file.Header.HeadId };
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Writes the items that are not deleted.</summary>
    /// <param name="path">The file; it appears whole or not at all.</param>
    /// <exception cref="ArgumentException">No such file is possible.</exception>
    public void Save(string path)
    {
        using Reading reading = Read();
        ItemFile.Write(path, this, lists: null);
    }

    /// <summary>Adds items.</summary>
    /// <param name="embeddings">N × columns, row-major, finite; they are copied.</param>
    /// <param name="groups">N groups where the items have groups, else empty.</param>
    /// <param name="ids">N names where the items have ids, else null.</param>
    /// <returns>The position of the first; the others follow.</returns>
    /// <exception cref="ArgumentException">Rows do not pair up, or a value that cannot be kept. Nothing is added then.</exception>
    public int Append(ReadOnlySpan<float> embeddings, ReadOnlySpan<int> groups = default, IReadOnlyList<string>? ids = null)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        Check(embeddings, groups, ids);
        int first = Positions;
        if ((long)first + (embeddings.Length / Columns) > Array.MaxLength) throw new ArgumentException($"embeddings: {first + (long)(embeddings.Length / Columns):N0} items, where {Array.MaxLength:N0} are the most");
        _rows.Add(embeddings);
        Name(groups, ids);
        return first;
    }

    /// <summary>Says what groups are called; kept in the file.</summary>
    /// <param name="names">Of the groups 0, 1, 2 …, or null.</param>
    /// <exception cref="ArgumentException">The items have no groups, or a name is null.</exception>
    public void NameGroups(IReadOnlyList<string>? names)
    {
        if (names is not null && !HasGroups) throw new ArgumentException("names: these items have no groups");
        if (names is not null && names.Contains(null!)) throw new ArgumentException("names: one is null; every group needs one");
        GroupNames = names is null ? null : [.. names];
    }

    /// <summary>Says which head embedded all items, so that embeddings of another are not taken for comparable.</summary>
    /// <param name="headId">Its <see cref="SimilarityModel.ContentId"/>.</param>
    /// <exception cref="ArgumentException">No such id, or another head is known to have embedded them.</exception>
    public void NameHead(string headId)
    {
        RequireHead(headId);
        HeadId = headId;
    }

    /// <summary>Refuses another head than the one that embedded the items, where that is known: what a distance means differs from head to head.</summary>
    /// <param name="headId">The other's <see cref="SimilarityModel.ContentId"/>.</param>
    /// <exception cref="ArgumentException">It is another, or no such id.</exception>
    public void RequireHead(string headId)
    {
        ArgumentNullException.ThrowIfNull(headId);
        if (headId.Length != 64 || headId.AsSpan().ContainsAnyExcept(LowerHexadecimal) || !headId.AsSpan().ContainsAnyExcept('0'))
            throw new ArgumentException($"head id: '{headId}'; give SimilarityModel.ContentId, 64 digits of lower-case hexadecimal");
        if (HeadId is not null && HeadId != headId)
            throw new ArgumentException($"these items were embedded by head {HeadId[..12]}, not by {headId[..12]}, and embeddings of two heads cannot be compared: take the head that embedded them, or embed all items anew with this one");
    }

    /// <summary>Deletes an item: it is never found again.</summary>
    /// <param name="position">Of the item.</param>
    /// <returns>False where it was deleted before.</returns>
    /// <exception cref="ArgumentException">No such position.</exception>
    public bool Delete(int position)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        return _rows.Delete(Checked(position));
    }

    /// <summary>Whether an item is deleted.</summary>
    /// <param name="position">Of the item.</param>
    /// <exception cref="ArgumentException">No such position.</exception>
    public bool IsDeleted(int position) => _rows.IsDeleted(Checked(position));

    /// <summary>The group of an item.</summary>
    /// <param name="position">Of the item.</param>
    /// <exception cref="ArgumentException">No such position.</exception>
    /// <exception cref="InvalidOperationException">The items have no groups.</exception>
    public int Group(int position)
    {
        Checked(position);
        if (_groups is null) throw new InvalidOperationException("these items have no groups");
        using Reading reading = Read();
        return GroupOf(position);
    }

    /// <summary>The id of an item.</summary>
    /// <param name="position">Of the item.</param>
    /// <exception cref="ArgumentException">No such position.</exception>
    /// <exception cref="InvalidOperationException">The items have no ids.</exception>
    public string Id(int position)
    {
        Checked(position);
        if (_ids is null) throw new InvalidOperationException("these items have no ids");
        using Reading reading = Read();
        return IdOf(position);
    }

    /// <summary>Reads the embedding of an item.</summary>
    /// <param name="position">Of the item.</param>
    /// <param name="destination">Room for <see cref="Columns"/> numbers.</param>
    /// <exception cref="ArgumentException">No such position, or no room.</exception>
    public void Embedding(int position, Span<float> destination)
    {
        Checked(position);
        Require.Destination(Columns, destination.Length, nameof(destination));
        using Reading reading = Read();
        destination = destination[..Columns];
        ReadOnlySpan<float> row = _rows.Read(position, 1, destination);
        if (!row.Overlaps(destination)) row.CopyTo(destination);
    }

    /// <summary>Closes the file, where there is one, after waiting for searches that are under way.</summary>
    public void Dispose() => _gate.Alone(() =>
    {
        _closed = true;
        _file?.Dispose();
    });

    /// <summary>The time in which the items are not closed.</summary>
    /// <exception cref="ObjectDisposedException">They are.</exception>
    internal Reading Read() => new(this);

    /// <summary>The group of an item, for those who are reading: whoever reads twice might wait for a closing that waits for the first.</summary>
    internal int GroupOf(int position) => position < InFile ? _file!.Group(position) : _groups![position - InFile];

    /// <summary>The id of an item, for those who are reading.</summary>
    internal string IdOf(int position) => position < InFile ? _file!.Id(position) : _ids![position - InFile];

    private int Checked(int position)
    {
        if ((uint)position >= (uint)Positions) throw new ArgumentException($"position: {position}; there are {Positions:N0} items, counted from 0");
        return position;
    }

    private void Check(ReadOnlySpan<float> embeddings, ReadOnlySpan<int> groups, IReadOnlyList<string>? ids)
    {
        int rows = Require.Rows(embeddings.Length, Columns, nameof(embeddings));
        Require.Finite(embeddings, Columns, nameof(embeddings));
        if (_groups is not null || !groups.IsEmpty) Require.SameRows(rows, groups.Length, nameof(embeddings), nameof(groups));
        if (_groups is null && !groups.IsEmpty) throw new ArgumentException("groups: these items have none; leave them out");
        if (_ids is null && ids is not null) throw new ArgumentException("ids: these items have none; leave them out");
        if (_ids is null) return;
        Require.SameRows(rows, ids?.Count ?? 0, nameof(embeddings), nameof(ids));
        for (int i = 0; i < rows; i++)
        {
            if (ids![i] is null) throw new ArgumentException($"ids: row {i} is null; every item needs one");
            if (ids[i].Length > ItemFile.MostIdCharacters) throw new ArgumentException($"ids: row {i} has {ids[i].Length:N0} characters; {ItemFile.MostIdCharacters:N0} are the most");
            if (ids[i].AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') && !IsText(ids[i])) throw new ArgumentException($"ids: row {i} is no Unicode text (half of a surrogate pair stands alone)");
        }
    }

    private static bool IsText(string id)
    {
        foreach (Rune rune in id.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar && !id.Contains('\uFFFD', StringComparison.Ordinal)) return false;
        }
        return true;
    }

    private void Name(ReadOnlySpan<int> groups, IReadOnlyList<string>? ids)
    {
        _groups?.AddRange(groups);
        if (ids is not null) _ids?.AddRange(ids);
    }

    internal readonly struct Reading : IDisposable
    {
        private readonly ReferenceItems _items;
        private readonly int _stripe;

        public Reading(ReferenceItems items)
        {
            _items = items;
            _stripe = items._gate.Enter();
            if (!items._closed) return;
            items._gate.Leave(_stripe);
            throw new ObjectDisposedException(nameof(ReferenceItems));
        }

        public void Dispose() => _items._gate.Leave(_stripe);
    }
}
