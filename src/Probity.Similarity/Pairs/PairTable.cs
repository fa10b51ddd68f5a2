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
    private readonly bool[] _seconds;
    private double[] _scratch = [];
    private int[] _order = [];

    public PairTable(int mostAnchors, int mostReferences)
    {
        int cells = checked(mostAnchors * mostReferences);
        _values = new double[cells];
        _gradient = new double[cells];
        _relations = new Relation[cells];
        Scores = new double[mostAnchors];
        _groups = new int[mostAnchors];
        _seconds = new bool[mostReferences];
    }

    /// <summary>E: numbers of an embedding.</summary>
    public int Columns { get; init; }

    /// <summary>What the values are distances by, or similarities of.</summary>
    public Distance Distance { get; init; }

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

    /// <summary>Of pair samples: whether each reference is the second of its pair; else false. Anchor i is reference i.</summary>
    public Span<bool> Seconds => _seconds.AsSpan(0, References);

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

    /// <summary>Room for a loss to work in, kept from step to step; holds anything.</summary>
    public Span<double> Scratch(int length)
    {
        if (_scratch.Length < length) _scratch = new double[length];
        return _scratch.AsSpan(0, length);
    }

    /// <summary>The same for columns.</summary>
    public Span<int> Order(int length)
    {
        if (_order.Length < length) _order = new int[length];
        return _order.AsSpan(0, length);
    }
}

/// <summary>An anchor (row of the table), and a positive and a negative of it (columns).</summary>
internal readonly record struct Triplet(int Anchor, int Positive, int Negative);
