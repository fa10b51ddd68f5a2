using System.CommandLine;
using Probity.Cli.Training;
using Probity.Cli.Usage;
using Probity.Learning;

namespace Probity.Cli.Verbs;

/// <summary><c>probity train</c>: a small network with a calibrated policy of its own.</summary>
internal static class TrainVerb
{
    public static Command Create()
    {
        var command = new Verb(
            "train",
            "Train a small network on features, choose its epoch by validation NLL, and calibrate it on rows that it has not seen",
            "probity train --task features --data train-images-idx3-ubyte.gz \\\n    --labels train-labels-idx1-ubyte.gz \\\n    --hidden 256,128 --dropout 0.2 --out m.probity");
        var task = new Option<string>("--task") { HelpName = "task", Description = "features: rows of numbers; tabular: a table with columns of any kind; text: its columns of texts", DefaultValueFactory = _ => "features" };
        command.Options.Add(task);
        TrainingInput input = new TrainingInput().AddTo(command);
        ColumnFlags columns = new ColumnFlags().AddTo(command);
        LearningFlags learning = new LearningFlags().AddTo(command);
        OwnPolicy policies = new OwnPolicy(input).AddTo(command);
        var dropoutPasses = new Option<int>("--mc-dropout") { HelpName = "passes", Description = "Answer by the mean of so many passes with dropout on, and tell how far they agree", DefaultValueFactory = _ => 0 };
        var confidNet = new Option<bool>("--confidnet") { Description = "Also learn from the validation rows how likely each answer is right: own_confidence in predict (ConfidNet)" };
        var budget = new Option<string?>("--budget") { HelpName = "time", Description = "Of a table: choose settings by cross-validation for so long, such as 60s or 10m" };
        command.Options.Add(budget);
        var report = new Option<string?>("--report") { Description = "Also write the HTML report, with learning curves", HelpName = "r.html" };
        var path = new Option<string?>("--out") { Description = "Where to write the model", HelpName = "m.probity", Required = true };
        command.Options.Add(dropoutPasses);
        command.Options.Add(confidNet);
        command.Options.Add(report);
        command.Options.Add(path);
        command.SetAction(parsed =>
        {
            int passes = parsed.GetValue(dropoutPasses);
            string asked = parsed.GetRequiredValue(task);
            if (asked is not ("features" or "tabular" or "text")) throw new ArgumentException($"--task '{asked}' is not known; there are features, tabular, text");
            string file = OutputPath.Of(parsed, path, ".probity")!;
            string? page = OutputPath.Of(parsed, report, ".html", ".htm");
            if (asked != "features")
            {
                if (passes != 0 || parsed.GetValue(confidNet)) throw new ArgumentException($"{(passes != 0 ? dropoutPasses.Name : confidNet.Name)} goes with --task features");
                new TableRun { Input = input, Columns = columns, Learning = learning, Policies = policies, TextOnly = asked == "text" }.Run(parsed, file, page, TableBudget.Parse(parsed.GetValue(budget)));
                return;
            }
            columns.RefuseFeatures(parsed);
            if (parsed.GetValue(budget) is not null) throw new ArgumentException("--budget goes with --task tabular or text");
            bool multiLabel = parsed.GetValue(input.MultiLabel);
            if (multiLabel && page is not null)
                throw new ArgumentException("--report does not go with --multilabel; use probity evaluate --model --data --labels --multilabel --report");
            bool learnsConfidence = parsed.GetValue(confidNet);
            if (multiLabel && learnsConfidence) throw new ArgumentException("--confidnet does not go with --multilabel, whose rows have no one true class");
            input.Check(parsed);
            if (input.HasValidation(parsed) && learning.GivesValidationShare(parsed)) throw new ArgumentException("--validation-share does not go with --validation-data, which is used instead");
            TrainingOptions options = learning.Options(parsed, multiLabel);
            PolicyOptions? policy = policies.Options(parsed, multiLabel);

            int folds = policies.Folds(parsed);
            if (passes != 0) Require.InRange(passes, 2, Classifier.MostDropoutPasses, dropoutPasses.Name);
            if (passes != 0 && !options.Network.ToString().Contains("dropout(", StringComparison.Ordinal))
                throw new ArgumentException($"--mc-dropout: the network ({options.Network}) has no dropout, so that all passes would be equal; give --dropout, or --members for an ensemble");
            if (folds > 0 && passes != 0) throw new ArgumentException("--cross-fit does not go with --mc-dropout: the models of the folds answer without passes; use --calibrate-share");
            if (folds > 0 && options.Checkpoint is not null) throw new ArgumentException("--cross-fit does not go with --checkpoint, which keeps the training of one model");
            TrainingTable table = input.Read(parsed);
            OwnPolicy.RequireSuits(policy, table.Classes);
            policy = policies.Resolve(parsed, policy, table);
            List<string> warnings = [];
            TrainingParts parts = TrainingParts.Split(
                table, input.ReadValidation(parsed, table), options.ValidationShare, policies.Share(parsed, policy), options.Seed, warnings);
            if (input.ReadCalibration(parsed, table) is { } given)
            {
                OwnPolicy.RequireEnough(given.Rows);
                parts = parts with { Calibration = given };
            }
            if (folds > 0) OwnPolicy.RequireRoom(table);
            else if (parts.Calibration is { } kept) OwnPolicy.RequireRoom(kept);
            TrainingRows rows = parts.Training.ToRows();
            if (learnsConfidence && parts.Validation is null)
                throw new ArgumentException("--confidnet learns from validation rows, for on rows that it has learned from a model is hardly ever wrong, and there are none: give --validation-share, --validation-data, or more rows");
            double share = options.ValidationShare;
            options = learning.For(parsed, options, table, rows) with { ValidationShare = 0 };   // set aside already
            Features? outliers = input.ReadOutliers(parsed, table);

            if (options.Checkpoint is { } checkpoint && File.Exists(checkpoint.Path)) Console.Error.WriteLine($"goes on from {checkpoint.Path}");
            Classifier model;
            CrossFit? crossFit = null;
            List<string> said;
            using (var progress = new TrainingProgress())
            {
                said = progress.Warnings;
                if (folds > 0)
                {
                    TrainingOptions ofFolds = options with { ValidationShare = input.HasValidation(parsed) ? 0 : share };
                    crossFit = CrossFit.Run(table.ToRows(), folds, ofFolds, outliers, input.HasValidation(parsed) ? parts.Validation?.ToRows() : null, final: false, progress.Report);
                }
                model = Classifier.Train(rows, options, parts.Validation?.ToRows(), outliers, progress.Report).With(table.ClassNames, null).WithFeatureNames(table.FeatureNames);
            }
            if (passes != 0) model = model.WithDropoutPasses(passes, options.Seed);
            if (learnsConfidence)
            {
                ConfidNet own = ConfidNet.Train(model, parts.Validation!.ToRows(), ConfidNet.DefaultOptions with { Seed = options.Seed });
                model = model.WithConfidNet(own);
                warnings.AddRange(own.History.Warnings.Select(warning => $"confidnet: {warning}"));
            }
            warnings.AddRange([.. model.History.Warnings, .. crossFit?.Warnings ?? []]);
            float[] logits = [];
            string? refusal = null;
            if (policy is not null && parts.Calibration is { } calibration)
            {
                logits = new float[calibration.Rows * model.LogitColumns];
                model.Logits(calibration.Features(), logits);
                (ConfidencePolicy own, refusal) = OwnPolicy.Fit(model, calibration, logits, policy);
                model = model.With(table.ClassNames, own);
                warnings.AddRange(own.Warnings);
            }
            if (policy is not null && crossFit is not null)
            {
                (ConfidencePolicy own, _) = OwnPolicy.Fit(model, table, crossFit.Logits, policy);
                model = model.With(table.ClassNames, own);
                warnings.AddRange(own.Warnings);
            }
            SavedModel.Write(model.Save, file);

            var trained = new TrainedModel { Model = model, Parts = parts, CalibrationLogits = logits, Folds = folds, Refusal = refusal, Warnings = warnings, Path = file };
            if (page is not null) TrainingReport.Write(page, trained, options.Seed);
            said.AddRange(model.Policy?.Warnings ?? []);   // the policy says its own
            TrainingSummary.Say(trained, said, page, parsed.GetValue(CommonOptions.Json));
        });
        return command;
    }
}
