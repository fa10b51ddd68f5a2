using System.CommandLine;
using Probity.Cli.Usage;

namespace Probity.Cli.Verbs;

/// <summary><c>probity similarity</c>: verbs about embeddings.</summary>
internal static class SimilarityVerb
{
    public static Command Create() => new Verb(
        "similarity",
        "Train heads that bring items that belong together close, apply them, and measure what they find",
        "probity similarity train --data embeddings.npy --labels groups.npy \\\n    --unseen-share 0.2 --out m.probity")
    {
        SimilarityTrainVerb.Create(), SimilarityEmbedVerb.Create(), SimilarityEvaluateVerb.Create(),
    };
}
