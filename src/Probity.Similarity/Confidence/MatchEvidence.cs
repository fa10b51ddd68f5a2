using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>
/// What tells whether the closest reference of a query is right, as scores that are higher where it can be trusted more.
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item><c>similarity</c>: of the closest reference: its cosine, product, or 1/(1 + distance).</item>
/// <item><c>gap</c>: that minus the similarity of the closest reference of another group: how much worse the best other answer is. 0 where there is no other group: nothing was told apart then.</item>
/// <item><c>vote</c>: (v + ½)/(m + 2), where v of the m next references are of the closest one's group. m is as many as that group has beside the closest, but k − 1 at most;
/// one less for a query that is itself a reference. Few possible voters say little: none gives ¼.</item>
/// <item><c>self_agreement</c> and <c>hit_self_agreement</c>, with feature groups: how sure query and closest reference are of their own codes.</item>
/// </list>
/// No single one is enough: garbage can sit close to garbage, and a low similarity may only mean that the references hold nothing alike.
/// </remarks>
public sealed class MatchEvidence
{
    internal const int UsualNeighbours = 10;

    private const double SupposedVotes = .5, SupposedVoters = 2;   // what stands for voters that the reference does not have

    private readonly MatchReference _reference;
    private readonly double[] _scores, _meanSimilarity;
    private readonly int[] _without;   // for each query the reference that it is, or −1; empty for none

    private MatchEvidence(MatchReference reference, Neighbours neighbours, string[] names, double[] scores, double[] meanSimilarity, int[] without)
    {
        (_reference, Neighbours, Names, _scores, _meanSimilarity, _without) = (reference, neighbours, names, scores, meanSimilarity, without);
    }

    /// <summary>N.</summary>
    public int Queries => Neighbours.Queries;

    /// <summary>What was found.</summary>
    public Neighbours Neighbours { get; }

    /// <summary>What the scores are called, S of them.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>What queries were looked up among.</summary>
    public MatchReference Reference => _reference;

    internal ReadOnlySpan<double> AllScores => _scores;

    /// <summary>The scores of a query, in the order of <see cref="Names"/>.</summary>
    /// <param name="query">Counted from 0.</param>
    public ReadOnlySpan<double> Scores(int query) => _scores.AsSpan(query * Names.Count, Names.Count);

    /// <summary>Mean similarity of its k closest references: low where the references hold nothing alike.</summary>
    /// <param name="query">Counted from 0.</param>
    public double MeanSimilarity(int query) => _meanSimilarity[query];

    /// <summary>The closest reference.</summary>
    /// <param name="query">Counted from 0.</param>
    public int Hit(int query) => Neighbours.Indices(query)[0];

    /// <summary>The group of the closest reference.</summary>
    /// <param name="query">Counted from 0.</param>
    public int HitGroup(int query) => _reference.Group(Hit(query));

    /// <summary>With a score of the queries from elsewhere, such as a learned uncertainty turned round.</summary>
    /// <param name="name">Not among <see cref="Names"/>.</param>
    /// <param name="values">N finite values, higher = more to be trusted.</param>
    /// <exception cref="ArgumentException">Another number of values, one that is not finite, or the name is taken.</exception>
    public MatchEvidence With(string name, ReadOnlySpan<double> values)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Require.SameRows(Queries, values.Length, "queries", nameof(values));
        if (Names.Contains(name, StringComparer.Ordinal)) throw new ArgumentException($"name: there is a score '{name}' already");
        int columns = Names.Count;
        var scores = new double[Queries * (columns + 1)];
        for (int i = 0; i < Queries; i++)
        {
            if (!double.IsFinite(values[i])) throw new ArgumentException($"values: row {i} is {values[i]}; a score must be finite");
            Scores(i).CopyTo(scores.AsSpan(i * (columns + 1)));
            scores[(i * (columns + 1)) + columns] = values[i];
        }
        return new MatchEvidence(_reference, Neighbours, [.. Names, name], scores, _meanSimilarity, _without);
    }

    /// <summary>With some of the scores only.</summary>
    /// <param name="names">Of <see cref="Names"/>.</param>
    /// <exception cref="ArgumentException">One is unknown, or named twice.</exception>
    public MatchEvidence Only(params IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        string[] known = [.. Names];
        int[] columns = [.. names.Select(name => Array.IndexOf(known, name))];
        int unknown = Array.IndexOf(columns, -1);
        if (unknown < 0 && columns.Distinct().Count() < columns.Length) throw new ArgumentException($"names: {string.Join(", ", names)}; a score counts once, so name each once");
        if (unknown >= 0 || columns.Length == 0) throw new ArgumentException($"names: {(unknown < 0 ? "none" : $"'{names[unknown]}'")}; the scores are {string.Join(", ", Names)}");
        var scores = new double[Queries * columns.Length];
        for (int i = 0; i < scores.Length; i++) scores[i] = _scores[(i / columns.Length * Names.Count) + columns[i % columns.Length]];
        return new MatchEvidence(_reference, Neighbours, [.. names], scores, _meanSimilarity, _without);
    }

    /// <summary>Whether queries are references themselves.</summary>
    internal bool IsOwnReference => _without.AsSpan().ContainsAnyInRange(0, int.MaxValue);

    /// <summary>Whether the reference holds anything of a group beside the query itself.</summary>
    internal bool HasRight(int query, int group)
    {
        int itself = _without.Length > 0 && _without[query] >= 0 && _reference.Group(_without[query]) == group ? 1 : 0;
        return _reference.Members(group) > itself;
    }

    /// <summary>Some of the queries, in an order of the caller's.</summary>
    internal MatchEvidence Rows(ReadOnlySpan<int> rows)
    {
        int k = Neighbours.K, columns = Names.Count;
        var indices = new int[rows.Length * k];
        double[] distances = new double[rows.Length * k], scores = new double[rows.Length * columns], means = new double[rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            Neighbours.Indices(rows[i]).CopyTo(indices.AsSpan(i * k));
            Neighbours.Distances(rows[i]).CopyTo(distances.AsSpan(i * k));
            Scores(rows[i]).CopyTo(scores.AsSpan(i * columns));
            means[i] = _meanSimilarity[rows[i]];
        }
        return new MatchEvidence(_reference, new Neighbours(indices, distances, k), [.. Names], scores, means, _without.Length == 0 ? [] : RowSplit.Gather<int>(_without, 1, rows));
    }

    internal static MatchEvidence Of(MatchReference reference, Neighbours found, ReadOnlySpan<double> rivals, ReadOnlySpan<double> selfAgreement, ReadOnlySpan<double> hitSelfAgreement, ReadOnlySpan<int> without)
    {
        bool coded = reference.Shape is not null;
        string[] names = coded ? ["similarity", "gap", "vote", "self_agreement", "hit_self_agreement"] : ["similarity", "gap", "vote"];
        var scores = new double[found.Queries * names.Length];
        var means = new double[found.Queries];
        Distance distance = reference.Index.Distance;
        for (int i = 0; i < found.Queries; i++)
        {
            ReadOnlySpan<int> indices = found.Indices(i);
            ReadOnlySpan<double> distances = found.Distances(i);
            if (indices[0] < 0) throw new ArgumentException($"query {i}: there is nothing in the reference but itself; give two references at least");
            int group = reference.Group(indices[0]), count = indices.IndexOf(-1) is >= 0 and int end ? end : indices.Length;
            double similarity = Similarities.Of(distance, distances[0]);
            double rival = double.IsNaN(rivals[i]) ? similarity : Similarities.Of(distance, rivals[i]);
            // One less for a query that is a reference, of whichever group: were it for its own group only, the number would tell whether the match is right.
            bool isReference = !without.IsEmpty && without[i] >= 0;
            int voters = Math.Clamp(reference.Members(group) - (isReference ? 2 : 1), 0, count - 1), votes = 0;
            for (int j = 1; j <= voters; j++)
            {
                if (reference.Group(indices[j]) == group) votes++;
            }
            for (int j = 0; j < count; j++) means[i] += Similarities.Of(distance, distances[j]) / count;
            Span<double> row = scores.AsSpan(i * names.Length, names.Length);
            (row[0], row[1], row[2]) = (similarity, similarity - rival, (votes + SupposedVotes) / (voters + SupposedVoters));
            if (coded) (row[3], row[4]) = (selfAgreement[i], hitSelfAgreement[i]);
        }
        return new MatchEvidence(reference, found, names, scores, means, without.ToArray());
    }
}
