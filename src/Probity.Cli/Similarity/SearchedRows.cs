using Probity.Cli.Assessing;
using Probity.Decisions;
using Probity.Similarity;

namespace Probity.Cli.Similarity;

/// <summary>Queries with what was found for each: the closest reference, what is said of it, and the next ones.</summary>
internal sealed class SearchedRows : AssessedRows
{
    private const int MostSampled = 20_000;

    private readonly MatchRows _rows;
    private readonly MatchConfidence? _match;
    private readonly MatchReference? _reference;   // null where the items have no groups
    private readonly SimilarityIndex _index;
    private readonly int[][] _found;
    private readonly double[][] _similarity;
    private readonly string[] _reasons, _why;
    private readonly GroupReference? _codes;
    private readonly GroupHealth? _health;

    /// <param name="capacity">Queries at once.</param>
    /// <param name="rows">Both sides.</param>
    /// <param name="reference">What is searched; null for the index of the rows, whose items have no groups.</param>
    /// <param name="match">Judges the closest, or null.</param>
    /// <param name="top">References of each query that are written.</param>
    public SearchedRows(int capacity, MatchRows rows, MatchReference? reference, MatchConfidence? match, int top) : base(capacity)
    {
        (_rows, _reference, _match) = (rows, reference, match);
        _index = reference?.Index ?? rows.Index!;
        _found = [.. Enumerable.Range(0, top).Select(_ => new int[capacity])];
        _similarity = [.. Enumerable.Range(0, top).Select(_ => new double[capacity])];
        (_reasons, _why) = (new string[capacity], new string[capacity]);
        if (rows.Shape is { } shape)
        {
            (float[] embeddings, int[] groups) = Sample(_index.Items);
            _codes = GroupReference.Of(embeddings, shape);
            _health = GroupHealth.Of(embeddings, shape.Groups, shape.Values, groups);
        }
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

    public string Group(int row) => GroupOf(_found[0][row]);

    public double Similarity(int row) => _similarity[0][row];

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
            MatchEvidence evidence = _reference!.Look(queries, Math.Max(_match.Neighbours, 2), without);
            MatchAssessment[] assessed = _match.Assess(evidence);
            for (int i = 0; i < count; i++) (Confidence[i], Decisions[i], _reasons[i]) = (assessed[i].Confidence, assessed[i].Decision, assessed[i].Reason);
            neighbours = _found.Length <= evidence.Neighbours.K ? evidence.Neighbours : _index.Search(queries, _found.Length, without);
        }
        else
        {
            neighbours = _index.Search(queries, _found.Length, without);
        }
        var hit = new float[columns];
        for (int i = 0; i < count; i++)
        {
            for (int rank = 0; rank < _found.Length; rank++)
            {
                _found[rank][i] = neighbours.Indices(i)[rank];
                _similarity[rank][i] = Similarities.Of(_rows.Distance, neighbours.Distances(i)[rank]);
            }
            if (_codes is null || _found[0][i] < 0) continue;
            _index.Items.Embedding(_found[0][i], hit);
            _why[i] = MatchInterpretation.Of(queries.Span.Slice(i * columns, columns), hit, _codes, _health, _index.Items.GroupNames ?? _rows.References.GroupNames).Words;
        }
    }

    private string GroupOf(int found) => found < 0 || _reference is null ? "" : _rows.Name(_reference.Group(found));

    /// <summary>Enough of the references to say what their values stand for.</summary>
    private static (float[] Embeddings, int[] Groups) Sample(ReferenceItems items)
    {
        int[] all = [.. Enumerable.Range(0, items.Positions).Where(position => !items.IsDeleted(position))];
        int step = (all.Length + MostSampled - 1) / MostSampled;
        int[] some = [.. all.Where((_, i) => i % step == 0)];
        var embeddings = new float[some.Length * items.Columns];
        for (int i = 0; i < some.Length; i++) items.Embedding(some[i], embeddings.AsSpan(i * items.Columns));
        return (embeddings, items.HasGroups ? Array.ConvertAll(some, items.Group) : []);
    }

    private IEnumerable<RowColumn> Hit(int rank, string suffix)
    {
        if (_rows.Index is { Items.HasIds: true } index) yield return new Words($"reference{suffix}", row => _found[rank][row] < 0 ? "" : index.Items.Id(_found[rank][row]));
        else if (_rows.Index is null && _rows.References.Ids is { } ids) yield return new Words($"reference{suffix}", row => _found[rank][row] < 0 ? "" : ids[_found[rank][row]]);
        else yield return new WholeNumbers($"reference{suffix}", _found[rank]);
        yield return new Words($"group{suffix}", row => GroupOf(_found[rank][row]));
        yield return new Numbers($"similarity{suffix}", _similarity[rank]);
    }
}
