using System.CommandLine;
using Probity.Cli.Input;
using Probity.Data;
using Probity.IO;
using Probity.Learning;

namespace Probity.Cli.Training;

/// <summary>The options that name what is learned from.</summary>
internal sealed class TrainingInput
{
    private readonly Option<string?> _data = new("--data") { Description = "N×D features, a row each (.npy, .npz#name, .csv, .tsv, .jsonl, .safetensors#name, idx images)", HelpName = "file", Required = true };
    private readonly Option<string?> _labels = new("--labels") { Description = "N labels: class indices, or words; file.csv#column picks a column. With --multilabel N×K of 0 and 1", HelpName = "file" };
    private readonly Option<string?> _label = new("--label") { Description = "Instead: the column of --data that holds the labels", HelpName = "column" };
    private readonly Option<string?> _classes = new("--classes") { Description = "Class names: a JSON array, or an object from index to name", HelpName = "names.json" };
    private readonly Option<string?> _id = new("--id") { Description = "Column of a csv or jsonl file that names the rows: no feature", HelpName = "column" };
    private readonly Option<string?> _validationData = new("--validation-data") { Description = "Rows that choose the epoch and teach nothing, instead of a share", HelpName = "file" };
    private readonly Option<string?> _validationLabels = new("--validation-labels") { Description = "Their labels", HelpName = "file" };
    private readonly Option<string?> _calibrationData = new("--calibration-data") { Description = "Rows that fit the model's policy and teach nothing, best from where it will be used; instead of a share or folds", HelpName = "file" };
    private readonly Option<string?> _calibrationLabels = new("--calibration-labels") { Description = "Their labels", HelpName = "file" };
    private readonly Option<string?> _outliers = new("--outliers") { Description = "M×D features of rows of no class, for the penalties that use them", HelpName = "file" };

    public Option<bool> MultiLabel { get; } = new("--multilabel") { Description = "A yes or no for every label instead of one class a row" };

    public TrainingInput AddTo(Command command)
    {
        foreach (Option option in (Option[])[_data, _labels, _label, _classes, _id, MultiLabel, _validationData, _validationLabels, _calibrationData, _calibrationLabels, _outliers]) command.Options.Add(option);
        return this;
    }

    public bool HasValidation(ParseResult parsed) => parsed.GetValue(_validationData) is not null || parsed.GetValue(_validationLabels) is not null;

    public bool HasCalibration(ParseResult parsed) => parsed.GetValue(_calibrationData) is not null || parsed.GetValue(_calibrationLabels) is not null;

    /// <summary>Refuses what cannot be meant, before anything is read.</summary>
    public void Check(ParseResult parsed)
    {
        if (parsed.GetValue(_labels) is null == parsed.GetValue(_label) is null)
            throw new ArgumentException("give the labels as one of --labels FILE or --label COLUMN");
        CheckPair(parsed, _validationData, _validationLabels);
        CheckPair(parsed, _calibrationData, _calibrationLabels);
        CheckOther(parsed, _calibrationData);
    }

    /// <summary>Rows that taught flatter whatever is calibrated or chosen on them.</summary>
    private void CheckOther(ParseResult parsed, Option<string?> option)
    {
        if (parsed.GetValue(option) is not { } given || parsed.GetValue(_data) is not { } data) return;
        FileSpec other = FileSpec.Parse(given), teaching = FileSpec.Parse(data);
        if (other.Part == teaching.Part && Path.GetFullPath(other.Path) == Path.GetFullPath(teaching.Path))
            throw new ArgumentException($"{option.Name} is the file of {_data.Name}: rows that teach cannot do it too; leave {option.Name} out, and rows are set aside");
    }

    private void CheckPair(ParseResult parsed, Option<string?> data, Option<string?> labels)
    {
        if (parsed.GetValue(data) is null && parsed.GetValue(labels) is not null) throw new ArgumentException($"{labels.Name} goes with {data.Name}");
        if (parsed.GetValue(data) is not null && parsed.GetValue(labels) is null && parsed.GetValue(_label) is null)
            throw new ArgumentException($"{data.Name} goes with {labels.Name}");
    }

    /// <summary>Refuses what does not go with a table, before anything is read.</summary>
    public void CheckTable(ParseResult parsed)
    {
        foreach (Option<string?> option in (Option<string?>[])[_labels, _validationLabels, _calibrationLabels, _outliers])
        {
            if (parsed.GetValue(option) is not null) throw new ArgumentException($"{option.Name} goes with --task features; of a table name the column of the labels: {_label.Name} COLUMN");
        }
        if (parsed.GetValue(MultiLabel)) throw new ArgumentException($"{MultiLabel.Name} goes with --task features; the rows of a table have one class each");
        CheckOther(parsed, _calibrationData);
        if (parsed.GetValue(_label) is null) throw new ArgumentException($"{_label.Name} COLUMN is needed: the column of the table that holds the labels");
    }

    public string? Id(ParseResult parsed) => parsed.GetValue(_id);

    /// <summary>A table to learn from.</summary>
    public TableFile ReadTable(ParseResult parsed) =>
        TableFile.Read(parsed.GetValue(_data)!, parsed.GetValue(_label)!, parsed.GetValue(_classes) is { } names ? ClassNames.Read(names) : null);

    /// <summary>A table that chooses the epoch, or null where none was given.</summary>
    public TableFile? ReadValidationTable(ParseResult parsed, TableFile training) =>
        parsed.GetValue(_validationData) is { } data ? TableFile.Read(data, parsed.GetValue(_label)!, training.ClassNames) : null;

    /// <summary>A table that fits the policy, or null where none was given.</summary>
    public TableFile? ReadCalibrationTable(ParseResult parsed, TableFile training) =>
        parsed.GetValue(_calibrationData) is { } data ? TableFile.Read(data, parsed.GetValue(_label)!, training.ClassNames) : null;

    /// <summary>The rows to learn from.</summary>
    public TrainingTable Read(ParseResult parsed) =>
        Read(parsed, parsed.GetValue(_data)!, parsed.GetValue(_labels), parsed.GetValue(_classes) is { } names ? ClassNames.Read(names) : null, null);

    /// <summary>The rows that choose the epoch, or null where none were given.</summary>
    public TrainingTable? ReadValidation(ParseResult parsed, TrainingTable training) => parsed.GetValue(_validationData) is { } data
        ? Read(parsed, data, parsed.GetValue(_validationLabels), training.ClassNames, training)
        : null;

    /// <summary>The rows that fit the policy, or null where none were given.</summary>
    public TrainingTable? ReadCalibration(ParseResult parsed, TrainingTable training) => parsed.GetValue(_calibrationData) is { } data
        ? Read(parsed, data, parsed.GetValue(_calibrationLabels), training.ClassNames, training)
        : null;

    /// <summary>Rows of no class, or null where none were given.</summary>
    public Features? ReadOutliers(ParseResult parsed, TrainingTable training)
    {
        if (parsed.GetValue(_outliers) is not { } spec) return null;
        using NumberReader reader = OpenLike(spec, null, training);
        return Features.Dense(FeatureFile.ReadAll(reader), reader.Columns);
    }

    private TrainingTable Read(ParseResult parsed, string data, string? labels, IReadOnlyList<string>? names, TrainingTable? like)
    {
        FileSpec file = FileSpec.Parse(data);
        labels ??= $"{file.Path}#{parsed.GetValue(_label)}";
        string? id = parsed.GetValue(_id);
        data = OtherColumns.LeftOut(data, id, labels);
        using NumberReader reader = like is null ? NumberFile.Open(data, id) : OpenLike(data, id, like);
        var table = new TrainingTable
        {
            Name = reader.Name,
            Values = [],
            Columns = reader.Columns,
            FeatureNames = FeatureFile.Names(reader),
            Classes = 0,
            Picture = file.Kind == FileKind.Idx ? FeatureFile.PictureSize(file.Path) : null,
            OfOneKind = reader.StoredAs == NumberType.UInt8,
        };
        table = parsed.GetValue(MultiLabel) ? WithCells(table, labels, names, like) : WithClasses(table, labels, names, like);
        int rows = table.MultiLabel ? table.Cells.Length / table.Classes : table.Labels.Length;
        if (reader.Rows is { } stated) Require.SameRows(stated, rows, reader.Name, FileSpec.Parse(labels).Name);
        float[] values = FeatureFile.ReadAll(reader);
        Require.SameRows(values.Length / reader.Columns, rows, reader.Name, FileSpec.Parse(labels).Name);
        return table with { Values = values };
    }

    private static NumberReader OpenLike(string data, string? id, TrainingTable training) =>
        FeatureFile.Open(data, id, training.Columns, training.FeatureNames, $"{training.Name} has");

    private static TrainingTable WithClasses(TrainingTable table, string spec, IReadOnlyList<string>? names, TrainingTable? like)
    {
        ClassLabels labels = ClassLabels.Read(spec, names);
        if (like is null)
        {
            labels.RequireTwoClasses();
            return table with { Labels = labels.Labels, Classes = labels.Classes, ClassNames = labels.ClassNames };
        }
        if (labels.ClassNames is not null && like.ClassNames is null)
            throw new InvalidDataException($"{labels.Name}: labels in words, but those of the training rows are numbers; use the same in both");
        Require.Labels(labels.Labels, like.Classes, labels.Name);
        return table with { Labels = labels.Labels, Classes = like.Classes, ClassNames = like.ClassNames };
    }

    private static TrainingTable WithCells(TrainingTable table, string spec, IReadOnlyList<string>? names, TrainingTable? like)
    {
        LabelCells cells = LabelCells.Read(spec, like is null ? null : (like.Classes, like.Name));
        if (names is not null && names.Count != cells.Columns) throw new ArgumentException($"--classes: {names.Count} names but {cells.Name} has {cells.Columns} columns");
        return table with { Cells = cells.Cells, Classes = cells.Columns, ClassNames = names };
    }
}
