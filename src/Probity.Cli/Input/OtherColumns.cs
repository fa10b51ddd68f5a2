using Probity.Data;
using Probity.IO;

namespace Probity.Cli.Input;

/// <summary>
/// A table often holds outputs, labels and weights side by side. A column that is named as one of the others is no output,
/// and would be read as a class of its own if it were not left out.
/// </summary>
internal static class OtherColumns
{
    /// <param name="outputs">The outputs as the user names them.</param>
    /// <param name="id">The column of ids, or null.</param>
    /// <param name="others">Labels, weights: those that name a column of the same file are left out.</param>
    /// <returns>The same, with the columns of outputs picked by name where some were left out.</returns>
    public static string LeftOut(string outputs, string? id, params ReadOnlySpan<string?> others)
    {
        FileSpec file = FileSpec.Parse(outputs);
        if (file.Part is not null) return outputs;
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (string? other in others)
        {
            if (other is not null && FileSpec.Parse(other) is { Part: not null } spec && Path.GetFullPath(spec.Path) == Path.GetFullPath(file.Path)) taken.UnionWith(spec.Columns()!);
        }
        if (taken.Count == 0) return outputs;
        using NumberReader reader = NumberFile.Open(outputs, id);
        if (reader.ColumnNames is not { } names) return outputs;
        if (file.Kind is FileKind.Csv or FileKind.Tsv && taken.FirstOrDefault(column => column != id && !names.Contains(column)) is { } missing)
            throw new ArgumentException($"{file.Name}: no column '{NumberText.Shown(missing)}'; there are {NumberText.Listed([.. names])}");
        if (!names.Any(taken.Contains)) return outputs;
        string[] left = [.. names.Where(name => !taken.Contains(name))];
        if (left.Length == 0) throw new ArgumentException($"{file.Name}: no column of outputs beside {string.Join(", ", taken)}");
        return $"{file.Path}#{string.Join(',', left)}";
    }
}
