using Probity.Cli.Output;
using Probity.Learning.Files;
using Probity.Similarity;

namespace Probity.Cli.Similarity;

/// <summary>An evaluation of embeddings, or of a model beside its inputs.</summary>
internal sealed class SimilarityMeasuring
{
    /// <summary>Null where the rows are the embeddings.</summary>
    public required SimilarityModel? Model { get; init; }

    public required SimilarityTable Table { get; init; }

    /// <summary>Items to look up among, or null for the table itself.</summary>
    public required SimilarityTable? References { get; init; }

    public required FrozenEncoder Encoder { get; init; }

    public required RetrievalOptions Options { get; init; }

    public required SplitCorruption? Corruption { get; init; }

    /// <summary>Judges the closest of each query; null for none.</summary>
    public MatchConfidence? Match { get; init; }

    /// <summary>Items that nothing in the reference is right for, or null.</summary>
    public SimilarityTable? Foreign { get; init; }

    public SimilarityEvaluationResult Run()
    {
        float[] damaged = Corruption is null ? [] : Encoder.Encode(Corruption.Damage(Table.Values, Table.Columns), Table.Columns, keep: false);
        SplitItems inputs = Table.Items(Table.Inputs, Table.InputColumns) with { Damaged = damaged, SeenGroups = Model?.SeenGroups };
        if (References is { } others)
        {
            SplitItems there = others.Items(others.Inputs, others.InputColumns);
            inputs = inputs with { References = there.Embeddings, ReferenceGroups = there.Groups, ReferenceCells = there.Cells };
        }
        SplitItems items = Model is null ? inputs : inputs with
        {
            Embeddings = Model.Embed(inputs.Embeddings),
            Columns = Model.EmbeddingSize,
            Damaged = Embedded(inputs.Damaged),
            References = Embedded(inputs.References),
        };
        SplitEvaluation found;
        SplitEvaluation? raw = null;
        MatchMeasuring? matches = null;
        using (var progress = new ProgressLine("looking up"))
        {
            found = SplitEvaluation.Of(items, Options, progress.Part(0, Match is not null ? .5 : Model is null ? 1 : .7));
            if (Model is not null) raw = SplitEvaluation.Of(inputs, Options with { Clustering = false }, progress.Part(Match is null ? .7 : .5, Match is null ? 1 : .75));
            if (Match is not null) matches = MatchMeasuring.Of(Match, items, Embedded(Foreign?.Inputs ?? []), Foreign?.Name, Options, progress.Part(.75, 1));
        }
        return new SimilarityEvaluationResult
        {
            Name = Table.Name,
            Model = Model,
            Distance = Options.Distance,
            Items = items,
            Ids = Table.Ids,
            GroupNames = Table.GroupNames,
            Found = found,
            Raw = raw,
            Corruption = Corruption,
            Match = matches,
            Health = Model is null ? null : EmbeddingHealth.Of(Model, items.Embeddings.Span, Table.Groups),
            Notes = [.. Elsewhere(), .. SearchWords.Notes(index: null, Match), .. Taught(), .. Copies(), .. Model is null ? [] : Encoder.Notes(Model, Table.Name), .. ItemNotes.Of(Table.Name, Table.Inputs, Table.InputColumns, References is null ? Table.Groups : [], Options.Distance)],
            Seed = Options.Seed,
        };
    }

    private IEnumerable<string> Elsewhere()
    {
        int[] groups = (References ?? Table).Groups;
        if (Match?.Elsewhere(groups.Length, groups.Distinct().Count()) is { } elsewhere) yield return elsewhere;
    }

    /// <summary>Items of seen groups may be the very items of the training.</summary>
    private IEnumerable<string> Taught()
    {
        if (Model is null || Table.Groups.Length == 0) yield break;
        HashSet<int> groups = [.. Model.SeenGroups];
        int[] seen = [.. Enumerable.Range(0, Table.Rows).Where(row => groups.Contains(Table.Groups[row]))];
        if (seen.Length > 0 && SimilarityRecipe.Hash(Table.Select(seen).ToRows(null)) == Model.History.Recipe.GetValueOrDefault(TrainingRecipe.Rows))
            yield return FormattableString.Invariant($"{Table.Name}: the {seen.Length:N0} items of seen groups are those of the training, which flatters the head; give items that neither taught it nor chose its epoch");
    }

    /// <summary>An own file is looked up without the query itself; in another file nothing tells that a row is the query.</summary>
    private IEnumerable<string> Copies()
    {
        if (References is { } others && RowCopies.Among(Table.Inputs, others.Inputs, Table.InputColumns) is > 0 and var copies)
            yield return FormattableString.Invariant($"{others.Name}: {copies:N0} of {Table.Rows:N0} items of {Table.Name} stand among the references too, and find themselves, which flatters the figures; take them out, or leave --reference out to look up among the items themselves");
    }

    private ReadOnlyMemory<float> Embedded(ReadOnlyMemory<float> rows) => rows.IsEmpty || Model is null ? rows : Model.Embed(rows);
}
