namespace Probity.Similarity;

/// <summary>What a feature group says of a match.</summary>
public enum MatchVerdict
{
    /// <summary>Its evidence is at least 0.1 nats: such values meet a tenth more often in one item than in two at random.</summary>
    Agrees,

    /// <summary>Between the two: one of the items is undecided there, or the value is so common that it tells nothing.</summary>
    SaysNothing,

    /// <summary>Its evidence is at most −0.1 nats.</summary>
    Disagrees,
}
