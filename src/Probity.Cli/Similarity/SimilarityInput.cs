using System.CommandLine;
using Probity.Cli.Input;
using Probity.Data;
using Probity.IO;

namespace Probity.Cli.Similarity;

/// <summary>The options that name items and which of them belong together.</summary>
internal sealed class SimilarityInput
{
    public Option<string?> Data { get; } = new("--data") { Description = "N×D items, a row each (.npy, .npz#name, .csv, .tsv, .jsonl, .safetensors#name, idx images)", HelpName = "file" };

    public Option<string?> Labels { get; } = new("--labels") { Description = "N groups, whole numbers or words: items of one belong together; file.csv#column picks a column", HelpName = "file" };

    public Option<string?> Label { get; } = new("--label") { Description = "Instead: the column of --data that holds the groups", HelpName = "column" };

    public Option<string?> Id { get; } = new("--id") { Description = "Column of a csv or jsonl file that names the rows: no feature", HelpName = "column" };

    public Option<bool> MultiLabel { get; } = new("--multilabel") { Description = "--labels are N×L of 0 and 1: items that share a label belong together" };

    public Option<string?> Encoder { get; } = new("--encoder") { Description = "A model of probity train, whose hidden features of --data are the frozen embeddings", HelpName = "m.probity" };

    public Option<string?> Store { get; } = new("--store") { Description = "Keeps the encoder's features, so that each item is encoded once", HelpName = "file" };

    public SimilarityInput AddTo(Command command, bool multiLabel = true)
    {
        foreach (Option option in (Option[])[Data, Labels, Label, Id, .. multiLabel ? [MultiLabel] : (Option[])[], Encoder, Store]) command.Options.Add(option);
        return this;
    }

    public FrozenEncoder OpenEncoder(ParseResult parsed) => FrozenEncoder.Open(parsed.GetValue(Encoder), parsed.GetValue(Store));

    /// <summary>Refuses labels that are given twice, or not at all.</summary>
    /// <returns>Whether there are any.</returns>
    public bool HasLabels(ParseResult parsed, bool required)
    {
        bool file = parsed.GetValue(Labels) is not null, column = parsed.GetValue(Label) is not null;
        if (file && column || (required && !file && !column)) throw new ArgumentException("give the labels as one of --labels FILE or --label COLUMN");
        return file || column;
    }

    /// <summary>Reads items with their labels.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="data">The file of items.</param>
    /// <param name="labels">That of their labels; null takes the column of the data that <c>--label</c> names, or none.</param>
    /// <param name="encoder">What makes frozen embeddings of them.</param>
    /// <param name="names">Names that groups have already.</param>
    /// <param name="like">Items that these must be like.</param>
    /// <param name="features">Names of the columns that are needed, or null; those of the items that these must be like.</param>
    /// <param name="labelled">Whether they have labels at all.</param>
    public SimilarityTable Read(ParseResult parsed, string data, string? labels, FrozenEncoder encoder, IReadOnlyList<string>? names = null, SimilarityTable? like = null, IReadOnlyList<string>? features = null, bool labelled = true)
    {
        FileSpec file = FileSpec.Parse(data);
        if (labelled && labels is null && parsed.GetValue(Label) is { } column) labels = $"{file.Path}#{column}";
        string? id = parsed.GetValue(Id);
        IReadOnlyList<string>? ids = id is null ? null : Different(file, TextColumn.Read($"{file.Path}#{id}"));
        using NumberReader reader = encoder.Reader(OtherColumns.LeftOut(data, id, labels), id, features ?? like?.FeatureNames);
        if (like is not null && reader.Columns != like.Columns)
            throw new ArgumentException($"{reader.Name}: {reader.Columns:N0} columns but {like.Name} has {like.Columns:N0}");
        float[] values = FeatureFile.ReadAll(reader);
        int rows = values.Length / reader.Columns;
        var table = new SimilarityTable
        {
            Name = reader.Name,
            Values = values,
            Columns = reader.Columns,
            FeatureNames = FeatureFile.Names(reader),
            Inputs = [],
            InputColumns = encoder.Columns(reader.Columns),
            Ids = ids,
        };
        if (labels is not null)
        {
            string name = FileSpec.Parse(labels).Name;
            if (parsed.GetValue(MultiLabel))
            {
                LabelCells cells = LabelCells.Read(labels, like is { Labels: > 0 } ? (like.Labels, like.Name) : null);
                Require.SameRows(rows, cells.Rows, reader.Name, name);
                table = table with { Cells = cells.Cells, Labels = cells.Columns };
            }
            else
            {
                GroupLabels groups = GroupLabels.Read(labels, names);
                Require.SameRows(rows, groups.Groups.Length, reader.Name, name);
                table = table with { Groups = groups.Groups, GroupNames = groups.Names };
            }
        }
        return table with { Inputs = encoder.Encode(values, reader.Columns) };
    }

    private static string[] Different(FileSpec file, string[] ids)
    {
        var rows = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < ids.Length; i++)
        {
            if (!rows.TryAdd(ids[i], i)) throw new InvalidDataException($"{file.Name}: rows {rows[ids[i]]} and {i} have the same id '{NumberText.Shown(ids[i])}'; every item needs one of its own");
        }
        return ids;
    }
}
