using Probity.Learning;

namespace Probity.Cli.Input;

/// <summary>A model that a verb is given by file.</summary>
internal static class ModelFile
{
    public static Classifier Load(string path) => Classifier.Load(path);
}
