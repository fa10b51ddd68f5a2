namespace Probity.IO;

/// <summary>
/// Opens npy files of versions 1 to 3, both byte orders, C and Fortran order, of floats (2, 4, 8 bytes), integers (1 to 8 bytes)
/// and booleans.
/// </summary>
/// <remarks>Nothing is ever unpickled. Arrays of one dimension have one column; of three or more are refused.</remarks>
public static class NpyReader
{
    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">Not an npy file of numbers, or its header does not match its length.</exception>
    public static NumberReader Open(string path)
    {
        var stream = InputFile.Open(path);
        try
        {
            return Open(stream, Path.GetFileName(path));
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Opens a stream, which the reader then owns.</summary>
    /// <param name="stream">Can seek; from its position to its end it must be one npy file.</param>
    /// <param name="name">For messages.</param>
    /// <exception cref="InvalidDataException">Not an npy file of numbers, or its header does not match its length.</exception>
    public static NumberReader Open(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var header = NpyHeader.Read(stream, stream.Length - stream.Position, name);
        return header.FortranOrder
            ? new ColumnMajorRows(name, stream, header.Type, header.BigEndian, header.Rows, header.Columns)
            : new StreamRows(name, stream, header.Type, header.BigEndian, header.Rows, header.Columns);
    }
}
