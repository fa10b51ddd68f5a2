using Probity.IO;
using Probity.Learning;

namespace Probity.Cli.Input;

/// <summary>A model or a policy that a verb is given by file; of the other kind it is told where that belongs.</summary>
internal static class GivenFile
{
    public static Classifier Model(string path)
    {
        if (ProbityFile.KindOf(path) == ProbityFile.Policy)
            throw new InvalidDataException($"{Path.GetFileName(path)}: a policy, not a model; probity assess applies it to a model's outputs");
        return Classifier.Load(path);
    }

    public static ConfidencePolicy Policy(string path)
    {
        if (ProbityFile.KindOf(path) == ProbityFile.Model)
            throw new InvalidDataException($"{Path.GetFileName(path)}: a model, not a policy; probity predict applies it with the policy of its own, and probity fit --model makes a policy");
        return ConfidencePolicy.Load(path);
    }
}
