using System.CommandLine;
using Probity.Cli.Usage;

namespace Probity.Cli.Verbs;

/// <summary><c>probity similarity</c>: verbs about embeddings.</summary>
internal static class SimilarityVerb
{
    public static Command Create() => new Verb(
        "similarity",
        "Train heads that bring items that belong together close, measure what they find, and search with a confidence a match",
        "probity similarity train --data embeddings.npy --labels groups.npy \\\n    --unseen-share 0.2 --out m.probity")
    {
        SimilarityTrainVerb.Create(), SimilarityEmbedVerb.Create(), SimilarityEvaluateVerb.Create(), SimilarityFitVerb.Create(), SimilarityIndexVerb.Create(), SimilaritySearchVerb.Create(),
    };
}
