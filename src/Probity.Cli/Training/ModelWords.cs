using Probity.Learning;
using static System.FormattableString;

namespace Probity.Cli.Training;

/// <summary>A model and its training in a few words: for the end of <c>train</c>, the report and <c>explain</c>.</summary>
internal static class ModelWords
{
    private const int MostNames = 20;

    private const int HashShown = 12;

    /// <summary>Such as <c>784 inputs: linear(128) relu, then softmax over 10 classes</c>.</summary>
    public static string Network(Classifier model)
    {
        string layers = model.Design.Layers.Count == 0 ? "" : $"{model.Design}, then ";
        string what = model.Head == Head.MultiLabel ? "labels" : "classes";
        string several = model.Networks > 1 ? Invariant($"; the mean of {model.Networks} networks") : "";
        string passes = model.DropoutPasses > 0 ? Invariant($"; the mean of {model.DropoutPasses} passes with dropout") : "";
        return Invariant($"{model.Inputs:N0} inputs: {layers}{model.Head} over {model.Classes:N0} {what}{several}{passes}");
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

    /// <summary>The validation figures of the epoch that was kept; null without, and where several answers together were not what was measured.</summary>
    public static ValidationFigures? Validation(Classifier model)
    {
        TrainingHistory history = model.History;
        if (model.Networks > 1 || model.DropoutPasses > 0) return null;
        return history.KeptEpoch > 0 && history.KeptEpoch <= history.Epochs.Count ? history.Epochs[history.KeptEpoch - 1].Validation : null;
    }

    /// <summary>What the model is, how it was trained, with what result, and its policy: a sentence a line.</summary>
    public static string Explain(Classifier model)
    {
        TrainingHistory history = model.History;
        List<string> lines = [Invariant($"A model of {model.Parameters:N0} weights. {Network(model)}.")];
        if (model.ClassNames is { } names) lines.Add($"Classes: {string.Join(", ", names.Take(MostNames))}{(names.Count > MostNames ? Invariant($" and {names.Count - MostNames:N0} more") : "")}.");
        string chose = history.ValidationRows > 0 ? Invariant($"; {history.ValidationRows:N0} others chose the epoch") : "";
        string kept = history.Optimum is null && history.KeptEpoch > 0 ? Invariant($", and epoch {history.KeptEpoch:N0} was kept") : "";
        lines.Add(Invariant($"Trained on {history.TrainingRows:N0} rows{chose}. It ended: {End(history)}{kept}."));
        if (Validation(model) is { } validation)
            lines.Add(Invariant($"On the validation rows: accuracy {validation.Accuracy:0.0000}, NLL {validation.Nll:0.0000}, ECE {validation.Ece:0.0000}, mean confidence {validation.Confidence:0.0000}."));
        if (model.Featurizer is { } featurizer)
        {
            string[] columns = featurizer.Explain().Split('\n');
            lines.Add(Invariant($"It reads a table; {columns.Length:N0} columns become {featurizer.Width:N0} numbers:"));
            lines.AddRange(columns.Take(MostNames).Select(column => $"- {column}"));
            if (columns.Length > MostNames) lines.Add(Invariant($"- and {columns.Length - MostNames:N0} more"));
        }
        if (model.ConfidNet is { } own)
            lines.Add(Invariant($"A ConfidNet ({own.Design}) on its hidden features estimates how likely each answer is right, learned from {own.History.TrainingRows + own.History.ValidationRows:N0} rows."));
        string recipe = string.Join("; ", history.Recipe.Where(IsWorthSaying).Select(setting => $"{setting.Key} {Short(setting)}"));
        if (recipe.Length > 0) lines.Add($"Trained with: {recipe}.");
        lines.AddRange(history.Warnings.Select(warning => $"Warning: {warning}"));
        string advice = model.Head == Head.MultiLabel ? "there are none for multi-label rows. Calibrate its labels with probity fit --model --multilabel." : "its confidence is as training left it. Fit one with probity fit --model.";
        lines.Add(model.Policy is { } policy ? policy.Explain() : $"It has no policy: {advice}");
        return string.Join('\n', lines);
    }

    private static bool IsWorthSaying(KeyValuePair<string, string> setting) => setting.Key is not ("network" or "head") && setting.Value is not ("none" or "0") || setting.Key == "seed";

    private static string Short(KeyValuePair<string, string> setting) => setting.Key is "rows" or "validation rows" or "outliers" ? setting.Value[..Math.Min(HashShown, setting.Value.Length)] : setting.Value;

    private static string Epochs(int count) => count == 1 ? "1 epoch" : Invariant($"{count:N0} epochs");
}
