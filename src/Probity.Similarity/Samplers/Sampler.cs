using Probity.Learning;

namespace Probity.Similarity;

/// <summary>Which items meet in a batch. Immutable.</summary>
public abstract record Sampler
{
    private protected const int MostRows = 65_536;

    private static readonly Method<Sampler>[] Known =
    [
        new("groups", "groups(P,M)", [GroupSampler.DefaultGroups, GroupSampler.DefaultItems], settings => new GroupSampler(Whole(settings[0]), Whole(settings[1]))),
        new("balanced", "balanced(B)", [BalancedSampler.DefaultBatchSize], settings => new BalancedSampler(Whole(settings[0]))),
        new(HierarchicalSampler.Name, HierarchicalSampler.Form, [], _ => HierarchicalSampler.Read("")),
        new("random", "random(B)", [RandomSampler.DefaultBatchSize], settings => new RandomSampler(Whole(settings[0]))),
    ];

    private protected Sampler()
    {
    }

    /// <summary>Reads what <see cref="ToString"/> writes; settings that are left out are the defaults.</summary>
    /// <param name="text">Such as <c>groups(16,4)</c>, <c>balanced(128)</c>, <c>random(128)</c> or <c>hierarchical(2,8,4:0,0,1,1)</c>.</param>
    /// <exception cref="ArgumentException">No such sampler, or a setting out of range; the message lists what there is.</exception>
    public static Sampler Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Contains(':', StringComparison.Ordinal) ? HierarchicalSampler.Read(text) : MethodText.Read("sampler", text, Known);
    }

    /// <summary>As text, such as <c>groups(16,4)</c>.</summary>
    public abstract override string ToString();

    /// <summary>Begins to draw batches of a training set.</summary>
    /// <param name="relations">Who belongs together.</param>
    /// <param name="seed">Of the training: everything is drawn from streams keyed by seed, epoch and step, so that a training can go on from any epoch.</param>
    /// <exception cref="ArgumentException">The set has no batches of this kind.</exception>
    internal abstract SamplerRun Start(ItemRelations relations, ulong seed);

    private protected static void RequireBatch(long rows)
    {
        if (rows > MostRows) throw new ArgumentException($"sampler: {rows:N0} rows a batch; it must be {MostRows:N0} at most");
    }

    private static int Whole(double setting) =>
        setting == Math.Floor(setting) && Math.Abs(setting) <= int.MaxValue
            ? (int)setting
            : throw new ArgumentException($"sampler: setting {setting} is no whole number");
}
