using Probity.Decisions;

namespace Probity;

/// <summary>What a policy says of one row.</summary>
/// <param name="Predicted">Index of the predicted class.</param>
/// <param name="Confidence">Calibrated probability that the prediction is right.</param>
/// <param name="Decision">Accept, review, reject; none where the policy has no threshold.</param>
/// <param name="Reason">Why, in words with the numbers.</param>
public readonly record struct Assessment(int Predicted, double Confidence, Decision Decision, string Reason);
