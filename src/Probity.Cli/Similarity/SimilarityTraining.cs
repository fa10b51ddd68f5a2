using Probity.Cli.Output;
using Probity.Cli.Training;
using Probity.Numerics;
using Probity.Similarity;
using static System.FormattableString;

namespace Probity.Cli.Similarity;

/// <summary>A training of a head from its items to what it finds of items that it has not learned from.</summary>
internal sealed class SimilarityTraining
{
    private const ulong UnseenStream = 0x6E5EE4;

    public required SimilarityTable Table { get; init; }

    /// <summary>Items of their own that choose the epoch, or null.</summary>
    public SimilarityTable? Validation { get; init; }

    /// <summary>Given pairs, or null.</summary>
    public PairFile? Pairs { get; init; }

    public required FrozenEncoder Encoder { get; init; }

    public required EmbeddingHead Head { get; init; }

    public required SimilarityOptions Options { get; init; }

    /// <summary>When items of several labels belong together.</summary>
    public required LabelComparison Comparison { get; init; }

    /// <summary>Share of the groups that is held out entirely.</summary>
    public required double UnseenShare { get; init; }

    public required SplitCorruption? Corruption { get; init; }

    public required int Bootstrap { get; init; }

    /// <summary>Where the model goes.</summary>
    public required string Path { get; init; }

    public SimilarityTrainingResult Run()
    {
        ItemNotes.RequireToLearn(Table);
        int[] unseenGroups = Unseen();
        HashSet<int> heldOut = [.. unseenGroups];
        int[] all = [.. Enumerable.Range(0, Table.Rows)], rest = heldOut.Count == 0 ? all : [.. all.Where(row => !heldOut.Contains(Table.Groups[row]))];
        SimilarityTable teaching = heldOut.Count == 0 ? Table : Table.Select(rest);
        SimilarityRows rows = Pairs is { } pairs ? SimilarityRows.Pairs(Table.Features, pairs.Pairs, pairs.Subgroups) : teaching.ToRows(Comparison);
        SimilarityRows? validation = Validation?.ToRows(Comparison);
        int[] setAside = validation is null ? SetAsideRows.Choose(rows, Options).Taken : [];

        SimilarityModel model;
        List<string> said;
        if (Options.Checkpoint is { } checkpoint && File.Exists(checkpoint.Path)) Console.Error.WriteLine($"goes on from {checkpoint.Path}");
        using (var progress = new SimilarityProgress(ValidationSearch.Name(Options.Metrics[0])))
        {
            model = SimilarityModel.Train(rows, Head, Options, validation, progress.Report);
            said = progress.Warnings;
        }
        // Pairs alone do not say what is right to find among their items; then only the validation items are looked up.
        SimilarityTable items = Validation is null ? Table : Table.HasTruth ? Table.Then(Validation) : Validation with { Name = Table.Name };
        model = model.With(items.GroupNames, Encoder.Id, Encoder.Version).WithFeatureNames(Encoder.Id is null ? Table.FeatureNames : null);
        SavedModel.Write(model.Save, Path);

        (int[] queries, string words) = Queries(items, rest, setAside);
        int[] unseen = heldOut.Count == 0 ? [] : [.. all.Where(row => heldOut.Contains(Table.Groups[row]))];
        queries = [.. queries, .. unseen];
        if (unseen.Length > 0) words += Invariant($", and all {unseen.Length:N0} items of {unseenGroups.Length:N0} groups that it never saw");
        float[] embeddings = model.Embed(items.Inputs);
        (SplitEvaluation? head, SplitEvaluation? raw) = items.HasTruth ? Evaluate(model, items, embeddings, queries) : (null, null);
        GroupHealth? health = EmbeddingHealth.Of(model, embeddings, items.Groups);
        return new SimilarityTrainingResult
        {
            Model = model,
            Path = Path,
            Items = items,
            Pairs = Pairs?.Pairs.Count,
            PairedItems = Table.Rows,
            UnseenGroups = unseenGroups,
            QueriesInWords = words,
            Queries = queries,
            Embeddings = embeddings,
            Head = head,
            Raw = raw,
            Corruption = head is null ? null : Corruption,
            Health = health,
            Warnings = [.. model.History.Warnings.Where(warning => !said.Contains(warning)), .. health?.Warnings ?? []],
            Notes = [.. Few(unseenGroups), .. Chose(unseenGroups), .. ItemNotes.Of(items.Name, items.Inputs, items.InputColumns, items.Groups, model.Distance)],
            Seed = Options.Seed,
        };
    }

    /// <summary>Intervals of few groups are over their items alone.</summary>
    private static string[] Few(int[] unseen) => unseen.Length is 0 or >= ResamplingUnits.FewestGroups ? [] :
        [Invariant($"unseen: {unseen.Length:N0} group{(unseen.Length == 1 ? "" : "s")} held out: intervals tell of other items of {(unseen.Length == 1 ? "it" : "these")}, not of other groups; for that it takes {ResamplingUnits.FewestGroups} or more")];

    /// <summary>Groups of validation items taught no weight, but they are not as strange as others will be.</summary>
    private string[] Chose(int[] heldOut) => Validation is null || Validation.Groups.Length == 0 || Validation.Groups.All(group => heldOut.Contains(group) || Table.Groups.Contains(group)) ? [] :
        [$"unseen: groups of {Validation.Name} that training has not seen chose the epoch, so what is said of them flatters the head a little; evaluate it on further groups"];

    private int[] Unseen()
    {
        if (UnseenShare == 0) return [];
        if (Table.Groups.Length == 0 || Pairs is not null) throw new ArgumentException("--unseen-share holds out groups; items of several labels and pairs have none: leave it out");
        int[] groups = [.. Table.Groups.Distinct().Order()];
        int count = Math.Max(1, (int)Math.Round(UnseenShare * groups.Length));
        if (groups.Length - count < 2) throw new ArgumentException(Invariant($"--unseen-share {UnseenShare}: {count:N0} of {groups.Length:N0} groups leaves {groups.Length - count:N0} to learn from; it takes 2 at least"));
        return [.. RowSplit.Shuffled(groups.Length, Options.Seed ^ UnseenStream).Take(count).Select(i => groups[i]).Order()];
    }

    private (int[] Rows, string Words) Queries(SimilarityTable items, int[] rest, int[] setAside)
    {
        if (Validation is not null) return ([.. Enumerable.Range(items.Rows - Validation.Rows, Validation.Rows)], Invariant($"{Validation.Rows:N0} items of {Validation.Name}, which chose the epoch"));
        if (setAside.Length > 0) return (Array.ConvertAll(setAside, row => rest[row]), Invariant($"{setAside.Length:N0} items that were set aside and chose the epoch"));
        return (rest, Invariant($"{rest.Length:N0} items that it learned from, which flatters it"));
    }

    private (SplitEvaluation Head, SplitEvaluation Raw) Evaluate(SimilarityModel model, SimilarityTable items, float[] embeddings, int[] queries)
    {
        float[] damaged = Corruption is null ? [] : Encoder.Encode(Corruption.Damage(items.Values, items.Columns, queries), items.Columns, keep: false);
        var options = new RetrievalOptions { Distance = model.Distance, Pairs = false, Bootstrap = Bootstrap, Seed = Options.Seed };
        using var progress = new ProgressLine("looking up");
        return (
            SplitEvaluation.Of(items.Items(embeddings, model.EmbeddingSize) with { Queries = queries, SeenGroups = model.SeenGroups, Damaged = damaged.Length > 0 ? model.Embed(damaged) : default }, options, progress.Part(0, .5)),
            SplitEvaluation.Of(items.Items(items.Inputs, items.InputColumns) with { Queries = queries, SeenGroups = model.SeenGroups, Damaged = damaged }, options, progress.Part(.5, 1)));
    }
}
