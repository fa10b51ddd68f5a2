namespace Probity.Similarity.Tests.Losses;

/// <summary>A loss on the fixed batch with distances that are a function of the cosine, such as the Euclidean distance of unit vectors: the way to it and back is the test's own.</summary>
internal static class OtherDistances
{
    /// <summary>√(2 − 2 cos), and its derivative in the cosine.</summary>
    public static (double Value, double Slope) UnitEuclidean(double cosine)
    {
        double distance = Math.Sqrt(Math.Max(0, 2 - (2 * cosine)));
        return (distance, distance > 0 ? -1 / distance : 0);
    }

    public static void Check(
        SimilarityLoss loss, Func<double, (double Value, double Slope)> ofCosine, double value, double[] gradient, bool triplets = false)
    {
        int columns = FixedBatch.Columns, rows = FixedBatch.Groups.Length;
        double[] batch = FixedBatch.Embeddings, got = new double[batch.Length];
        double[] lengths = [.. Enumerable.Range(0, rows).Select(i => Math.Sqrt(Enumerable.Range(0, columns).Sum(k => batch[(i * columns) + k] * batch[(i * columns) + k])))];
        var relations = new GroupRelations(FixedBatch.Groups, 3);
        var table = new PairTable(rows, rows);
        table.Begin(rows, rows);
        for (int i = 0; i < rows; i++)
        {
            table.Groups[i] = FixedBatch.Groups[i];
            for (int j = 0; j < rows; j++)
            {
                table.Values[(i * rows) + j] = ofCosine(Cosine(i, j)).Value;
                table.RelationsOf(i)[j] = relations.Between(i, j);
            }
        }
        if (triplets) AddTriplets(table, relations);
        var elements = new LossElements();
        loss.Compute(table, elements, [], []);
        Assert.Equal(value, (loss.Reducer ?? loss.OwnReducer).Apply(elements, table), 1e-9);

        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < rows; j++)
            {
                double slope = table.Gradient[(i * rows) + j];
                if (slope == 0) continue;
                double cosine = Cosine(i, j);
                slope *= ofCosine(cosine).Slope;
                for (int k = 0; k < columns; k++)
                {
                    got[(i * columns) + k] += slope * (Unit(j, k) - (cosine * Unit(i, k))) / lengths[i];
                    got[(j * columns) + k] += slope * (Unit(i, k) - (cosine * Unit(j, k))) / lengths[j];
                }
            }
        }
        for (int i = 0; i < got.Length; i++) Assert.Equal(gradient[i], got[i], 1e-8);

        double Unit(int i, int k) => batch[(i * columns) + k] / lengths[i];
        double Cosine(int i, int j) => Enumerable.Range(0, columns).Sum(k => Unit(i, k) * Unit(j, k));
    }

    private static void AddTriplets(PairTable table, GroupRelations relations)
    {
        table.HasTriplets = true;
        for (int i = 0; i < relations.Rows; i++)
        {
            for (int j = 0; j < relations.Rows; j++)
            {
                for (int k = 0; k < relations.Rows; k++)
                {
                    if (relations.Between(i, j) == Relation.Positive && relations.Between(i, k) == Relation.Negative) table.Triplets.Add(new Triplet(i, j, k));
                }
            }
        }
    }
}
