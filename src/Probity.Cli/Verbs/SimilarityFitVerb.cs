using System.CommandLine;
using Probity.Cli.Output;
using Probity.Cli.Similarity;
using Probity.Cli.Usage;
using Probity.Similarity;

namespace Probity.Cli.Verbs;

/// <summary><c>probity similarity fit</c>: how likely a match is right, learned from items of known groups.</summary>
internal static class SimilarityFitVerb
{
    public static Command Create()
    {
        var command = new Verb(
            "fit",
            "Learn how likely a match is right, with a threshold and a guarantee; from items of groups that the head never saw",
            "probity similarity fit --model m.probity --data unseen.npy --labels groups.npy \\\n    --target-precision 0.95 --out match.probity");
        MatchInput input = new MatchInput().AddTo(command);
        var neighbours = new Option<int>("--neighbours") { HelpName = "k", Description = "Closest items that are looked at, 2 or more", DefaultValueFactory = _ => MatchEvidence.UsualNeighbours };
        var scores = new Option<string>("--scores") { HelpName = "names", Description = "What tells right from wrong: similarity, gap, vote and, of feature groups, self_agreement, hit_self_agreement", DefaultValueFactory = _ => string.Join(',', new MatchOptions().Scores) };
        var promise = new PromiseFlags("matches", rates: false);
        var alarm = new Option<double?>("--max-false-alarm") { HelpName = "share", Description = "Also answer \"nothing like this in the reference\": share of queries with a right item that may be told so" };
        var path = new Option<string?>("--out") { Description = "Where to write the match confidence", HelpName = "match.probity", Required = true };
        foreach (Option option in (Option[])[neighbours, scores, .. promise.All, alarm, path]) command.Options.Add(option);
        command.SetAction(parsed =>
        {
            string file = OutputPath.Of(parsed, path, ".probity")!;
            string[] wanted = parsed.GetRequiredValue(scores).Split(',', StringSplitOptions.TrimEntries);
            if (Array.Exists(wanted, string.IsNullOrEmpty)) throw new ArgumentException($"--scores '{parsed.GetValue(scores)}': write names with a comma between, such as similarity,gap,vote");
            var options = new MatchOptions
            {
                Scores = wanted,
                Promise = promise.Promise(parsed),
                MaxFalseAlarm = parsed.GetValue(alarm),
                CertifyShare = parsed.GetValue(promise.CertifyShare),
                Seed = parsed.GetValue(CommonOptions.Seed),
            };
            if (options.MaxFalseAlarm is { } share) Require.OpenShare(share, alarm.Name);
            Require.InRange(parsed.GetValue(neighbours), 2, 10_000, neighbours.Name);
            MatchRows rows = input.Read(parsed, ownReference: true);
            if (!rows.HasLabels) throw new ArgumentException("give the queries' groups as one of --labels FILE or --label COLUMN: matches are right or wrong by them");
            string[] unknown = rows.Index is null ? [] : [.. ItemHead.Check(rows.Index.Items, rows.Model)];
            MatchConfidence match;
            using (var progress = new ProgressLine("looking up"))
            {
                MatchEvidence evidence = rows.Reference().Look(rows.QueryEmbeddings, parsed.GetValue(neighbours), rows.Without, progress);
                match = MatchConfidence.Fit(evidence, rows.Queries.Groups, options with { HeadId = rows.Model?.ContentId });
            }
            match.Save(file);
            string[] notes = [.. rows.Notes, .. unknown, .. Seen(rows), .. Copies(rows)];
            Notes.Print(notes);
            if (parsed.GetValue(CommonOptions.Json))
            {
                JsonOutput.Print(json =>
                {
                    MatchJson.Confidence(json, match);
                    json.Strings("notes", notes);
                    json.WriteString("match", file);
                });
                return;
            }
            Terminal.Prose(match.Explain());
            Console.Error.WriteLine($"match confidence: {file}");
        });
        return command;
    }

    /// <summary>In another file nothing tells that a row is the query, which then finds itself.</summary>
    private static IEnumerable<string> Copies(MatchRows rows)
    {
        int copies = rows.Index is { } index ? RowCopies.Among(rows.QueryEmbeddings, index.Items, rows.Columns)
            : rows.ReferenceEmbeddings is { } others ? RowCopies.Among(rows.QueryEmbeddings, others, rows.Columns) : 0;
        if (copies > 0)
            yield return $"{rows.Queries.Name}: {copies:N0} of {rows.Queries.Rows:N0} queries stand among the references too, and find themselves: new queries will not, so confidence and promise are too good; take them out, or leave the reference out to look up among the queries themselves";
    }

    private static IEnumerable<string> Seen(MatchRows rows)
    {
        if (rows.Model is not { } model || rows.Queries.Groups.Length == 0) yield break;
        HashSet<int> seen = [.. model.SeenGroups];
        int count = rows.Queries.Groups.Distinct().Count(seen.Contains);
        if (count > 0)
            yield return $"{count:N0} of the {rows.Queries.Groups.Distinct().Count():N0} groups were seen in the training, where matches look closer and surer than among new ones; the confidence holds for new groups only as far as it was learned from some";
    }
}
