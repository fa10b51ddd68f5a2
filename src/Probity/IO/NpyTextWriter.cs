using System.Buffers.Binary;
using System.Text;

namespace Probity.IO;

/// <summary>
/// A one-dimensional array of text within an npz archive (numpy's <c>&lt;U</c>: UTF-32, every item as wide as the longest).
/// </summary>
public sealed class NpyTextWriter : IDisposable
{
    /// <summary>Every item takes four bytes a character of the longest, so one long text would blow up the file.</summary>
    private const int MaxCharacters = 1_024;

    private readonly Stream _scratch;
    private readonly BinaryWriter _items;
    private int _widest = 1;

    internal NpyTextWriter(Stream scratch)
    {
        _scratch = scratch;
        _items = new BinaryWriter(scratch, Encoding.UTF8, leaveOpen: true);
    }

    /// <summary>Items appended so far.</summary>
    public long Rows { get; private set; }

    /// <summary>Appends one item.</summary>
    /// <param name="text">At most 1,024 characters.</param>
    /// <exception cref="ArgumentException">Longer than that.</exception>
    public void Append(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int characters = text.EnumerateRunes().Count();
        if (characters > MaxCharacters)
            throw new ArgumentException($"text: item {Rows:N0} has {characters:N0} characters; at most {MaxCharacters:N0} go into an array of text: write csv or jsonl instead");
        _widest = Math.Max(_widest, characters);
        _items.Write(text);
        Rows++;
    }

    /// <summary>Closes the scratch file.</summary>
    public void Dispose()
    {
        _items.Dispose();
        _scratch.Dispose();
    }

    internal void CopyTo(Stream target)
    {
        _items.Flush();
        _scratch.Position = 0;
        target.Write(NpyHeader.Write($"<U{_widest}", Rows, columns: null));
        using var items = new BinaryReader(_scratch, Encoding.UTF8, leaveOpen: true);
        var item = new byte[4 * _widest];
        for (long row = 0; row < Rows; row++)
        {
            Array.Clear(item);
            int at = 0;
            foreach (var rune in items.ReadString().EnumerateRunes())
            {
                BinaryPrimitives.WriteInt32LittleEndian(item.AsSpan(at), rune.Value);
                at += 4;
            }

            target.Write(item);
        }
    }
}
