using System.CommandLine;
using Probity.Data;

namespace Probity.Cli.Input;

/// <summary>Outputs with the labels, weights and names that belong to them, checked to pair up.</summary>
internal sealed record LabelledOutputs
{
    public required Outputs Outputs { get; init; }

    /// <summary>What is measured: the outputs, or with --multilabel one binary row a cell.</summary>
    public required float[] Logits { get; init; }

    /// <summary>Columns of <see cref="Logits"/>.</summary>
    public required int Columns { get; init; }

    public required int[] Labels { get; init; }

    /// <summary>Empty for one each.</summary>
    public required double[] Weights { get; init; }

    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>The group of every row, or null.</summary>
    public string[]? Groups { get; init; }

    /// <summary>Names of the columns of --multilabel, or null.</summary>
    public IReadOnlyList<string>? LabelNames { get; init; }

    /// <summary>Reads everything; what can be refused without reading the outputs is refused before.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="options">Its options that name files.</param>
    /// <param name="policy">A policy that the outputs must suit, or null.</param>
    public static LabelledOutputs Read(ParseResult parsed, OutputOptions options, ConfidencePolicy? policy = null)
    {
        bool multiLabel = parsed.GetResult(options.MultiLabel) is not null && parsed.GetValue(options.MultiLabel);
        using OutputsReader reader = options.Open(parsed, multiLabel);
        if (policy is not null) reader.RequireSuits(policy);
        IReadOnlyList<string>? names = options.ReadClassNames(parsed) ?? policy?.ClassNames ?? reader.Model?.ClassNames;
        if (multiLabel) return ReadCells(parsed, options, reader, names);

        reader.RequireOneClassARow();
        string file = parsed.GetValue(options.Labels) ?? throw new ArgumentException("--labels FILE is needed: the true class of every row");
        int[] labels = ReadLabels(file, options.Labels.Name, names, reader);
        double[] weights = options.ReadWeights(parsed);
        if (weights.Length > 0) Require.SameRows(labels.Length, weights.Length, options.Labels.Name, options.Weights.Name);
        Require.Weights(weights, labels.Length, options.Weights.Name);
        string[]? groups = options.ReadGroups(parsed);
        if (groups is not null) Require.SameRows(labels.Length, groups.Length, options.Labels.Name, options.Groups.Name);
        Outputs outputs = Outputs.ReadAll(reader);
        RequirePair(outputs, labels, $"{options.Labels.Name} {Path.GetFileName(file)}");
        if (names is not null && names.Count != outputs.Classes)
            throw new ArgumentException($"{options.Classes.Name}: {names.Count} names but {outputs.Name} has {outputs.Classes} classes");
        return new LabelledOutputs { Outputs = outputs, Logits = outputs.Logits, Columns = outputs.Columns, Labels = labels, Weights = weights, ClassNames = names, Groups = groups };
    }

    /// <summary>Labels, as many as there are outputs where that is known before these are read.</summary>
    public static int[] ReadLabels(string file, string option, IReadOnlyList<string>? names, OutputsReader outputs)
    {
        if (outputs.Rows == 0) throw new InvalidDataException($"{outputs.Name}: no rows");
        int[] labels = LabelFile.Read(file, names);
        if (outputs.Rows is { } rows) Require.SameRows(rows, labels.Length, outputs.Name, $"{option} {Path.GetFileName(file)}");
        return labels;
    }

    /// <summary>A label for every row, each one a class of the outputs.</summary>
    public static void RequirePair(Outputs outputs, int[] labels, string name)
    {
        Require.SameRows(outputs.Rows, labels.Length, outputs.Name, name);
        Require.Labels(labels, outputs.Classes, name);
    }

    /// <summary>Refuses rows whose own label is masked. A probability of 0 is another matter: it may be one that was rounded.</summary>
    public void RequirePossibleLabels()
    {
        for (int i = 0; i < Labels.Length && Columns > 1 && Outputs.Kind == OutputKind.Logits; i++)
        {
            if (!float.IsNegativeInfinity(Logits[(i * Columns) + Labels[i]])) continue;
            throw new InvalidDataException($"{Outputs.Name}: row {i} gives its own label {Labels[i]} the logit −infinity; a fit needs every label to be possible");
        }
    }

    private static LabelledOutputs ReadCells(ParseResult parsed, OutputOptions options, OutputsReader source, IReadOnlyList<string>? names)
    {
        source.RequireManyLabelsARow();
        if (options.HasGroups(parsed)) throw new ArgumentException("--multilabel takes no --groups");
        double[] weights = options.ReadWeights(parsed);
        Outputs outputs = Outputs.ReadAll(source);
        string file = parsed.GetValue(options.Labels) ?? throw new ArgumentException("--labels FILE is needed: N×K of 0 and 1");
        LabelCells cells = LabelCells.Read(file, (outputs.Columns, outputs.Name));
        Require.SameRows(outputs.Rows, cells.Rows, outputs.Name, cells.Name);
        if (weights.Length > 0) Require.SameRows(outputs.Rows, weights.Length, outputs.Name, options.Weights.Name);
        Require.Weights(weights, outputs.Rows, options.Weights.Name);
        if (names is not null && names.Count != outputs.Columns)
            throw new ArgumentException($"{options.Classes.Name}: {names.Count} names but {outputs.Name} has {outputs.Columns} columns");
        return new LabelledOutputs
        {
            Outputs = outputs,
            Logits = outputs.Logits,
            Columns = 1,
            Labels = Array.ConvertAll(cells.Cells, cell => (int)cell),
            Weights = weights,
            LabelNames = names,
        };
    }
}
