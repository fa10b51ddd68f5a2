namespace Probity.Similarity;

/// <summary>The rows of each group, one group after the other. A row of several labels stands in each of them, one without any in none.</summary>
internal sealed class GroupMembers
{
    private readonly int[] _ends;

    private GroupMembers(int[] rows, int[] ends)
    {
        Rows = rows;
        _ends = ends;
    }

    /// <summary>The rows, ascending within each group.</summary>
    public int[] Rows { get; }

    /// <summary>Groups that there are, empty ones with them.</summary>
    public int Count => _ends.Length;

    public int Start(int group) => group == 0 ? 0 : _ends[group - 1];

    public int Size(int group) => _ends[group] - Start(group);

    /// <summary>The rows of a group.</summary>
    public ReadOnlySpan<int> Of(int group) => Rows.AsSpan(Start(group), Size(group));

    /// <summary>By the groups of the relations.</summary>
    public static GroupMembers Of(ItemRelations relations)
    {
        relations = relations.Drawn;
        int[] ends = new int[relations.Groups];
        Each(relations, (_, group) => ends[group]++);
        for (int g = 1; g < ends.Length; g++) ends[g] += ends[g - 1];
        int[] rows = new int[ends.Length == 0 ? 0 : ends[^1]], next = new int[ends.Length];
        for (int g = 1; g < ends.Length; g++) next[g] = ends[g - 1];
        Each(relations, (row, group) => rows[next[group]++] = row);
        return new GroupMembers(rows, ends);
    }

    private static void Each(ItemRelations relations, Action<int, int> visit)
    {
        for (int row = 0; row < relations.Rows; row++)
        {
            int only = relations.GroupOf(row);
            if (only >= 0)
            {
                visit(row, only);
                continue;
            }
            for (int g = 0; g < relations.Groups; g++)
            {
                if (relations.IsIn(row, g)) visit(row, g);
            }
        }
    }
}
