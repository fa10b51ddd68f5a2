using System.CommandLine;
using Probity.Calibration;
using Probity.Cli.Input;
using Probity.Cli.Output;
using Probity.Cli.Similarity;
using Probity.Cli.Training;
using Probity.Cli.Usage;
using Probity.IO;
using Probity.Learning;
using Probity.Similarity;

namespace Probity.Cli.Verbs;

/// <summary><c>probity explain</c>: what a policy or a model is, what it promises, from which rows.</summary>
internal static class ExplainVerb
{
    public static Command Create()
    {
        var file = new Argument<string>("policy") { Description = "A policy or a model (.probity)" };
        var command = new Verb("explain", "Say what a policy or a model is, what it promises and from which rows", "probity explain p.probity") { file };
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(file)!;
            bool asJson = parsed.GetValue(CommonOptions.Json);
            string kind = ProbityFile.KindOf(path);
            if (kind is ProbityFile.Checkpoint or ProbityFile.SimilarityCheckpoint)
            {
                string verb = kind == ProbityFile.Checkpoint ? "train" : "similarity train";
                throw new InvalidDataException($"{Path.GetFileName(path)}: the checkpoint of a training, which probity {verb} --checkpoint goes on from; explain takes a policy or a model");
            }
            if (kind == ProbityFile.Similarity)
            {
                SimilarityModel head = GivenFile.SimilarityModel(path);
                if (asJson) JsonOutput.Print(json => SimilarityJson.Model(json, head));
                else Terminal.Prose(SimilarityWords.Explain(head));
                return;
            }
            if (kind == ProbityFile.Match)
            {
                var match = MatchConfidence.Load(path);
                if (asJson) JsonOutput.Print(json => MatchJson.Confidence(json, match));
                else Terminal.Prose(match.Explain());
                return;
            }
            if (kind == ProbityFile.MultiLabel)
            {
                var labels = MultiLabelCalibration.Load(path);
                if (asJson) JsonOutput.Print(json => MultiLabelJsonMembers.Write(json, labels));
                else Terminal.Prose(labels.Explain());
                return;
            }
            if (kind == ProbityFile.Model)
            {
                Classifier model = GivenFile.Model(path);
                if (asJson) JsonOutput.Print(json => ModelJsonMembers.Write(json, model, ModelWords.Validation(model)));
                else Terminal.Prose(ModelWords.Explain(model));
                return;
            }
            ConfidencePolicy policy = ConfidencePolicy.Load(path);
            if (asJson) JsonOutput.Print(json => PolicyJsonMembers.Write(json, policy));
            else Terminal.Prose(policy.Explain());
        });
        return command;
    }
}
