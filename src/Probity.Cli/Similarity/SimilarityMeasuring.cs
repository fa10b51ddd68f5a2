using Probity.Cli.Output;
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
        using (var progress = new ProgressLine("looking up"))
        {
            found = SplitEvaluation.Of(items, Options, progress.Part(0, Model is null ? 1 : .7));
            if (Model is not null) raw = SplitEvaluation.Of(inputs, Options with { Clustering = false }, progress.Part(.7, 1));
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
            Health = Model is null ? null : EmbeddingHealth.Of(Model, items.Embeddings.Span, Table.Groups),
            Notes = [.. Model is null ? [] : Encoder.Notes(Model, Table.Name), .. ItemNotes.Of(Table.Name, Table.Inputs, Table.InputColumns, References is null ? Table.Groups : [], Options.Distance)],
            Seed = Options.Seed,
        };
    }

    private ReadOnlyMemory<float> Embedded(ReadOnlyMemory<float> rows) => rows.IsEmpty ? rows : Model!.Embed(rows);
}
