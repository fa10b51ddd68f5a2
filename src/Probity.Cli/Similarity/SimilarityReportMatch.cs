using Probity.Reporting;
using Probity.Similarity;
using static System.FormattableString;

namespace Probity.Cli.Similarity;

/// <summary>What a match confidence is worth, as the report page has it.</summary>
internal sealed class SimilarityReportMatch
{
    private const int MistakesShown = 12, GroupsShown = 3;

    private readonly SimilarityEvaluationResult _result;
    private readonly MatchMeasuring _match;
    private readonly ReadOnlyMemory<float> _references;
    private readonly int[] _referenceGroups;
    private readonly GroupReference? _codes;
    private readonly GroupHealth? _health;

    private SimilarityReportMatch(SimilarityEvaluationResult result, MatchMeasuring match)
    {
        (_result, _match) = (result, match);
        _references = result.Items.OwnReference ? result.Items.Embeddings : result.Items.References;
        _referenceGroups = result.Items.OwnReference ? result.Items.Groups : result.Items.ReferenceGroups;
        if (match.Confidence.Shape is not { } shape) return;
        _codes = GroupReference.Of(_references.Span, shape);
        _health = GroupHealth.Of(_references.Span, shape.Groups, shape.Values, _referenceGroups);
    }

    public static MatchBlock Of(SimilarityEvaluationResult result, MatchMeasuring match) => new SimilarityReportMatch(result, match).Block();

    private MatchBlock Block() => new()
    {
        Splits = [.. _match.Found.Splits.Select(split => Split(split.Key, split.Value))],
        TargetPrecision = _match.Confidence.Policy.Threshold?.Promise.Target,
        AcceptFromLogOdds = _match.Confidence.Policy.Threshold?.Threshold,
        HasGate = _match.Confidence.GateThreshold is not null,
        Explanation = _match.Confidence.Explain().Split('\n'),
        Mistakes = [.. Mistakes()],
        Confused = [.. _match.Separations.Select(pair => new ConfusedLabels(
            Name(pair.First), Name(pair.Second), pair.Confusions ?? 0,
            [.. pair.Groups.Take(GroupsShown).Select(group => new SeparatingGroup(
                group.Group, group.TotalVariation, [.. group.Values.Select(value => new SeparatingValue(value.Value, value.FirstShare, value.SecondShare))]))]))],
    };

    private MatchSplit Split(string name, MatchEvaluation found) => new()
    {
        Name = Title(name),
        Words = name switch
        {
            "seen" => "Of groups that training has seen.",
            "unseen" => "Of groups that training has not seen.",
            "corrupted" => $"All of them damaged: {_result.Corruption}.",
            "foreign" => $"Items of {_match.Foreign}, which the reference holds nothing right for.",
            _ => $"Items of {_result.Name}.",
        },
        IsForeign = name == "foreign",
        LoneQueries = name == "foreign" ? 0 : found.LoneQueries,
        Figures = found.Figures,
        Confidence = [.. found.Assessments.Select(one => one.Confidence)],
        LogOdds = [.. found.LogOdds],
        Right = [.. found.Right],
        Decisions = [.. found.Assessments.Select(one => one.Decision)],
    };

    /// <summary>The surest of all queries as they are: damaged ones would only repeat them.</summary>
    private IEnumerable<MatchMistake> Mistakes()
    {
        MatchEvaluation all = _match.Found.All;
        HashSet<int> seen = [.. _result.Model?.SeenGroups ?? []];
        IEnumerable<int> wrong = Enumerable.Range(0, all.Queries).Where(i => !all.Right[i]).OrderByDescending(i => all.LogOdds[i]).ThenBy(i => i).Take(MistakesShown);
        foreach (int query in wrong)
        {
            int row = _match.Found.Queries[query], group = _result.Items.Groups[row];
            MatchAssessment one = all.Assessments[query];
            string split = Title(seen.Count == 0 ? "all" : seen.Contains(group) ? "seen" : "unseen");
            yield return new MatchMistake(
                _result.Ids?[row] ?? Invariant($"row {row}"), split, Name(group), ReferenceName(one.Hit), Name(one.Group), one.Similarity, one.Confidence, all.LogOdds[query], one.Decision, Why(row, one.Hit));
        }
    }

    private string? Why(int row, int hit)
    {
        if (_codes is null) return null;
        int columns = _result.Items.Columns;
        return MatchInterpretation.Of(
            _result.Items.Embeddings.Span.Slice(row * columns, columns), _references.Span.Slice(hit * columns, columns), _codes, _health, _result.GroupNames).Words;
    }

    private string ReferenceName(int hit) => _result.Items.OwnReference && _result.Ids is { } ids ? ids[hit] : Invariant($"{(_result.Items.OwnReference ? "row" : "reference")} {hit}");

    private string Name(int group) => _result.GroupNames is { } names && group >= 0 && group < names.Count ? names[group] : Invariant($"{group}");

    private static string Title(string split) => split switch
    {
        "all" => "all items",
        "seen" => "seen groups",
        "unseen" => "unseen groups",
        "corrupted" => "corrupted items",
        _ => "foreign items",
    };
}
