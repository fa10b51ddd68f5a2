namespace Probity.Data;

/// <summary>What a user names: a file, and after <c>#</c> an array, a tensor, or columns of it.</summary>
internal readonly record struct FileSpec(string Path, string? Part)
{
    /// <summary>Columns to pick, in their order, instead of those that <see cref="Part"/> names: any names, also with commas.</summary>
    public IReadOnlyList<string>? Picked { get; init; }

    /// <summary>File name and part, for messages.</summary>
    public string Name => Part is null ? System.IO.Path.GetFileName(Path) : $"{System.IO.Path.GetFileName(Path)}#{NumberText.Shown(Part)}";

    public FileKind Kind
    {
        get
        {
            string name = System.IO.Path.GetFileName(Path);
            if (name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)) name = name[..^3];
            if (IsIdx(name)) return FileKind.Idx;
            if (name.Length < System.IO.Path.GetFileName(Path).Length) return FileKind.Unknown;   // other formats are not read gzipped
            return System.IO.Path.GetExtension(name).ToUpperInvariant() switch
            {
                ".NPY" => FileKind.Npy,
                ".NPZ" => FileKind.Npz,
                ".CSV" => FileKind.Csv,
                ".TSV" => FileKind.Tsv,
                ".JSONL" or ".NDJSON" => FileKind.JsonLines,
                ".SAFETENSORS" => FileKind.Safetensors,
                _ => FileKind.Unknown,
            };
        }
    }

    /// <summary>Splits at the first <c>#</c> before which a file's name ends, at the last one where there is no such file.</summary>
    public static FileSpec Parse(string spec)
    {
        if (string.IsNullOrWhiteSpace(spec)) throw new ArgumentException("no file name given");
        if (File.Exists(spec)) return new FileSpec(spec, null);
        for (int i = spec.IndexOf('#'); i > 0; i = spec.IndexOf('#', i + 1))
        {
            if (File.Exists(spec[..i])) return At(spec, i);
        }

        int last = spec.LastIndexOf('#');
        return last > 0 ? At(spec, last) : new FileSpec(spec, null);
    }

    /// <summary>The columns picked, in their order; null where none are.</summary>
    public string[]? Columns()
    {
        if (Picked is not null) return [.. Picked];
        if (Part is null) return null;
        var columns = Part.Split(',', StringSplitOptions.TrimEntries);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string column in columns)
        {
            if (column.Length == 0) throw new ArgumentException($"{Name}: a column name is missing; write {System.IO.Path.GetFileName(Path)}#a,b,c");
            if (!seen.Add(column)) throw new ArgumentException($"{Name}: column '{column}' is picked twice");
        }

        return columns;
    }

    public ArgumentException UnknownFormat() =>
        Directory.Exists(Path) ? new($"{Path}: a directory; a file is needed") : new($"{Name}: the format cannot be told from the name; .npy, .npz#array, .safetensors#tensor, .csv, .tsv, .jsonl and idx (…-idx3-ubyte, .gz too) are read");

    private static FileSpec At(string spec, int hash) =>
        hash + 1 < spec.Length ? new FileSpec(spec[..hash], spec[(hash + 1)..]) : throw new ArgumentException($"{spec}: nothing follows the #; name the array or the columns there");

    private static bool IsIdx(string name) =>
        name.EndsWith(".idx", StringComparison.OrdinalIgnoreCase)
        || (name.EndsWith("-ubyte", StringComparison.OrdinalIgnoreCase) && name.Contains("-idx", StringComparison.OrdinalIgnoreCase));
}

/// <summary>Formats by file name.</summary>
internal enum FileKind
{
    Unknown,
    Npy,
    Npz,
    Safetensors,
    Csv,
    Tsv,
    JsonLines,
    Idx,
}
