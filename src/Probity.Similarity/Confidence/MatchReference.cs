namespace Probity.Similarity;

/// <summary>What queries are matched against: references that can be searched, the group of each, and how sure each is of its own code.</summary>
/// <remarks>Thread-safe while nothing is added to the index.</remarks>
public sealed class MatchReference
{
    private readonly int[] _groups;
    private readonly Dictionary<int, int> _members = [];

    /// <summary>Takes the references of an index.</summary>
    /// <param name="index">Its items must have groups: they are what a match is right or wrong about.</param>
    /// <param name="shape">Where each embedding is G distributions over K values: then self-agreement is evidence too.</param>
    /// <exception cref="ArgumentException">Items without groups, or a shape of another size.</exception>
    public MatchReference(SimilarityIndex index, GroupShape? shape = null)
    {
        ArgumentNullException.ThrowIfNull(index);
        ReferenceItems items = index.Items;
        if (!items.HasGroups) throw new ArgumentException("index: its items have no groups, so that nothing says whether a match is right");
        shape?.Check();
        if (shape is { } codes && codes.Columns != index.Columns)
            throw new ArgumentException($"shape: {codes.Groups} groups of {codes.Values} values are {codes.Columns:N0} numbers, but an embedding has {index.Columns:N0}");
        (Index, Shape) = (index, shape);
        _groups = new int[items.Positions];
        for (int i = 0; i < _groups.Length; i++)
        {
            _groups[i] = items.Group(i);
            if (!items.IsDeleted(i)) _members[_groups[i]] = _members.GetValueOrDefault(_groups[i]) + 1;
        }
    }

    /// <summary>Finds the references.</summary>
    public SimilarityIndex Index { get; }

    /// <summary>How embeddings divide into feature groups; null where they do not.</summary>
    public GroupShape? Shape { get; }

    /// <summary>References that can be found.</summary>
    public int Count => Index.Count;

    /// <summary>References that are compared with exactly, by tiles.</summary>
    /// <param name="embeddings">M × columns, row-major, finite.</param>
    /// <param name="columns">Numbers of an embedding.</param>
    /// <param name="groups">M groups: what a match is right or wrong about.</param>
    /// <param name="distance">What is close.</param>
    /// <param name="shape">Where each embedding is G distributions over K values.</param>
    /// <exception cref="ArgumentException">Not as many of each, or a value is not finite.</exception>
    public static MatchReference Of(ReadOnlyMemory<float> embeddings, int columns, int[] groups, Distance distance = Distance.Cosine, GroupShape? shape = null) =>
        new(ExactSearch.Of(ReferenceItems.Of(embeddings, columns, groups), distance), shape);

    /// <summary>Groups that they are of.</summary>
    public int Groups => _members.Count;

    /// <summary>The group of a reference.</summary>
    /// <param name="reference">Counted from 0.</param>
    public int Group(int reference) => _groups[reference];

    /// <summary>References of a group; 0 where there are none.</summary>
    /// <param name="group">Its number.</param>
    public int Members(int group) => _members.GetValueOrDefault(group);

    /// <summary>Looks queries up and gathers what tells whether their closest reference is right.</summary>
    /// <param name="queries">N × columns, row-major, finite.</param>
    /// <param name="k">Neighbours that are looked at, at least 2. The default value is 10.</param>
    /// <param name="without">For each query the reference that is the query itself, or −1; empty for none.</param>
    /// <param name="progress">Told the share done, from any thread.</param>
    /// <exception cref="ArgumentException">The shape is wrong, a value is not finite, or k is out of range.</exception>
    public MatchEvidence Look(ReadOnlyMemory<float> queries, int k = MatchEvidence.UsualNeighbours, ReadOnlyMemory<int> without = default, IProgress<double>? progress = null)
    {
        Require.InRange(k, 2, 10_000, nameof(k));
        Neighbours found = Index.Search(queries, k, without, progress);
        var rivals = new double[found.Queries];
        Index.FindRivals(queries, found, _groups, without, rivals);
        return MatchEvidence.Of(this, found, rivals, SelfAgreement(queries.Span), SelfAgreement(Hits(found)), without.Span);
    }

    private float[] Hits(Neighbours found)
    {
        if (Shape is null) return [];
        var hits = new float[found.Queries * Index.Columns];
        for (int i = 0; i < found.Queries; i++)
        {
            if (found.Indices(i)[0] is >= 0 and int hit) Index.Items.Embedding(hit, hits.AsSpan(i * Index.Columns));
            else throw new ArgumentException($"query {i}: there is nothing in the reference but itself; give two references at least");
        }
        return hits;
    }

    private double[] SelfAgreement(ReadOnlySpan<float> embeddings)
    {
        if (Shape is not { } shape) return [];
        var agreement = new double[embeddings.Length / Index.Columns];
        ItemConfidence.Column(ItemMeasure.SelfAgreement, embeddings, shape, agreement);
        return agreement;
    }
}
