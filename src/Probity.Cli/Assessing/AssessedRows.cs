using Probity.Decisions;

namespace Probity.Cli.Assessing;

/// <summary>A chunk of rows and what is said of them; the arrays are used again for every chunk.</summary>
internal abstract class AssessedRows(int capacity)
{
    /// <summary>Rows that fit into a chunk.</summary>
    public int Capacity => capacity;

    /// <summary>Number in the file of the chunk's first row.</summary>
    public long FirstRow { get; set; }

    public int Count { get; protected set; }

    public int[] Predicted { get; } = new int[capacity];

    public double[] Confidence { get; } = new double[capacity];

    public Decision[] Decisions { get; } = new Decision[capacity];

    /// <summary>What is written of every row, behind its id or number.</summary>
    public abstract IReadOnlyList<RowColumn> Columns { get; }

    /// <summary>Prediction, its name where there are names, and confidence.</summary>
    protected IEnumerable<RowColumn> Answer(IReadOnlyList<string>? names)
    {
        yield return new WholeNumbers("predicted", Predicted);
        if (names is not null) yield return new Words("predicted_name", row => names[Predicted[row]]) { OnlyInText = true };
        yield return new Numbers("confidence", Confidence);
    }

    /// <summary>Decision (in arrays 0 none, 1 accept, 2 review, 3 reject) and reason.</summary>
    protected IEnumerable<RowColumn> Decided(PolicyAnswers answers)
    {
        yield return new Codes("decision", row => Decisions[row].Token(), row => (int)Decisions[row]);
        yield return new Words("reason", row => answers.Reason(Decisions[row], Predicted[row], row));
    }
}
