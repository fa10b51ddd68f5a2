namespace Probity.Similarity;

/// <summary>
/// All pairs of a batch: every anchor against every reference (the batch itself, and behind it the memory; or proxies of the groups), with how
/// far apart they are and whether they belong together. What losses read, and where they write their derivative.
/// </summary>
/// <remarks>Made once a training and filled anew each step. An item is nothing to itself: its relation is <see cref="Relation.None"/> by index.</remarks>
internal sealed class PairTable
{
    private readonly double[] _values, _gradient;
    private readonly Relation[] _relations;
    private readonly int[] _groups;

    public PairTable(int mostAnchors, int mostReferences)
    {
        int cells = checked(mostAnchors * mostReferences);
        _values = new double[cells];
        _gradient = new double[cells];
        _relations = new Relation[cells];
        Scores = new double[mostAnchors];
        _groups = new int[mostAnchors];
    }

    /// <summary>Rows: items that the loss looks from.</summary>
    public int Anchors { get; private set; }

    /// <summary>Columns: items that it looks at.</summary>
    public int References { get; private set; }

    /// <summary>A×R distances, or similarities where the loss reads those.</summary>
    public Span<double> Values => _values.AsSpan(0, Anchors * References);

    /// <summary>A×R: the derivative of the loss in every value. Zero at the start of a step.</summary>
    public Span<double> Gradient => _gradient.AsSpan(0, Anchors * References);

    /// <summary>A×R.</summary>
    public Span<Relation> Relations => _relations.AsSpan(0, Anchors * References);

    /// <summary>The group of each anchor, or −1 where it has several: what reducers weigh by.</summary>
    public Span<int> Groups => _groups.AsSpan(0, Anchors);

    /// <summary>Of pair samples: how much anchor i and its partner belong together, in [0, 1]; else not looked at.</summary>
    public double[] Scores { get; }

    /// <summary>What a miner of triplets has chosen; empty where <see cref="HasTriplets"/> is false.</summary>
    public List<Triplet> Triplets { get; } = [];

    /// <summary>Whether a miner has chosen triplets: losses of triplets take those and no others. The relations are then left to the pairs that stand in one.</summary>
    public bool HasTriplets { get; set; }

    /// <summary>Begins a step: room for so many pairs, no derivative, no relations.</summary>
    public void Begin(int anchors, int references)
    {
        Anchors = anchors;
        References = references;
        Gradient.Clear();
        Relations.Clear();
        Triplets.Clear();
        HasTriplets = false;
    }

    public ReadOnlySpan<double> ValuesOf(int anchor) => _values.AsSpan(anchor * References, References);

    public Span<double> GradientOf(int anchor) => _gradient.AsSpan(anchor * References, References);

    public Span<Relation> RelationsOf(int anchor) => _relations.AsSpan(anchor * References, References);
}

/// <summary>An anchor (row of the table), and a positive and a negative of it (columns).</summary>
internal readonly record struct Triplet(int Anchor, int Positive, int Negative);
