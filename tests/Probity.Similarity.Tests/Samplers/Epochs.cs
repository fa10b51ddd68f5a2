namespace Probity.Similarity.Tests.Samplers;

/// <summary>The batches of an epoch as a training would see them.</summary>
internal static class Epochs
{
    public static List<int[]> Of(Sampler sampler, ItemRelations relations, ulong seed = 3, int epoch = 1) => Of(sampler.Start(relations, seed), epoch);

    public static List<int[]> Of(SamplerRun run, int epoch)
    {
        run.Shuffle(epoch);
        int[] rows = new int[run.Capacity];
        var batches = new List<int[]>();
        for (int step = 0; step < run.StepsPerEpoch; step++)
        {
            int count = run.Fill(step, rows);
            Assert.InRange(count, 2, run.Capacity);
            batches.Add(rows[..count]);
        }
        return batches;
    }

    /// <summary>Groups of the given sizes, one after the other.</summary>
    public static GroupRelations Groups(params int[] sizes) =>
        new([.. sizes.SelectMany((size, group) => Enumerable.Repeat(group, size))], sizes.Length);

    /// <summary>How often each group stands in the batches, each batch once.</summary>
    public static int[] Visits(List<int[]> batches, GroupRelations relations)
    {
        int[] visits = new int[relations.Groups];
        foreach (int[] batch in batches)
        {
            foreach (int group in batch.Select(relations.GroupOf).Distinct()) visits[group]++;
        }
        return visits;
    }

    /// <summary>How often each row is drawn.</summary>
    public static int[] Draws(List<int[]> batches, ItemRelations relations)
    {
        int[] draws = new int[relations.Rows];
        foreach (int row in batches.SelectMany(batch => batch)) draws[row]++;
        return draws;
    }

    public static void Same(List<int[]> one, List<int[]> other) => Assert.Equal(one.SelectMany(batch => batch), other.SelectMany(batch => batch));
}
