namespace Probity.Similarity.Tests.Losses;

/// <summary>Rows with several groups, one or none: a random third of them each.</summary>
internal sealed class MultiLabelRelations(bool[][] isIn) : ItemRelations
{
    public static MultiLabelRelations Random(int rows, int groups, ulong seed = 5)
    {
        var random = new Probity.Numerics.RandomStream(seed);
        return new MultiLabelRelations([.. Enumerable.Range(0, rows).Select(_ => Enumerable.Range(0, groups).Select(_ => random.NextDouble() < .4).ToArray())]);
    }

    public override int Rows => isIn.Length;

    public override int Groups => isIn[0].Length;

    public override Relation Between(int row, int other) =>
        row == other ? Relation.None : isIn[row].Zip(isIn[other]).Any(both => both.First && both.Second) ? Relation.Positive : Relation.Negative;

    public override bool IsIn(int row, int group) => isIn[row][group];

    public override int GroupOf(int row) => -1;
}
