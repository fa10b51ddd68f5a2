using Probity.Decisions;

namespace Probity.Similarity;

/// <summary>What is said of the closest reference of one query.</summary>
/// <param name="Hit">The closest reference, counted from 0.</param>
/// <param name="Group">Its group: the answer.</param>
/// <param name="Similarity">Cosine, product, or 1/(1 + distance).</param>
/// <param name="Confidence">Calibrated probability that the query is of that group, in [0, 1].</param>
/// <param name="Decision">Accept, review, reject (nothing like this in the reference); none where nothing was promised.</param>
/// <param name="Reason">Why, in words with the numbers.</param>
public readonly record struct MatchAssessment(int Hit, int Group, double Similarity, double Confidence, Decision Decision, string Reason);
