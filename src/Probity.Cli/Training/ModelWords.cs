using Probity.Learning;
using static System.FormattableString;

namespace Probity.Cli.Training;

/// <summary>A model and its training in a few words: for the end of <c>train</c>, the report and <c>explain</c>.</summary>
internal static class ModelWords
{
    /// <summary>Such as <c>784 inputs: linear(128) relu, then softmax over 10 classes</c>.</summary>
    public static string Network(Classifier model)
    {
        string layers = model.Design.Layers.Count == 0 ? "" : $"{model.Design}, then ";
        string what = model.Head == Head.MultiLabel ? "labels" : "classes";
        return Invariant($"{model.Inputs:N0} inputs: {layers}{model.Head} over {model.Classes:N0} {what}");
    }

    /// <summary>Why training ended, such as <c>validation NLL had not fallen for 10 epochs</c>.</summary>
    public static string End(TrainingHistory history) => history.End switch
    {
        TrainingEnd.StoppedEarly => Invariant($"validation NLL had not fallen for {Epochs(history.Epochs.Count - history.KeptEpoch)}"),
        TrainingEnd.Diverged => Invariant($"it diverged in epoch {history.Epochs.Count:N0}"),
        _ when history.Optimum is { } optimum => optimum.Converged
            ? Invariant($"at the optimum, after {optimum.Iterations:N0} iterations")
            : Invariant($"after {optimum.Iterations:N0} iterations, before the optimum was reached"),
        _ => $"{Epochs(history.Epochs.Count)} were asked for",
    };

    /// <summary>The validation figures of the epoch that was kept, or null.</summary>
    public static ValidationFigures? Validation(TrainingHistory history) =>
        history.KeptEpoch > 0 && history.KeptEpoch <= history.Epochs.Count ? history.Epochs[history.KeptEpoch - 1].Validation : null;

    private static string Epochs(int count) => count == 1 ? "1 epoch" : Invariant($"{count:N0} epochs");
}
