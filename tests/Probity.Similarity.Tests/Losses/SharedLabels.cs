namespace Probity.Similarity.Tests.Losses;

/// <summary>Items of several labels: those that share one belong together, those that share none do not, and an item without labels is nothing to any.</summary>
internal sealed class SharedLabels(int[] bits) : ItemRelations
{
    public override int Rows => bits.Length;

    public override int Groups => 32;

    public override Relation Between(int row, int other) =>
        row == other || bits[row] == 0 || bits[other] == 0 ? Relation.None : (bits[row] & bits[other]) != 0 ? Relation.Positive : Relation.Negative;

    public override bool IsIn(int row, int group) => (bits[row] >> group & 1) != 0;

    public override int GroupOf(int row) => -1;
}
