namespace Probity.Similarity;

/// <summary>What a match confidence is worth, each query judged by what was learned from the others: from other groups where there are five or more.</summary>
/// <param name="Queries">Queries that it learned from.</param>
/// <param name="Right">Share whose closest reference is right.</param>
/// <param name="Auroc">How well the confidence tells right from wrong; NaN where there is one kind only.</param>
/// <param name="SimilarityAuroc">How well the similarity of the closest reference alone does.</param>
/// <param name="NllBefore">Mean negative log-likelihood where every query gets the share that is right.</param>
/// <param name="NllAfter">The same of the confidence.</param>
/// <param name="Ece">Expected calibration error of the confidence, 15 equal-width bins.</param>
/// <param name="ByGroups">Whether the folds share no group.</param>
public sealed record MatchFitReport(int Queries, double Right, double Auroc, double SimilarityAuroc, double NllBefore, double NllAfter, double Ece, bool ByGroups);
