using System.Text.Json;
using Probity.Cli.Output;
using Probity.Cli.Training;
using Probity.Learning;

namespace Probity.Cli.Verbs;

/// <summary>What <c>train --json</c> and <c>explain --json</c> say of a model.</summary>
internal static class ModelJsonMembers
{
    public static void Write(Utf8JsonWriter json, Classifier model, ValidationFigures? measured)
    {
        TrainingHistory history = model.History;
        json.WriteString("kind", "model");
        json.WriteNumber("inputs", model.Inputs);
        json.WriteNumber("classes", model.Classes);
        if (model.ClassNames is { } names) json.Strings("class_names", names);
        json.WriteString("layers", model.Design.ToString());
        json.WriteString("head", model.Head.ToString());
        json.WriteNumber("networks", model.Networks);
        json.WriteNumber("dropout_passes", model.DropoutPasses);
        json.WriteNumber("weights", model.Parameters);
        json.WriteNumber("rows_training", history.TrainingRows);
        json.WriteNumber("rows_validation", history.ValidationRows);
        json.WriteNumber("epochs", history.Epochs.Count);
        json.WriteNumber("kept_epoch", history.KeptEpoch);
        json.WriteString("end", history.End switch
        {
            TrainingEnd.StoppedEarly => "stopped_early",
            TrainingEnd.Diverged => "diverged",
            _ => "finished",
        });
        json.WriteString("ended_because", ModelWords.End(history));
        if (measured is { } validation)
        {
            json.WriteStartObject("validation");
            json.Number("accuracy", validation.Accuracy);
            json.Number("nll", validation.Nll);
            json.Number("ece", validation.Ece);
            json.Number("confidence", validation.Confidence);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("validation");
        }
        json.WriteStartObject("recipe");
        foreach ((string name, string value) in history.Recipe) json.WriteString(name, value);
        json.WriteEndObject();
        if (model.Policy is { } policy)
        {
            json.WriteStartObject("policy");
            PolicyJsonMembers.Write(json, policy);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("policy");
        }
    }
}
