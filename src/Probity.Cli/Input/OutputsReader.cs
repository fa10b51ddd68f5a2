using Probity.Data;
using Probity.IO;
using Probity.Learning;
using Probity.Numerics;

namespace Probity.Cli.Input;

/// <summary>
/// A model's outputs as logits, a chunk of rows at a time. Probabilities become their logarithms, rows renormalised; a
/// binary column of probabilities becomes two classes, so that a probability of exactly 0 or 1 stays what it is. Of multi-label
/// rows every cell becomes its own log-odds.
/// </summary>
internal sealed class OutputsReader : IDisposable
{
    private const double MaxDeviation = 1e-3;
    private const double MostLogOdds = 745;   // of the least double

    private readonly NumberReader _reader;
    private double[] _probabilities = [];
    private readonly bool _multiLabel;
    private long _rowsRead, _certain;
    private bool _likeProbabilities = true;

    private OutputsReader(NumberReader reader, OutputKind kind, bool multiLabel = false)
    {
        _reader = reader;
        _multiLabel = multiLabel;
        Kind = kind;
        Columns = kind == OutputKind.Probabilities && !multiLabel && reader.Columns == 1 ? 2 : reader.Columns;
    }

    public OutputKind Kind { get; }

    /// <summary>Columns of the logits handed out; 1 for binary logits.</summary>
    public int Columns { get; }

    public string Name => _reader.Name;

    public long? Rows => _reader.Rows;

    public bool HasIds => _reader.HasIds;

    /// <summary>Ids of the rows of the last read.</summary>
    public ReadOnlySpan<string> Ids => _reader.Ids;

    /// <summary>How far the sum of a row of probabilities lay from 1 at most.</summary>
    public double LargestDeviation { get; private set; }

    /// <summary>The model whose outputs these are, where it is at hand.</summary>
    public Classifier? Model { get; private init; }

    public static OutputsReader Open(string spec, OutputKind kind, string? idColumn, bool multiLabel = false) => new(NumberFile.Open(spec, idColumn), kind, multiLabel);

    /// <summary>What a model says of rows of features.</summary>
    public static OutputsReader Open(Classifier model, string data, string? idColumn) =>
        new(ModelOutputs.Open(model, data, idColumn), OutputKind.Logits) { Model = model };

    /// <summary>Other rows of the same kind as outputs that were read: of the same model, where that is what made them.</summary>
    public static OutputsReader OpenLike(Outputs outputs, string spec) =>
        outputs.Model is { } model ? Open(model, spec, null) : Open(spec, outputs.Kind, null);

    /// <summary>Fills whole rows of logits.</summary>
    /// <returns>Rows read; 0 at the end.</returns>
    public int Read(Span<float> logits)
    {
        if (Kind == OutputKind.Logits)
        {
            int read = _reader.Read(logits);
            for (int i = 0; i < read; i++) RequireLogits(logits.Slice(i * Columns, Columns), _rowsRead + i);
            _rowsRead += read;
            return read;
        }

        int room = logits.Length / Columns * _reader.Columns;
        if (_probabilities.Length < room) _probabilities = new double[room];
        int rows = _reader.Read(_probabilities.AsSpan(0, room));
        for (int i = 0; i < rows; i++)
        {
            ReadOnlySpan<double> from = _probabilities.AsSpan(i * _reader.Columns, _reader.Columns);
            Span<float> to = logits.Slice(i * Columns, Columns);
            if (_multiLabel) LogOdds(from, to, _rowsRead + i);
            else if (from.Length == 1) Binary(from[0], to, _rowsRead + i);
            else Logarithms(from, to, _rowsRead + i);
        }
        _rowsRead += rows;
        return rows;
    }

    /// <summary>Refuses outputs that a policy cannot be applied to.</summary>
    public void RequireSuits(ConfidencePolicy policy)
    {
        RequireOneClassARow();
        if (Columns != policy.Classes)
        {
            string advice = _reader.ColumnNames is { Count: > 1 } names && names.Count > policy.Classes ? $"; pick the outputs' columns by name: {Name}#{names[0]},{names[1]}…" : "";
            throw new ArgumentException($"{Name}: {Columns:N0} columns but the policy was fitted on {policy.Classes:N0}{advice}");
        }
        policy.RequireOutputs(Kind);
    }

    /// <summary>Refuses a multi-label model: its rows have no one class.</summary>
    public void RequireOneClassARow()
    {
        if (Model?.Head == Head.MultiLabel) throw new ArgumentException("the model is multi-label: evaluate and fit take it with --multilabel; there are no policies for such rows");
    }

    /// <summary>Refuses a model whose columns are classes of which a row has one.</summary>
    public void RequireManyLabelsARow()
    {
        if (Model is { LogitColumns: > 1 } && Model.Head != Head.MultiLabel) throw new ArgumentException("the model gives every row one class; multi-label rows need one trained with --multilabel");
    }

    /// <summary>What was done to the numbers on the way in, in words.</summary>
    public IEnumerable<string> Notes()
    {
        if (LargestDeviation > 1e-6) yield return $"{Name}: rows of probabilities were renormalised; the sum furthest from 1 was off by {LargestDeviation:G3}";
        if (Kind == OutputKind.Logits && _likeProbabilities && _rowsRead > 0)
            yield return $"{Name}: every row is positive and sums to 1, as probabilities do and logits hardly ever; if they are, give them as --probabilities";
        if (_certain > 0) yield return $"{Name}: {_certain:N0} probabilities of exactly 0 or 1 are read as log-odds of −{MostLogOdds} or {MostLogOdds}";
    }

    public void Dispose() => _reader.Dispose();

    private void Binary(double p, Span<float> to, long row)
    {
        RequireProbability(p, row, 0);
        LargestDeviation = Math.Max(LargestDeviation, p - 1);
        p = Math.Min(p, 1);
        to[0] = (float)Math.Log(1 - p);
        to[1] = (float)Math.Log(p);
    }

    private void LogOdds(ReadOnlySpan<double> from, Span<float> to, long row)
    {
        for (int j = 0; j < from.Length; j++)
        {
            RequireProbability(from[j], row, j);
            double p = Math.Min(from[j], 1);
            if (p is 0 or 1) _certain++;
            to[j] = (float)Math.Clamp(Math.Log(p) - Elementary.Log1P(-p), -MostLogOdds, MostLogOdds);
        }
    }

    private void Logarithms(ReadOnlySpan<double> from, Span<float> to, long row)
    {
        double sum = 0;
        for (int j = 0; j < from.Length; j++)
        {
            RequireProbability(from[j], row, j);
            sum += from[j];
        }
        if (!(Math.Abs(sum - 1) <= MaxDeviation))
            throw new InvalidDataException($"{Name}: row {row} sums to {sum:G6}; probabilities of a row must sum to 1 ± {MaxDeviation} (give logits as --logits)");
        LargestDeviation = Math.Max(LargestDeviation, Math.Abs(sum - 1));
        double logSum = Math.Log(sum);
        for (int j = 0; j < from.Length; j++) to[j] = (float)(Math.Log(from[j]) - logSum);
    }

    /// <summary>Here rather than in the scores, where the file's name and the row's number in it are not known.</summary>
    private void RequireLogits(ReadOnlySpan<float> row, long number)
    {
        float largest = float.NegativeInfinity, smallest = float.PositiveInfinity;
        double sum = 0;
        for (int j = 0; j < row.Length; j++)
        {
            if (!(row[j] < float.PositiveInfinity))
                throw new InvalidDataException($"{Name}: row {number}, column {j} is {row[j]}; NaN and +infinity are refused, as are numbers beyond float32 (−infinity marks a masked class)");
            largest = Math.Max(largest, row[j]);
            sum += row[j];
            smallest = Math.Min(smallest, row[j]);
        }
        _likeProbabilities &= row.Length > 1 && smallest >= 0 && Math.Abs(sum - 1) <= MaxDeviation;
        if (float.IsNegativeInfinity(largest))
            throw new InvalidDataException($"{Name}: row {number} is −infinity in every column; at least one logit of a row must be finite");
    }

    private void RequireProbability(double p, long row, int column)
    {
        if (!(p >= 0 && p <= 1 + MaxDeviation))
            throw new InvalidDataException($"{Name}: row {row}, column {column} is {p}; probabilities lie in [0, 1] (give logits as --logits)");
    }
}
