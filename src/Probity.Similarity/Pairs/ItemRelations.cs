using System.Security.Cryptography;

namespace Probity.Similarity;

/// <summary>Which rows of a training set belong together.</summary>
internal abstract class ItemRelations
{
    /// <summary>N.</summary>
    public abstract int Rows { get; }

    /// <summary>Groups (or labels) that there are: as many proxies are learned where a loss wants some.</summary>
    public abstract int Groups { get; }

    /// <summary>What a row is to another. Nothing where they are the same item: an item is neither its own positive nor its own negative.</summary>
    public abstract Relation Between(int row, int other);

    /// <summary>What a row is to each of some others.</summary>
    public virtual void Relate(int row, ReadOnlySpan<int> others, Span<Relation> relations)
    {
        for (int j = 0; j < others.Length; j++) relations[j] = Between(row, others[j]);
    }

    /// <summary>The relations whose groups samplers draw from.</summary>
    public virtual ItemRelations Drawn => this;

    /// <summary>Whether a row belongs to a group.</summary>
    public abstract bool IsIn(int row, int group);

    /// <summary>What a row is to each group: positive where it belongs to it, else negative.</summary>
    public virtual void RelateToGroups(int row, Span<Relation> relations)
    {
        for (int j = 0; j < relations.Length; j++) relations[j] = IsIn(row, j) ? Relation.Positive : Relation.Negative;
    }

    /// <summary>The one group of a row, or −1 where it may have several or none.</summary>
    public abstract int GroupOf(int row);

    /// <summary>Of given pairs: how much the pair of a row belongs together, in [0, 1]; else 1.</summary>
    public virtual double Score(int row) => 1;

    /// <summary>Adds to a hash what the rows' groups and labels do not tell.</summary>
    public virtual void AppendTo(IncrementalHash hash)
    {
    }

    /// <summary>Of given pairs: whether a row is the second of its pair; else false.</summary>
    public virtual bool IsSecond(int row) => false;
}
