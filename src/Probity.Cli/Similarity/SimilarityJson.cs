using System.Text.Json;
using Probity.Cli.Output;
using Probity.Learning.Files;
using Probity.Similarity;

namespace Probity.Cli.Similarity;

/// <summary>Similarity models and what they find, as members of a JSON object.</summary>
internal static class SimilarityJson
{
    public static void Model(Utf8JsonWriter json, SimilarityModel model)
    {
        SimilarityHistory history = model.History;
        json.WriteString("kind", "similarity");
        json.WriteString("head", model.Head.ToString());
        json.WriteString("loss", history.Recipe.GetValueOrDefault("loss"));
        json.WriteString("distance", model.Distance.Token());
        json.WriteNumber("inputs", model.Inputs);
        json.WriteNumber("embedding_size", model.EmbeddingSize);
        json.WriteNumber("feature_groups", model.FeatureGroups);
        json.WriteNumber("weights", model.Parameters);
        json.WriteString("encoder", model.EncoderId);
        json.WriteString("encoder_version", model.EncoderVersion);
        json.WriteStartArray("seen_groups");
        foreach (int group in model.SeenGroups) json.WriteNumberValue(group);
        json.WriteEndArray();
        if (model.GroupNames is { } names) json.Strings("group_names", names);
        json.WriteNumber("rows_training", history.TrainingRows);
        json.WriteNumber("rows_validation", history.ValidationRows);
        json.WriteNumber("epochs", history.Epochs.Count);
        json.WriteNumber("kept_epoch", history.KeptEpoch);
        json.WriteString("end", TrainingEnds.Token(history.End));
        json.WriteString("ended_because", SimilarityWords.End(history));
        json.WriteStartObject("validation");
        for (int i = 0; i < history.Metrics.Count; i++)
        {
            json.WriteStartObject(history.Metrics[i]);
            json.Number("value", history.Epochs[history.KeptEpoch - 1].Metrics[i]);
            json.Number("raw", history.Raw[i]);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteStartObject("recipe");
        foreach ((string name, string value) in history.Recipe) json.WriteString(name, value);
        json.WriteEndObject();
    }

    public static void Training(Utf8JsonWriter json, SimilarityTrainingResult result)
    {
        Model(json, result.Model);
        json.WriteStartArray("unseen_groups");
        foreach (int group in result.UnseenGroups) json.WriteNumberValue(group);
        json.WriteEndArray();
        Found(json, result.Head, result.Raw, result.Corruption, result.Health);
        json.Strings("notes", result.Notes);
        json.Strings("warnings", [.. result.Model.History.Warnings, .. result.Health?.Warnings ?? []]);
        json.WriteString("model", result.Path);
    }

    public static void Evaluation(Utf8JsonWriter json, SimilarityEvaluationResult result)
    {
        json.WriteString("distance", result.Distance.Token());
        Found(json, result.Found, result.Raw, result.Corruption, result.Health);
        if (result.Match is { } match) MatchEvaluationJson.Write(json, match, result.GroupNames);
        json.Strings("notes", result.Notes);
    }

    private static void Found(Utf8JsonWriter json, SplitEvaluation? found, SplitEvaluation? raw, SplitCorruption? corruption, GroupHealth? health)
    {
        Splits("splits", found, (name, report) => json.Figures(name, report.Figures));
        Splits("queries", found, (name, report) =>
        {
            json.WriteStartObject(name);
            json.WriteNumber("queries", report.Queries);
            json.WriteNumber("lone_queries", report.LoneQueries);
            json.WriteNumber("references", report.References);
            json.WriteEndObject();
        });
        Splits("raw", raw, (name, report) => json.Figures(name, report.Figures));
        Dictionary<string, RetrievalReport> before = raw is null ? [] : new(raw.Splits, StringComparer.Ordinal);
        Splits("gain", raw is null ? null : found, (name, report) => json.Figures(name, report.GainOver(before[name])));
        json.WriteString("corruption", corruption?.ToString());
        if (health is null) json.WriteNull("groups");
        else Health(json, health);

        void Splits(string name, SplitEvaluation? evaluation, Action<string, RetrievalReport> write)
        {
            if (evaluation is null)
            {
                json.WriteNull(name);
                return;
            }
            json.WriteStartObject(name);
            foreach ((string split, RetrievalReport report) in evaluation.Splits) write(split, report);
            json.WriteEndObject();
        }
    }

    private static void Health(Utf8JsonWriter json, GroupHealth health)
    {
        json.WriteStartObject("groups");
        json.WriteNumber("items", health.Items);
        json.WriteNumber("values_per_group", health.ValuesPerGroup);
        json.Number("ceiling", health.Ceiling);
        json.Number("mean_information", health.MeanInformation);
        json.Number("label_entropy", health.LabelEntropy);
        json.WriteStartArray("feature_groups");
        foreach (FeatureGroupHealth group in health.FeatureGroups)
        {
            json.WriteStartObject();
            json.Number("information", group.Information);
            json.Number("label_information", group.LabelInformation);
            json.Number("mean_maximum", group.MeanMaximum);
            json.Number("mean_normalized_entropy", group.MeanNormalizedEntropy);
            json.Number("effective_values", group.EffectiveValues);
            json.WriteNumber("dead_values", group.DeadValues);
            json.WriteBoolean("dead", group.IsDead);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.Strings("warnings", health.Warnings);
        json.WriteEndObject();
    }
}
