using System.Text;

namespace Probity.Similarity;

/// <summary>Why an item was found for a query: what each feature group says of the match.</summary>
public sealed record MatchInterpretation
{
    internal MatchInterpretation()
    {
    }

    /// <summary>G of them, by their evidence: those that speak most for the match first, those that speak most against it last. Of equals the higher agreement first.</summary>
    public required IReadOnlyList<MatchedGroup> Groups { get; init; }

    /// <summary>The two items as a pair.</summary>
    public required PairConfidence Pair { get; init; }

    /// <summary>In short, such as <c>6 of 8 groups agree; strongest: group 3 value 17 (.93 and .88, 2.9 nats); 1 disagrees: group 5 value 2 against 7 (-3.1 nats)</c>.</summary>
    public required string Words { get; init; }

    /// <summary>Groups that agree.</summary>
    public int Agreeing => Groups.Count(group => group.Verdict == MatchVerdict.Agrees);

    /// <summary>Groups that disagree. The others say nothing.</summary>
    public int Disagreeing => Groups.Count(group => group.Verdict == MatchVerdict.Disagrees);

    /// <summary>Interprets one match.</summary>
    /// <param name="query">G·K numbers.</param>
    /// <param name="hit">G·K numbers.</param>
    /// <param name="reference">What evidence is held against: the set that the hit was found in.</param>
    /// <param name="health">Of a set with labels, to tell which label a value stands for; null for none.</param>
    /// <param name="labelNames">What the labels 0, 1, 2 … of it are called.</param>
    /// <exception cref="ArgumentException">Shapes differ, or values are no distributions.</exception>
    public static MatchInterpretation Of(
        ReadOnlySpan<float> query, ReadOnlySpan<float> hit, GroupReference reference, GroupHealth? health = null, IReadOnlyList<string>? labelNames = null)
    {
        ArgumentNullException.ThrowIfNull(reference);
        GroupShape shape = reference.Shape;
        if (health is not null && (health.FeatureGroups.Count != shape.Groups || health.ValuesPerGroup != shape.Values))
            throw new ArgumentException($"health: {health.FeatureGroups.Count:N0} feature groups of {health.ValuesPerGroup:N0} values, but the reference has {shape.Groups:N0} of {shape.Values:N0}");
        var pair = PairConfidence.Of(query, hit, shape, reference);
        var groups = new MatchedGroup[shape.Groups];
        for (int g = 0; g < groups.Length; g++)
            groups[g] = Group(query.Slice(g * shape.Values, shape.Values), hit.Slice(g * shape.Values, shape.Values), g, pair, health?.FeatureGroups[g]);
        groups = [.. groups.OrderByDescending(group => group.Evidence).ThenByDescending(group => group.Agreement)];
        var interpretation = new MatchInterpretation { Groups = groups, Pair = pair, Words = "" };
        return interpretation with { Words = interpretation.Say(labelNames) };
    }

    private static MatchedGroup Group(ReadOnlySpan<float> query, ReadOnlySpan<float> hit, int group, PairConfidence pair, FeatureGroupHealth? health)
    {
        GroupConfidence ofQuery = GroupConfidence.Of(query), ofHit = GroupConfidence.Of(hit);
        int value = ofQuery.Value;
        double product = (double)query[value] * hit[value];
        if (product == 0) (value, product) = (ofHit.Value, (double)query[ofHit.Value] * hit[ofHit.Value]);
        if (product == 0) value = ofQuery.Value;
        for (int k = 0; k < query.Length; k++)
        {
            double other = (double)query[k] * hit[k];
            if (other > product || (other == product && other > 0 && k < value)) (value, product) = (k, other);
        }
        GroupValue? used = health?.Values[value];
        return new MatchedGroup
        {
            Group = group,
            Value = value,
            QueryShare = query[value] / GroupShares.Sum(query),
            HitShare = hit[value] / GroupShares.Sum(hit),
            QueryValue = ofQuery.Value,
            HitValue = ofHit.Value,
            Agreement = pair.GroupAgreements[group],
            Evidence = pair.GroupEvidence[group],
            Label = used?.TopLabel,
            LabelLift = used?.TopLabel is null ? 0 : used.TopLabelLift,
        };
    }

    private string Say(IReadOnlyList<string>? labelNames)
    {
        var words = new StringBuilder($"{Agreeing} of {Groups.Count} groups agree");
        if (Agreeing > 0) words.Append("; strongest: ").Append(Groups[0].Words(labelNames));
        if (Disagreeing == 1) words.Append("; 1 disagrees: ").Append(Groups[^1].Words(labelNames));
        if (Disagreeing > 1) words.Append($"; {Disagreeing} disagree, most of all ").Append(Groups[^1].Words(labelNames));
        if (Agreeing + Disagreeing == 0) words.Append("; none says anything");
        return words.ToString();
    }
}
