using System.Globalization;
using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>A match confidence in plain words.</summary>
internal static class MatchExplanation
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    public static IEnumerable<string> Lines(MatchConfidence match)
    {
        string codes = match.Shape is { } shape ? $", embeddings of {shape.Groups} feature groups of {shape.Values} values" : "";
        yield return $"How likely the closest reference of a query is right, from its {match.Neighbours} nearest by {match.Distance.Token()}{codes}.";
        var combiner = match.Combiner;
        IEnumerable<int> order = Enumerable.Range(0, combiner.Names.Count).OrderByDescending(j => combiner.Weights[j]);
        yield return "One standard deviation more of a score multiplies the odds by: "
            + string.Join(", ", order.Select(j => string.Create(Invariant, $"{combiner.Names[j]} {Math.Exp(combiner.Weights[j]):G3}"))) + ".";
        if (match.FitReport is { } report)
        {
            yield return string.Create(Invariant, $"On {report.Queries:N0} queries, each judged by what was learned from {(report.ByGroups ? "other groups" : "the others")}: {Percent.Nearest(report.Right)} of the matches are right; " +
                $"{(double.IsNaN(report.Auroc) ? "" : string.Create(Invariant, $"AUROC {report.Auroc:F3} (similarity alone {report.SimilarityAuroc:F3}), "))}NLL {report.NllBefore:G4} before, {report.NllAfter:G4} after, ECE {report.Ece:F3}.");
        }
        if (match.GateThreshold is { } gate)
        {
            string check = match.GateChecked == 0 ? "" : string.Create(Invariant, $" Of {match.GateChecked:N0} certifying queries that have a right reference it stopped {match.GateStopped:N0} " +
                $"(at most {Percent.Up(ClopperPearson.Upper(match.GateStopped, match.GateChecked, .05))} with 95 % confidence).");
            yield return string.Create(Invariant, $"Nothing like this in the reference: mean similarity of the {match.Neighbours} nearest below {gate:G6}. Set on {match.GateRows:N0} queries that have a right reference, so that such a one is " +
                $"stopped with probability at most {Percent.Exact(match.MaxFalseAlarm!.Value)}, averaged over the draw of those queries.{check} How many strangers it stops is not promised.");
        }
        if (match.Policy.Threshold is { } rule)
        {
            string joint = match.GateThreshold is null ? "" : " that are not stopped and have";
            yield return string.Create(Invariant, $"Accept: matches{(joint.Length == 0 ? " with" : joint)} a confidence of at least {match.Policy.AcceptFrom:G6}; send the others to a human.");
            yield return string.Create(Invariant, $"Promise: with {Percent.Exact(rule.Promise.Confidence!.Value)} confidence, at least {Percent.Exact(rule.Promise.Target)} of accepted matches are right, " +
                $"for new queries from where the certifying ones came from, looked up among the same references, as long as a stricter threshold does not make them less precise. Of {rule.RowsCertified:N0} certifying queries, used for nothing else, " +
                $"{rule.Accepted:N0} were accepted ({Percent.Nearest(rule.Coverage)}) and {rule.Errors:N0} of these were wrong ({Percent.Down(rule.PrecisionObserved)} right; p = {rule.PValue:G3}).");
            yield return "It would break with other references, another head, groups that are harder than those of the certifying queries, or many queries whose group the reference lacks.";
        }
        else
        {
            yield return "Promise: no precision was asked for, so no match is accepted on its word.";
        }
        yield return string.Create(Invariant, $"Fitted on {match.Policy.RowsLearned:N0} queries, certified on {match.Policy.RowsCertified:N0} others, among {match.References:N0} references of {match.ReferenceGroups:N0} groups, found {(match.ByLists ? "by lists over feature groups" : "by exact search")}, seed {match.Policy.Seed}.");
        if (match.OwnReference)
            yield return "Own reference: these references are the queries themselves, each looked up among the others. New queries are looked up among all of them, so that the figures and any promise hold for queries like these only as far as one more reference changes little.";
        foreach (string warning in match.Warnings) yield return $"Note: {warning}.";
    }
}
