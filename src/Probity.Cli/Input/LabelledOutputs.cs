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

    public static LabelledOutputs Read(ParseResult parsed, OutputOptions options)
    {
        Outputs outputs = options.Read(parsed);
        string[]? names = options.ReadClassNames(parsed);
        if (parsed.GetResult(options.MultiLabel) is not null && parsed.GetValue(options.MultiLabel)) return ReadCells(parsed, options, outputs);

        int[] labels = options.ReadLabels(parsed, names);
        Require.SameRows(outputs.Rows, labels.Length, outputs.Name, "labels");
        Require.Labels(labels, outputs.Classes, "labels");
        if (names is not null && names.Length != outputs.Classes)
            throw new ArgumentException($"--classes: {names.Length} names but {outputs.Name} has {outputs.Classes} classes");
        double[] weights = options.ReadWeights(parsed);
        Require.Weights(weights, outputs.Rows, "weights");
        return new LabelledOutputs { Outputs = outputs, Logits = outputs.Logits, Columns = outputs.Columns, Labels = labels, Weights = weights, ClassNames = names };
    }

    private static LabelledOutputs ReadCells(ParseResult parsed, OutputOptions options, Outputs outputs)
    {
        if (outputs.Kind == OutputKind.Probabilities)
            throw new ArgumentException("--multilabel takes --logits: rows of probabilities that do not sum to 1 cannot be told from damaged ones");
        if (parsed.GetValue(options.Weights) is not null) throw new ArgumentException("--multilabel takes no --weights");
        using IO.NumberReader reader = NumberFile.Open(parsed.GetValue(options.Labels) ?? throw new ArgumentException("--labels FILE is needed: N×K of 0 and 1"));
        if (reader.Columns != outputs.Columns)
            throw new ArgumentException($"{reader.Name}: {reader.Columns} columns but {outputs.Name} has {outputs.Columns}; --multilabel needs one label a cell");
        double[] cells = reader.ReadAllDouble();
        Require.SameRows(outputs.Rows, cells.Length / reader.Columns, outputs.Name, reader.Name);
        int wrong = Array.FindIndex(cells, cell => cell is not (0 or 1));
        if (wrong >= 0)
            throw new ArgumentException($"{reader.Name}: row {wrong / reader.Columns}, column {wrong % reader.Columns} is {cells[wrong]}; multi-label labels are 0 or 1");
        return new LabelledOutputs { Outputs = outputs, Logits = outputs.Logits, Columns = 1, Labels = Array.ConvertAll(cells, cell => (int)cell), Weights = [] };
    }
}
