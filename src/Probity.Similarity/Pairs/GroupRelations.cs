namespace Probity.Similarity;

/// <summary>Each row has one group; rows of the same belong together.</summary>
/// <param name="groups">0 to <paramref name="count"/> − 1.</param>
/// <param name="count">Groups that there are.</param>
internal sealed class GroupRelations(int[] groups, int count) : ItemRelations
{
    public override int Rows => groups.Length;

    public override int Groups => count;

    public override Relation Between(int row, int other) =>
        row == other ? Relation.None : groups[row] == groups[other] ? Relation.Positive : Relation.Negative;

    public override void Relate(int row, ReadOnlySpan<int> others, Span<Relation> relations)
    {
        int group = groups[row];
        for (int j = 0; j < others.Length; j++)
        {
            int other = others[j];
            int relation = (int)(groups[other] == group ? Relation.Positive : Relation.Negative);
            relations[j] = (Relation)(other == row ? 0 : relation);
        }
    }

    public override void RelateToGroups(int row, Span<Relation> relations)
    {
        relations.Fill(Relation.Negative);
        relations[groups[row]] = Relation.Positive;
    }

    public override bool IsIn(int row, int group) => groups[row] == group;

    public override int GroupOf(int row) => groups[row];
}
