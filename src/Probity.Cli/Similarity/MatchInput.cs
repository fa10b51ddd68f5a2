using System.CommandLine;
using Probity.Cli.Input;
using Probity.Similarity;

namespace Probity.Cli.Similarity;

/// <summary>The options that name queries and what they are looked up among: rows that a head embeds, or embeddings as they are.</summary>
internal sealed class MatchInput
{
    public Option<string?> Embeddings { get; } = new("--embeddings") { Description = "N×E embeddings to look up; or instead --model and --data", HelpName = "E.npy" };

    public Option<string?> Model { get; } = new("--model") { Description = "A model of probity similarity train, applied to --data and --reference", HelpName = "m.probity" };

    public SimilarityInput Rows { get; } = new();

    public Option<string?> Reference { get; } = new("--reference") { Description = "Items to look up among, of the kind of --embeddings or --data", HelpName = "file" };

    public Option<string?> ReferenceLabels { get; } = new("--reference-labels") { Description = "Their groups", HelpName = "file" };

    public Option<string?> Index { get; } = new("--index") { Description = "Instead of --reference: items that probity similarity index has embedded", HelpName = "items.idx" };

    public Option<string?> Distance { get; } = SimilarityFlags.NewDistance("cosine, euclidean, manhattan or dot (default: the model's own, else cosine)");

    public Option<string?> FeatureGroups { get; } = new("--feature-groups") { Description = "Of --embeddings that are G distributions over K values each, such as 8x16; a model knows its own", HelpName = "GxK" };

    public MatchInput AddTo(Command command)
    {
        command.Options.Add(Embeddings);
        command.Options.Add(Model);
        foreach (Option option in (Option[])[Rows.Data, Rows.Labels, Rows.Label, Rows.Id, Rows.Encoder, Rows.Store, Reference, ReferenceLabels, Index, Distance, FeatureGroups]) command.Options.Add(option);
        return this;
    }

    /// <summary>Reads and embeds both sides.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="ownReference">Whether the queries may be looked up among each other where no reference is given.</param>
    /// <param name="match">What judges the matches: embeddings as they are take its distance and feature groups where none are given.</param>
    public MatchRows Read(ParseResult parsed, bool ownReference, MatchConfidence? match = null)
    {
        string? given = parsed.GetValue(Embeddings), named = parsed.GetValue(Model), data = parsed.GetValue(Rows.Data), reference = parsed.GetValue(Reference);
        if (given is not null == (named is not null || data is not null) || named is null != (data is null)) throw new ArgumentException("give one of --embeddings E.npy, or --model m.probity with --data D");
        if (named is not null && parsed.GetValue(FeatureGroups) is not null) throw new ArgumentException("--feature-groups goes with --embeddings; a model knows its own");
        bool labels = Rows.HasLabels(parsed, required: ownReference);
        string? index = parsed.GetValue(Index);
        if (index is not null && reference is not null) throw new ArgumentException("give one of --reference and --index");
        if (index is null && reference is null && !ownReference) throw new ArgumentException("give the items to look up among: --reference FILE with --reference-labels, or --index FILE");
        if (reference is null && parsed.GetValue(ReferenceLabels) is not null) throw new ArgumentException("--reference-labels goes with --reference");
        if (reference is not null && parsed.GetValue(ReferenceLabels) is null && parsed.GetValue(Rows.Label) is null) throw new ArgumentException("--reference goes with --reference-labels");
        SimilarityModel? model = named is null ? null : GivenFile.SimilarityModel(named);
        Distance distance = parsed.GetValue(Distance) is { } token ? DistanceTokens.Parse(token) : model?.Distance ?? match?.Distance ?? Probity.Similarity.Distance.Cosine;
        GroupShape? shape = Shape(parsed.GetValue(FeatureGroups)) ?? (model is null ? match?.Shape : MatchMeasuring.ShapeOf(model));

        using FrozenEncoder encoder = Rows.OpenEncoder(parsed);
        if (model is null && encoder.Id is not null) throw new ArgumentException("--encoder goes with --model; --embeddings are compared as they are");
        if (model is not null) encoder.RequireFor(model);
        SimilarityIndex? indexed = index is null ? null : SimilarityIndex.Open(index, distance);
        SimilarityTable? others = reference is null ? null : Rows.Read(parsed, reference, parsed.GetValue(ReferenceLabels), encoder, model?.GroupNames, features: model?.FeatureNames);
        // Without labels the column that --label names is that of the reference alone.
        SimilarityTable queries = Rows.Read(parsed, given ?? data!, parsed.GetValue(Rows.Labels), encoder, others?.GroupNames ?? indexed?.Items.GroupNames ?? model?.GroupNames, others, model?.FeatureNames);
        if (model is not null) EmbeddedRows.RequireFits(model, queries.InputColumns, queries.Name);
        if (labels && (others is not null || indexed is { Items.HasGroups: true }))
            GroupKinds.RequireAlike(queries.Name, queries.Groups, queries.GroupNames, others?.Name ?? Path.GetFileName(index!), others is not null ? others.GroupNames : indexed!.Items.GroupNames);
        if (shape is { } groups && (model?.EmbeddingSize ?? queries.InputColumns) != groups.Columns)
            throw new ArgumentException($"{(parsed.GetValue(FeatureGroups) is null ? "--match was fitted on feature groups" : "--feature-groups")} {groups.Groups}x{groups.Values}: that is {groups.Columns:N0} numbers but an embedding has {queries.InputColumns:N0}");
        if (indexed is not null && indexed.Distance != distance && (model is not null || parsed.GetValue(Distance) is not null))
            throw new ArgumentException($"--index {Path.GetFileName(index!)}: its lists are searched by {indexed.Distance.Token()} distance, not by {distance.Token()}: give --distance {indexed.Distance.Token()}, or make the index with --exact");
        if (indexed is not null) RequireFits(index!, indexed, model?.EmbeddingSize ?? queries.InputColumns, shape);
        return new MatchRows
        {
            Index = indexed,
            Model = model,
            Distance = indexed?.Distance ?? distance,
            Shape = shape,
            Queries = queries,
            HasLabels = labels,
            References = others ?? queries,
            IsOwnReference = others is null && indexed is null,
            QueryEmbeddings = Embedded(model, queries),
            ReferenceEmbeddings = others is null ? null : Embedded(model, others),
            Notes = model is null ? [] : [.. encoder.Notes(model, queries.Name)],
        };
    }

    private static void RequireFits(string file, SimilarityIndex index, int columns, GroupShape? shape)
    {
        string name = Path.GetFileName(file);
        if (index.Columns != columns) throw new ArgumentException($"{name}: embeddings of {index.Columns:N0} numbers but the queries have {columns:N0}; search with the head that it was made by");
        if (index is CodeIndex codes && codes.Shape != shape)
            throw new ArgumentException($"{name}: {codes.Shape.Groups} feature groups of {codes.Shape.Values} values, which the queries have not; search with the head that it was made by");
    }

    private static float[] Embedded(SimilarityModel? model, SimilarityTable table) => model is null ? table.Inputs : model.Embed(table.Inputs);

    private static GroupShape? Shape(string? word)
    {
        if (word is null) return null;
        string[] parts = word.Split('x');
        if (parts.Length != 2 || !int.TryParse(parts[0], out int groups) || !int.TryParse(parts[1], out int values)) throw new ArgumentException($"--feature-groups '{word}': write groups x values such as 8x16");
        var shape = new GroupShape(groups, values);
        shape.Check();
        return shape;
    }
}
