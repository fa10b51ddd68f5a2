namespace Probity.Review;

/// <summary>Rows that a human is asked about, most useful first.</summary>
/// <remarks>
/// Audits are spread evenly among the rows with decision review, so that one who stops early has done his share of both. Of the latter those of the highest confidence
/// come first: they lie nearest to being accepted, so their answers decide whether a new policy may accept more. Within a stratum rows come in the order of the
/// draw, which knows nothing of them: wherever the reviewer stops, the answered rows of a stratum are a random part of it.
/// </remarks>
/// <param name="PolicyHash">SHA-256 of the policy file: see <see cref="Review.PolicyHash"/>.</param>
/// <param name="Items">In the order in which to ask.</param>
public sealed record ReviewQueue(string PolicyHash, IReadOnlyList<ReviewItem> Items);
