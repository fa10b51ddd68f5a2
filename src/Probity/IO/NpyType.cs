namespace Probity.IO;

/// <summary>The type strings of numpy's array interface, such as <c>&lt;f4</c>.</summary>
internal static class NpyType
{
    public static (NumberType Type, bool BigEndian) Parse(string descr, string name)
    {
        if (descr.Length < 2 || descr[0] is not ('<' or '>' or '|' or '=')) throw new InvalidDataException($"{name}: '{Shown(descr)}' is not a type of numpy");
        NumberType? type = descr[1..] switch
        {
            "f8" => NumberType.Float64,
            "f4" => NumberType.Float32,
            "f2" => NumberType.Float16,
            "i8" => NumberType.Int64,
            "i4" => NumberType.Int32,
            "i2" => NumberType.Int16,
            "i1" => NumberType.Int8,
            "u8" => NumberType.UInt64,
            "u4" => NumberType.UInt32,
            "u2" => NumberType.UInt16,
            "u1" => NumberType.UInt8,
            "b1" => NumberType.Boolean,
            _ => null,
        };
        if (type is not { } known) throw new InvalidDataException($"{name}: {Refusal(descr)}");
        if (descr[0] == '|' && known.Size() > 1) throw new InvalidDataException($"{name}: '{descr}' leaves the byte order of a number of {known.Size()} bytes open");
        return (known, descr[0] == '>' || (descr[0] == '=' && !BitConverter.IsLittleEndian));
    }

    public static string Write(NumberType type)
    {
        char order = BitConverter.IsLittleEndian ? '<' : '>';
        return type switch
        {
            NumberType.Float64 => $"{order}f8",
            NumberType.Float32 => $"{order}f4",
            NumberType.Int32 => $"{order}i4",
            _ => throw new ArgumentException($"type: {type}; npy files are written as {NumberType.Float64}, {NumberType.Float32} or {NumberType.Int32}"),
        };
    }

    private static string Refusal(string descr) => descr[1] switch
    {
        'O' => "an array of Python objects (a pickle, which is never read: it can run code); save numbers, for example numpy.save(path, array.astype(numpy.float32))",
        'U' or 'S' or 'a' => $"an array of text ('{Shown(descr)}'); numbers are needed: map the names to 0, 1, 2 …, or put them into a csv column and give the class names",
        'c' => $"complex numbers ('{Shown(descr)}'); real numbers are needed: save the real part or the modulus",
        'M' or 'm' => $"dates or durations ('{Shown(descr)}'); numbers are needed: save them with astype(numpy.float64)",
        'V' => $"raw bytes or a structured type ('{Shown(descr)}'); save its columns as one plain array, bfloat16 as float32",
        _ => $"numbers of type '{Shown(descr)}'; float16, 32, 64, integers of 1 to 8 bytes and booleans are read: save with astype(numpy.float32)",
    };

    private static string Shown(string descr) => descr.Length <= 20 ? descr : string.Concat(descr.AsSpan(0, 20), "…");
}
