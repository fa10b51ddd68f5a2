using System.CommandLine;
using Probity.Data;
using Probity.Learning;

namespace Probity.Cli.Input;

/// <summary>The options that name a model's outputs, the same for every verb.</summary>
internal sealed class OutputOptions
{
    private const string Formats = "(.npy, .npz#name, .csv, .jsonl, .safetensors#name)";

    public Option<string?> Logits { get; } = new("--logits") { Description = $"N×K logits {Formats}; one column means binary", HelpName = "file" };

    public Option<string?> Probabilities { get; } = new("--probabilities") { Description = "N×K probabilities instead of logits", HelpName = "file" };

    public Option<string?> Model { get; } = new("--model") { Description = "Instead: a model trained by probity train, whose outputs on --data are meant", HelpName = "m.probity" };

    public Option<string?> Data { get; } = new("--data") { Description = "N×D features for --model, a row each", HelpName = "file" };

    public Option<string?> Labels { get; } = new("--labels") { Description = "N labels: class indices, or names with --classes; file.csv#column picks a column", HelpName = "file" };

    public Option<string?> Weights { get; } = new("--weights") { Description = "N weights: what each row counts", HelpName = "file" };

    public Option<string?> Groups { get; } = new("--groups") { Description = "N names of groups, of their own figures or calibration; file.csv#column picks a column", HelpName = "file" };

    public Option<string?> Classes { get; } = new("--classes") { Description = "Class names: a JSON array, or an object from index to name", HelpName = "names.json" };

    public Option<string?> Id { get; } = new("--id") { Description = "Column of a csv or jsonl file that names the rows", HelpName = "column" };

    public Option<bool> MultiLabel { get; } = new("--multilabel") { Description = "A sigmoid a column, labels N×K of 0 and 1: every cell is a binary question" };

    /// <summary>Adds what the verb takes.</summary>
    public OutputOptions AddTo(Command command, bool labels = true, bool weights = true, bool multiLabel = false, bool groups = false)
    {
        command.Options.Add(Logits);
        command.Options.Add(Probabilities);
        command.Options.Add(Model);
        command.Options.Add(Data);
        if (labels) command.Options.Add(Labels);
        if (weights) command.Options.Add(Weights);
        if (groups) command.Options.Add(Groups);
        command.Options.Add(Classes);
        command.Options.Add(Id);
        if (multiLabel) command.Options.Add(MultiLabel);
        return this;
    }

    public string[]? ReadClassNames(ParseResult parsed) => parsed.GetValue(Classes) is { } path ? ClassNames.Read(path) : null;

    /// <summary>Opens the outputs for reading in chunks.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="multiLabel">Every column is a label that a row may have.</param>
    public OutputsReader Open(ParseResult parsed, bool multiLabel = false)
    {
        string? logits = parsed.GetValue(Logits), probabilities = parsed.GetValue(Probabilities), model = parsed.GetValue(Model), data = parsed.GetValue(Data);
        if (new[] { logits, probabilities, model }.Count(given => given is not null) != 1)
            throw new ArgumentException("give the model's outputs as one of --logits FILE, --probabilities FILE, or --model m.probity with --data FILE");
        if ((model is null) != (data is null)) throw new ArgumentException($"{Model.Name} and {Data.Name} go together: a model and the features of the rows that it is asked about");
        string? id = parsed.GetValue(Id);
        if (model is not null && GivenFile.Model(model) is { Featurizer: not null } ofTables) return OutputsReader.Open(ofTables, data!, id);   // it picks its columns itself
        string spec = OtherColumns.LeftOut((logits ?? probabilities ?? data)!, id, Named(parsed, Labels), Named(parsed, Weights), Named(parsed, Groups));
        return model is not null
            ? OutputsReader.Open(GivenFile.Model(model), spec, id)
            : OutputsReader.Open(spec, logits is not null ? OutputKind.Logits : OutputKind.Probabilities, id, multiLabel);
    }

    /// <summary>Opens what a model says of rows, where the model itself is what the verb is given.</summary>
    public OutputsReader OpenOf(ParseResult parsed, Classifier model)
    {
        if (new[] { Logits, Probabilities, Model }.FirstOrDefault(option => parsed.GetValue(option) is not null) is { } surplus)
            throw new ArgumentException($"{surplus.Name} does not go with a model, which is asked itself: give {Data.Name} FILE, the rows");
        string data = parsed.GetValue(Data) ?? throw new ArgumentException($"{Data.Name} FILE is needed: the rows that the model is asked about");
        return OutputsReader.Open(model, data, parsed.GetValue(Id));
    }

    public double[] ReadWeights(ParseResult parsed) => ReadWeights(parsed.GetValue(Weights));

    /// <summary>One number a row, or none where there is no file.</summary>
    public static double[] ReadWeights(string? spec)
    {
        if (spec is null) return [];
        using IO.NumberReader reader = NumberFile.Open(spec);
        if (reader.Columns != 1) throw new ArgumentException($"{reader.Name}: {reader.Columns} columns; weights are one number a row");
        return reader.ReadAllDouble();
    }

    /// <summary>The group of every row, or null where none were given.</summary>
    public string[]? ReadGroups(ParseResult parsed) => Named(parsed, Groups) is { } spec ? TextColumn.Read(spec) : null;

    /// <summary>The group of every row where a policy calibrates by group.</summary>
    /// <exception cref="ArgumentException">It does and none were given, or the reverse.</exception>
    public string[]? ReadGroups(ParseResult parsed, ConfidencePolicy policy)
    {
        bool byGroup = policy.Calibrator?.ByGroup is not null;
        if (byGroup && !HasGroups(parsed)) throw new ArgumentException($"the policy calibrates by group: {Groups.Name} FILE is needed, the group of every row");
        if (!byGroup && HasGroups(parsed)) throw new ArgumentException($"{Groups.Name}: the policy does not calibrate by group; leave it out");
        return ReadGroups(parsed);
    }

    public bool HasGroups(ParseResult parsed) => Named(parsed, Groups) is not null;

    // Not every verb has every option.
    private static string? Named(ParseResult parsed, Option<string?> option) => parsed.GetResult(option) is null ? null : parsed.GetValue(option);
}
