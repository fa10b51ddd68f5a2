using System.CommandLine;
using Probity.Cli.Usage;

namespace Probity.Cli.Verbs;

/// <summary><c>probity review</c>: what comes back from people who looked at what <c>assess --review-out</c> asked.</summary>
internal static class ReviewVerb
{
    public static Command Create() => new Verb(
        "review",
        "Take in the answers to a queue that assess --review-out wrote: what was really achieved, and a refit",
        "probity review import answers.jsonl --queue q.jsonl --policy p.probity \\\n    --logits new_logits.npy")
    {
        ReviewImportVerb.Create(),
    };
}
