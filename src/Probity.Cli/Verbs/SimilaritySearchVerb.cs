using System.CommandLine;
using Probity.Cli.Assessing;
using Probity.Cli.Input;
using Probity.Cli.Output;
using Probity.Cli.Similarity;
using Probity.Cli.Usage;
using Probity.Decisions;
using Probity.Similarity;
using Spectre.Console;

namespace Probity.Cli.Verbs;

/// <summary><c>probity similarity search</c>: the closest references of each query, how likely the closest is right, and why.</summary>
internal static class SimilaritySearchVerb
{
    private const int QueriesAtOnce = 8_192, Shown = 10, Explained = 3;

    public static Command Create()
    {
        var command = new Verb(
            "search",
            "Find the closest items of a reference, each match with a confidence, a decision and the reason",
            "probity similarity search --model m.probity --reference items.npy \\\n    --reference-labels groups.npy --data queries.npy \\\n    --match match.probity --out hits.csv");
        MatchInput input = new MatchInput().AddTo(command);
        var matchFile = new Option<string?>("--match") { Description = "A match confidence of probity similarity fit, which judges the closest", HelpName = "match.probity" };
        var top = new Option<int>("--top") { HelpName = "k", Description = "References of each query that are told", DefaultValueFactory = _ => 5 };
        var path = new Option<string?>("--out") { Description = "Also write every query: d.csv, .jsonl or .npz", HelpName = "d.csv" };
        foreach (Option option in (Option[])[matchFile, top, path]) command.Options.Add(option);
        command.SetAction(parsed =>
        {
            string? file = OutputPath.Of(parsed, path, ".csv", ".jsonl", ".npz");
            Require.InRange(parsed.GetValue(top), 1, 1_000, top.Name);
            MatchConfidence? match = parsed.GetValue(matchFile) is { } name ? GivenFile.Match(name) : null;
            MatchRows rows = input.Read(parsed, ownReference: false, match);
            if (match is not null)
            {
                MatchMeasuring.RequireFits(match, rows.Model, rows.Shape);
                MatchMeasuring.RequireFits(match, rows.Model, rows.Distance);
            }
            string[] unknown = rows.Index is null ? [] : [.. ItemHead.Check(rows.Index.Items, rows.Model)];
            if (match is not null && rows.Index is not null) ItemHead.RequireFits(match, rows.Index.Items);
            // Without groups it can still be told what is close.
            MatchReference? reference = match is null && rows.Index is { Items.HasGroups: false } ? null : rows.Reference();
            bool lists = rows.Index is CodeIndex;
            string[] notes = [.. rows.Notes, .. unknown, .. SearchWords.Notes(rows.Index, match), .. reference is not null && match?.Elsewhere(reference) is { } elsewhere ? [elsewhere] : (string[])[]];
            var searched = new SearchedRows(Math.Min(QueriesAtOnce, rows.Queries.Rows), rows, reference, match, parsed.GetValue(top));
            var decided = new long[Enum.GetValues<Decision>().Length];
            var table = new List<string[]>();
            using AssessmentWriter? writer = file is null ? null : AssessmentWriter.Create(file, searched, rows.Queries.Ids is not null);
            using (var progress = new ProgressLine("searching"))
            {
                for (int first = 0; first < rows.Queries.Rows; first += QueriesAtOnce)
                {
                    int count = Math.Min(QueriesAtOnce, rows.Queries.Rows - first);
                    searched.Search(first, count);
                    writer?.Write(rows.Queries.Ids is { } ids ? [.. ids.Skip(first).Take(count)] : []);
                    for (int i = 0; i < count; i++)
                    {
                        decided[(int)searched.Decisions[i]]++;
                        if (table.Count < Shown) table.Add(Line(searched, rows, first, i));
                    }
                    progress.Report((double)(first + count) / rows.Queries.Rows);
                }
            }
            writer?.Complete();
            Notes.Print(notes);
            if (parsed.GetValue(CommonOptions.Json))
            {
                JsonOutput.Print(json =>
                {
                    json.WriteNumber("queries", rows.Queries.Rows);
                    json.WriteNumber("references", rows.ReferenceCount);
                    json.WriteString("distance", rows.Distance.Token());
                    json.WriteString("search", SearchWords.Token(lists));
                    if (match is not null) DecisionCounts.Write(json, decided);
                    json.Strings("notes", notes);
                    json.WriteString("out", file);
                });
                return;
            }
            if (file is null) Print(table, rows, match is not null);
            if (match is not null) DecisionCounts.Print(decided, rows.Queries.Rows);
            Console.Error.WriteLine($"{rows.Queries.Rows:N0} queries, looked up {SearchWords.Of(lists)} among {rows.ReferenceCount:N0} items{(file is null ? "" : $": {file}")}");
        });
        return command;
    }

    private static string[] Line(SearchedRows searched, MatchRows rows, int first, int i)
    {
        string query = rows.Queries.Ids?[first + i] ?? FormattableString.Invariant($"{first + i}");
        return
        [
            query, searched.Group(i), FormattableString.Invariant($"{searched.Similarity(i):0.000}"), FormattableString.Invariant($"{searched.Confidence[i]:0.000}"),
            searched.Decisions[i].Token(), searched.Why(i) ?? "",
        ];
    }

    private static void Print(List<string[]> lines, MatchRows rows, bool judged)
    {
        var table = new Table().RoundedBorder();
        table.AddColumn("query").AddColumn("group").AddColumn(new TableColumn("similarity").RightAligned());
        if (judged) table.AddColumn(new TableColumn("confidence").RightAligned()).AddColumn("decision");
        foreach (string[] line in lines)
        {
            IEnumerable<string> cells = [.. line[..3], .. judged ? line[3..5] : []];
            table.AddRow([.. cells.Select(Markup.Escape)]);
        }
        AnsiConsole.Write(table);
        foreach (string[] line in lines.Take(rows.Shape is null ? 0 : Explained)) Terminal.Prose($"{line[0]}: {line[5]}");
        if (rows.Queries.Rows > lines.Count) Console.Out.WriteLine($"the first {lines.Count:N0} of {rows.Queries.Rows:N0} queries; --out d.csv writes all, with reasons and the next matches");
    }
}
