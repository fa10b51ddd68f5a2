using Probity.IO;
using Probity.Learning;
using Probity.Similarity;

namespace Probity.Cli.Input;

/// <summary>A model or a policy that a verb is given by file; of the other kind it is told where that belongs.</summary>
internal static class GivenFile
{
    public static Classifier Model(string path)
    {
        if (ProbityFile.KindOf(path) == ProbityFile.Policy)
            throw new InvalidDataException($"{Path.GetFileName(path)}: a policy, not a model; probity assess applies it to a model's outputs");
        if (ProbityFile.KindOf(path) == ProbityFile.MultiLabel)
            throw new InvalidDataException($"{Path.GetFileName(path)}: a multi-label calibration, not a model; probity assess applies it to a model's outputs");
        if (ProbityFile.KindOf(path) == ProbityFile.Similarity)
            throw new InvalidDataException($"{Path.GetFileName(path)}: a similarity model, which has embeddings and no classes; probity similarity embed and evaluate apply it");
        return Classifier.Load(path);
    }

    /// <summary>The policy that a model carries.</summary>
    public static ConfidencePolicy PolicyOf(Classifier model, string path) => model.Policy
        ?? throw new InvalidDataException($"{Path.GetFileName(path)}: the model has no policy of its own; probity predict applies it without one, and probity fit --model makes one");

    public static ConfidencePolicy Policy(string path)
    {
        if (ProbityFile.KindOf(path) == ProbityFile.MultiLabel)
            throw new InvalidDataException($"{Path.GetFileName(path)}: a multi-label calibration, not a policy; probity assess applies it and probity explain explains it");
        if (ProbityFile.KindOf(path) == ProbityFile.Model)
            throw new InvalidDataException($"{Path.GetFileName(path)}: a model, not a policy; probity predict applies it with the policy of its own, and probity fit --model makes a policy");
        if (ProbityFile.KindOf(path) == ProbityFile.Match)
            throw new InvalidDataException($"{Path.GetFileName(path)}: a match confidence; probity similarity search --match applies it");
        return ConfidencePolicy.Load(path);
    }

    public static MatchConfidence Match(string path)
    {
        string kind;
        try
        {
            kind = ProbityFile.KindOf(path);
        }
        catch (InvalidDataException other)
        {
            throw new InvalidDataException($"--match {Path.GetFileName(path)}: not a match confidence, which probity similarity fit makes ({other.Message})", other);
        }
        return kind == ProbityFile.Match ? MatchConfidence.Load(path) : throw new InvalidDataException($"{Path.GetFileName(path)}: not a match confidence; probity similarity fit makes one");
    }

    public static SimilarityModel SimilarityModel(string path)
    {
        string? what = ProbityFile.KindOf(path) switch
        {
            ProbityFile.Policy => "a policy",
            ProbityFile.Match => "a match confidence",
            ProbityFile.MultiLabel => "a multi-label calibration",
            ProbityFile.Model => "a classifier, which can be the --encoder of one",
            ProbityFile.Checkpoint or ProbityFile.SimilarityCheckpoint => "the checkpoint of a training",
            _ => null,
        };
        if (what is not null) throw new InvalidDataException($"{Path.GetFileName(path)}: {what}, not a similarity model; probity similarity train makes one");
        return Probity.Similarity.SimilarityModel.Load(path);
    }
}
