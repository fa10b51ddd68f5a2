using Probity.Cli.Assessing;
using Probity.Decisions;
using Probity.Similarity;

namespace Probity.Cli.Similarity;

/// <summary>Queries with what was found for each: the closest reference, what is said of it, and the next ones.</summary>
internal sealed class SearchedRows : AssessedRows
{
    private readonly MatchRows _rows;
    private readonly MatchConfidence? _match;
    private readonly MatchReference _reference;
    private readonly int[][] _found;
    private readonly double[][] _similarity;
    private readonly string[] _reasons, _why;
    private readonly GroupReference? _codes;
    private readonly GroupHealth? _health;

    /// <param name="capacity">Queries at once.</param>
    /// <param name="rows">Both sides.</param>
    /// <param name="reference">What is searched.</param>
    /// <param name="match">Judges the closest, or null.</param>
    /// <param name="top">References of each query that are written.</param>
    public SearchedRows(int capacity, MatchRows rows, MatchReference reference, MatchConfidence? match, int top) : base(capacity)
    {
        (_rows, _reference, _match) = (rows, reference, match);
        _found = [.. Enumerable.Range(0, top).Select(_ => new int[capacity])];
        _similarity = [.. Enumerable.Range(0, top).Select(_ => new double[capacity])];
        (_reasons, _why) = (new string[capacity], new string[capacity]);
        _codes = rows.Shape is { } shape ? GroupReference.Of(rows.AllReferences, shape) : null;
        _health = rows.Shape is { } groups ? GroupHealth.Of(rows.AllReferences, groups.Groups, groups.Values, rows.References.Groups) : null;
        List<RowColumn> columns = [.. Hit(0, "")];
        if (match is not null)
        {
            columns.Add(new Numbers("confidence", Confidence));
            columns.Add(new Codes("decision", row => Decisions[row].Token(), row => (int)Decisions[row]));
            columns.Add(new Words("reason", row => _reasons[row]));
        }
        if (_codes is not null) columns.Add(new Words("why", row => _why[row]));
        for (int rank = 1; rank < top; rank++) columns.AddRange(Hit(rank, FormattableString.Invariant($"_{rank + 1}")));
        Columns = columns;
    }

    public override IReadOnlyList<RowColumn> Columns { get; }

    public string Group(int row) => _found[0][row] < 0 ? "" : _rows.Name(_reference.Group(_found[0][row]));

    public double Similarity(int row) => _similarity[0][row];

    public string Reason(int row) => _reasons[row];

    public string Why(int row) => _why[row];

    /// <summary>Looks some queries up.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="count">How many.</param>
    public void Search(int first, int count)
    {
        (FirstRow, Count) = (first, count);
        int columns = _rows.Columns;
        ReadOnlyMemory<float> queries = _rows.QueryEmbeddings.AsMemory(first * columns, count * columns);
        ReadOnlyMemory<int> without = _rows.IsOwnReference ? _rows.Without.AsMemory(first, count) : default;
        Neighbours neighbours;
        if (_match is not null)
        {
            MatchEvidence evidence = _reference.Look(queries, Math.Max(_match.Neighbours, 2), without);
            MatchAssessment[] assessed = _match.Assess(evidence);
            for (int i = 0; i < count; i++) (Confidence[i], Decisions[i], _reasons[i]) = (assessed[i].Confidence, assessed[i].Decision, assessed[i].Reason);
            neighbours = _found.Length <= evidence.Neighbours.K ? evidence.Neighbours : _reference.Index.Search(queries, _found.Length, without);
        }
        else
        {
            neighbours = _reference.Index.Search(queries, _found.Length, without);
        }
        for (int i = 0; i < count; i++)
        {
            for (int rank = 0; rank < _found.Length; rank++)
            {
                _found[rank][i] = neighbours.Indices(i)[rank];
                _similarity[rank][i] = Similarities.Of(_rows.Distance, neighbours.Distances(i)[rank]);
            }
            if (_codes is not null) _why[i] = MatchInterpretation.Of(queries.Span.Slice(i * columns, columns), _rows.AllReferences.AsSpan(_found[0][i] * columns, columns), _codes, _health, _rows.References.GroupNames).Words;
        }
    }

    private IEnumerable<RowColumn> Hit(int rank, string suffix)
    {
        if (_rows.References.Ids is { } ids) yield return new Words($"reference{suffix}", row => _found[rank][row] < 0 ? "" : ids[_found[rank][row]]);
        else yield return new WholeNumbers($"reference{suffix}", _found[rank]);
        yield return new Words($"group{suffix}", row => _found[rank][row] < 0 ? "" : _rows.Name(_reference.Group(_found[rank][row])));
        yield return new Numbers($"similarity{suffix}", _similarity[rank]);
    }
}
