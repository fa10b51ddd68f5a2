using Probity.Decisions;

namespace Probity.Similarity;

/// <summary>What a match confidence is to promise.</summary>
public sealed record MatchOptions
{
    /// <summary>
    /// The scores of <see cref="MatchEvidence"/> that are joined. The default value is similarity, gap and vote: self-agreement added nothing on text and cost
    /// some on images, where it says other things of groups that the head has not seen. Empty joins all there are, those of <see cref="MatchEvidence.With"/> too.
    /// </summary>
    public IReadOnlyList<string> Scores { get; init; } = ["similarity", "gap", "vote"];

    /// <summary>The precision that accepted matches are to have, certified by fixed-sequence testing or SGR, or null to promise nothing; no other rate is promised of matches. The default value is null.</summary>
    public DecisionPromise? Promise { get; init; }

    /// <summary>Share of queries with a right reference that may be told "nothing like this", in (0, 1); null never says so. The default value is null.</summary>
    public double? MaxFalseAlarm { get; init; }

    /// <summary>What made the embeddings, such as the hash of a head's file; kept, so that those of another are not judged by it. The default value is null.</summary>
    public string? HeadId { get; init; }

    /// <summary>Share of queries set aside to certify the promise, in (0, 1). Unused where nothing is promised. The default value is 0.5.</summary>
    public double CertifyShare { get; init; } = .5;

    /// <summary>Seed of every split. The default value is 0.</summary>
    public ulong Seed { get; init; }
}
