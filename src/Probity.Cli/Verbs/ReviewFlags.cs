using System.CommandLine;
using Probity.Cli.Assessing;
using Probity.Cli.Usage;
using Probity.Data;
using Probity.Review;

namespace Probity.Cli.Verbs;

/// <summary>What <c>assess</c> writes for a human to look at.</summary>
internal sealed class ReviewFlags
{
    private readonly Option<string?> _out = new("--review-out") { HelpName = "q.jsonl", Description = "Also write the rows that need a human, most useful first, with a random audit of all rows" };
    private readonly Option<double> _auditShare = new("--audit-share") { HelpName = "share", Description = "Probability with which any row, accepted ones too, is audited", DefaultValueFactory = _ => new ReviewSampling().AuditShare };
    private readonly Option<int?> _most = new("--review-most") { HelpName = "n", Description = "About so many of the rows for review, those nearest to acceptance first; audits are never cut (default: all)" };

    public ReviewFlags AddTo(Command command)
    {
        command.Options.Add(_out);
        command.Options.Add(_auditShare);
        command.Options.Add(_most);
        return this;
    }

    public string? Path(ParseResult parsed) => OutputPath.Of(parsed, _out, ".jsonl");

    /// <summary>A queue to fill, or null where none is asked for.</summary>
    public ReviewQueueBuilder? Queue(ParseResult parsed, string policyFile)
    {
        bool wanted = parsed.GetValue(_out) is not null;
        PolicyFlags.RequireWith(parsed, _auditShare, wanted, _out.Name);
        PolicyFlags.RequireWith(parsed, _most, wanted, _out.Name);
        if (!wanted) return null;
        return new ReviewQueueBuilder(
            PolicyHash.OfFile(policyFile),
            new ReviewSampling { AuditShare = parsed.GetValue(_auditShare), Most = parsed.GetValue(_most), Seed = parsed.GetValue(CommonOptions.Seed) });
    }

    /// <exception cref="ArgumentException">A queue of rows that have no one decision.</exception>
    public void RefuseMultiLabel(ParseResult parsed)
    {
        foreach (Option option in (ReadOnlySpan<Option>)[_out, _auditShare, _most])
            PolicyFlags.RequireWith(parsed, option, false, "a policy, which decides on rows; a multi-label calibration decides nothing");
    }

    public static void Add(ReviewQueueBuilder queue, ScoredRows chunk, ReadOnlySpan<string> ids) =>
        queue.Add(chunk.Predicted.AsSpan(0, chunk.Count), chunk.Confidence.AsSpan(0, chunk.Count), chunk.Decisions.AsSpan(0, chunk.Count), chunk.Reason, ids);

    /// <returns>What the queue holds, in words.</returns>
    public static string Write(string path, ReviewQueue queue, IReadOnlyList<string>? names)
    {
        ReviewQueueFile.Write(path, queue, names);
        return $"{queue.Items.Count:N0} rows for a human in {path}, of which {queue.Items.Count(item => item.Audit):N0} are a random audit of all rows";
    }
}
