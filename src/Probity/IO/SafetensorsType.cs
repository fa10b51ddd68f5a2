namespace Probity.IO;

/// <summary>The type names of safetensors.</summary>
internal static class SafetensorsType
{
    public const string Known = "F64, F32, F16, BF16, I64, I32, I16, I8, U64, U32, U16, U8 and BOOL";

    public static NumberType? Parse(string type) => type switch
    {
        "F64" => NumberType.Float64,
        "F32" => NumberType.Float32,
        "F16" => NumberType.Float16,
        "BF16" => NumberType.BFloat16,
        "I64" => NumberType.Int64,
        "I32" => NumberType.Int32,
        "I16" => NumberType.Int16,
        "I8" => NumberType.Int8,
        "U64" => NumberType.UInt64,
        "U32" => NumberType.UInt32,
        "U16" => NumberType.UInt16,
        "U8" => NumberType.UInt8,
        "BOOL" => NumberType.Boolean,
        _ => null,
    };

    public static string Write(NumberType type) => type switch
    {
        NumberType.Float64 => "F64",
        NumberType.Float32 => "F32",
        NumberType.Float16 => "F16",
        NumberType.BFloat16 => "BF16",
        NumberType.Int64 => "I64",
        NumberType.Int32 => "I32",
        NumberType.Int16 => "I16",
        NumberType.Int8 => "I8",
        NumberType.UInt64 => "U64",
        NumberType.UInt32 => "U32",
        NumberType.UInt16 => "U16",
        NumberType.UInt8 => "U8",
        _ => "BOOL",
    };
}
