using Probity.Data;
using Probity.IO;

namespace Probity.Cli.Input;

/// <summary>Multi-label labels: N×K of 0 and 1.</summary>
internal sealed record LabelCells(string Name, byte[] Cells, int Columns)
{
    public int Rows => Cells.Length / Columns;

    /// <param name="spec">The file.</param>
    /// <param name="columns">K and whose it is, where that is known.</param>
    public static LabelCells Read(string spec, (int Count, string Name)? columns = null)
    {
        using NumberReader reader = NumberFile.Open(spec);
        if (columns is { } needed && reader.Columns != needed.Count)
            throw new ArgumentException($"{reader.Name}: {reader.Columns} columns but {needed.Name} has {needed.Count}; --multilabel needs one label a cell");
        double[] values = reader.ReadAllDouble();
        int wrong = Array.FindIndex(values, cell => cell is not (0 or 1));
        if (wrong >= 0)
            throw new ArgumentException($"{reader.Name}: row {wrong / reader.Columns}, column {wrong % reader.Columns} is {values[wrong]}; multi-label labels are 0 or 1");
        return new LabelCells(reader.Name, Array.ConvertAll(values, cell => (byte)cell), reader.Columns);
    }
}
