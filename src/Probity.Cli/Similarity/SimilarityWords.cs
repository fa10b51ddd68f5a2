using Probity.Learning;
using Probity.Similarity;
using static System.FormattableString;

namespace Probity.Cli.Similarity;

/// <summary>A similarity model and its training in a few words: for the end of <c>train</c> and for <c>explain</c>.</summary>
internal static class SimilarityWords
{
    private const int MostShown = 20, HashShown = 12;

    /// <summary>Such as <c>64 numbers → softmax-groups(8,16) → 128, compared by cosine distance</c>.</summary>
    public static string Head(SimilarityModel model) => Invariant($"{model.Inputs:N0} numbers → {model.Head} → {model.EmbeddingSize:N0}, compared by {model.Distance.Token()} distance");

    /// <summary>The loss with its distance, miner and reducer, such as <c>supcon(0.1), miner hard, sampler groups(16,8)</c>.</summary>
    public static string Loss(SimilarityModel model)
    {
        IReadOnlyDictionary<string, string> recipe = model.History.Recipe;
        string[] others = ["miner", "penalties", "sampler"];
        return string.Join(", ", others.Where(name => recipe.GetValueOrDefault(name, "none") != "none").Select(name => $"{name} {recipe[name]}").Prepend(recipe.GetValueOrDefault("loss", "a loss of its own")));
    }

    /// <summary>Which epoch was kept and why.</summary>
    public static string Kept(SimilarityHistory history)
    {
        string epoch = Invariant($"{history.KeptEpoch:N0} of {history.Epochs.Count:N0}");
        if (history.Metrics.Count == 0) return $"{epoch}, the last: nothing was set aside to choose it";
        return Invariant($"{epoch}: {history.Metrics[0]} {history.Epochs[history.KeptEpoch - 1].Metrics[0]:0.0000} of {history.ValidationRows:N0} validation items (inputs as they are {history.Raw[0]:0.0000})");
    }

    /// <summary>Why training ended.</summary>
    public static string End(SimilarityHistory history)
    {
        int idle = history.Epochs.Count - history.KeptEpoch;
        return history.End switch
        {
            TrainingEnd.StoppedEarly => Invariant($"validation {history.Metrics[0]} had not risen for {idle:N0} epoch{(idle == 1 ? "" : "s")}"),
            TrainingEnd.Diverged => Invariant($"it diverged in epoch {history.Epochs.Count:N0}"),
            _ => Invariant($"{history.Epochs.Count:N0} epoch{(history.Epochs.Count == 1 ? " was" : "s were")} asked for{(idle == 0 && history.Metrics.Count > 0 ? ", and the last was the best: more may help" : "")}"),
        };
    }

    /// <summary>What the model is and how it was trained, with what result: a sentence a line.</summary>
    public static string Explain(SimilarityModel model)
    {
        SimilarityHistory history = model.History;
        List<string> lines = [Invariant($"A similarity model of {model.Parameters:N0} weights: {Head(model)}.")];
        if (model.FeatureGroups > 0) lines.Add(Invariant($"An embedding is {model.FeatureGroups:N0} groups of {model.EmbeddingSize / model.FeatureGroups:N0} shares that sum to 1 each."));
        lines.Add(model.EncoderId is { } id ? $"It reads the features of an encoder: {id}, version {Short(model.EncoderVersion ?? "")}." : "It reads rows as they are.");
        lines.Add(model.SeenGroups.Count > 0 ? Invariant($"It has seen {model.SeenGroups.Count:N0} groups: {Groups(model)}.") : "It learned from labels or pairs: no group is seen or unseen to it.");
        string chose = history.ValidationRows > 0 ? Invariant($"; {history.ValidationRows:N0} others chose the epoch") : "";
        lines.Add(Invariant($"Trained by {Loss(model)} on {history.TrainingRows:N0} items{chose}. It ended: {End(history)}; epoch {history.KeptEpoch:N0} was kept."));
        if (history.Metrics.Count > 0)
        {
            IReadOnlyList<double> kept = history.Epochs[history.KeptEpoch - 1].Metrics;
            lines.Add($"On the validation items: {string.Join(", ", history.Metrics.Select((name, i) => Invariant($"{name} {kept[i]:0.0000} (inputs as they are {history.Raw[i]:0.0000})")))}.");
        }
        string recipe = string.Join("; ", history.Recipe.Where(setting => setting.Key == "seed" || setting.Value is not ("none" or "0")).Where(setting => setting.Key is not ("head" or "loss" or "distance")).Select(setting => $"{setting.Key} {(setting.Key.EndsWith("rows", StringComparison.Ordinal) ? Short(setting.Value) : setting.Value)}"));
        if (recipe.Length > 0) lines.Add($"Trained with: {recipe}.");
        lines.AddRange(history.Warnings.Select(warning => $"Warning: {warning}"));
        return string.Join('\n', lines);
    }

    private static string Groups(SimilarityModel model)
    {
        IEnumerable<string> names = model.SeenGroups.Take(MostShown).Select(group => model.GroupNames?[group] ?? Invariant($"{group}"));
        return string.Join(", ", names) + (model.SeenGroups.Count > MostShown ? Invariant($" and {model.SeenGroups.Count - MostShown:N0} more") : "");
    }

    private static string Short(string hash) => hash.Length > HashShown ? hash[..HashShown] : hash;
}
