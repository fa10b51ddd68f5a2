using Probity.Learning.Engine;

namespace Probity.Similarity.Tests.Miners;

/// <summary>Tables with chosen values, and what a miner leaves of them.</summary>
internal static class Tables
{
    /// <summary>Of one anchor: positives, then negatives.</summary>
    public static PairTable Row(double[] positives, double[] negatives)
    {
        int references = positives.Length + negatives.Length;
        var table = new PairTable(1, references);
        table.Begin(1, references);
        positives.CopyTo(table.Values);
        negatives.CopyTo(table.Values[positives.Length..]);
        table.Relations[..positives.Length].Fill(Relation.Positive);
        table.Relations[positives.Length..].Fill(Relation.Negative);
        return table;
    }

    /// <summary>The batch of the known answers, as Euclidean distances of unit vectors or as cosines.</summary>
    public static PairTable KnownBatch(bool cosines)
    {
        const int Rows = 6, Columns = Losses.FixedBatch.Columns;
        var table = new PairTable(Rows, Rows) { Columns = Columns };
        table.Begin(Rows, Rows);
        var relations = new GroupRelations(Losses.FixedBatch.Groups, 3);
        for (int i = 0; i < Rows; i++)
        {
            ReadOnlySpan<double> one = Losses.FixedBatch.Embeddings.AsSpan(i * Columns, Columns);
            for (int j = 0; j < Rows; j++)
            {
                ReadOnlySpan<double> other = Losses.FixedBatch.Embeddings.AsSpan(j * Columns, Columns);
                double product = 0, ofOne = 0, ofOther = 0;
                for (int k = 0; k < Columns; k++)
                {
                    product += one[k] * other[k];
                    ofOne += one[k] * one[k];
                    ofOther += other[k] * other[k];
                }
                double cosine = product / Math.Sqrt(ofOne * ofOther);
                table.Values[(i * Rows) + j] = cosines ? cosine : Math.Sqrt(Math.Max(0, 2 - (2 * cosine)));
                table.Relations[(i * Rows) + j] = relations.Between(i, j);
            }
        }
        return table;
    }

    public static PairTable Mined(this PairTable table, Miner miner, bool similarities = false, long step = 0)
    {
        miner.Mine(table, similarities, new Step(5, step));
        return table;
    }

    public static int[] Left(this PairTable table, Relation relation) =>
        [.. Enumerable.Range(0, table.Relations.Length).Where(i => table.Relations[i] == relation)];

    /// <summary>Random distances of random groups, the last columns being a memory; negated where they are to be similarities.</summary>
    public static PairTable Random(bool similarities, int anchors = 7, int references = 12)
    {
        var random = new Numerics.RandomStream(31);
        var relations = new GroupRelations([.. Enumerable.Range(0, references).Select(_ => random.NextInt32(3))], 3);
        var table = new PairTable(anchors, references);
        table.Begin(anchors, references);
        foreach (ref double value in table.Values) value = (similarities ? -1 : 1) * Math.Round(random.NextDouble(), 1);   // with ties
        for (int i = 0; i < anchors; i++) relations.Relate(i, [.. Enumerable.Range(0, references)], table.RelationsOf(i));
        return table;
    }
}
