using System.CommandLine;
using Probity.Learning;
using Probity.Numerics;
using static System.FormattableString;

namespace Probity.Cli.Training;

/// <summary><c>train --task tabular</c> and <c>text</c>: from a table to a calibrated model.</summary>
internal sealed class TableRun
{
    public required TrainingInput Input { get; init; }

    public required ColumnFlags Columns { get; init; }

    public required LearningFlags Learning { get; init; }

    public required OwnPolicy Policies { get; init; }

    /// <summary>Only columns of texts are read, and those that are named.</summary>
    public required bool TextOnly { get; init; }

    public void Run(ParseResult parsed, string file, string? page, TimeSpan? budget)
    {
        Input.CheckTable(parsed);
        if (Input.HasValidation(parsed) && Learning.GivesValidationShare(parsed)) throw new ArgumentException("--validation-share does not go with --validation-data, which is used instead");
        Learning.Options(parsed, multiLabel: false);
        FeaturizerOptions featurizing = Columns.Options(parsed, TextOnly, Input.Id(parsed));
        PolicyOptions? policy = Policies.Options(parsed, multiLabel: false);
        bool asJson = parsed.GetValue(CommonOptions.Json);

        TableFile table = Input.ReadTable(parsed);
        TableFile? ownValidation = Input.ReadValidationTable(parsed, table), ownCalibration = Input.ReadCalibrationTable(parsed, table);
        IReadOnlyList<ColumnReading> columns = Featurizer.Read(table.Rows.Table, featurizing);
        if (!asJson) ColumnTable.Print(columns);
        List<string> warnings = [.. Featurizer.Warnings(table.Rows, columns, table.ClassNames)];
        TrainingTable all = Described(table, table.Rows);
        policy = Policies.Resolve(parsed, policy, all);
        OwnPolicy.RequireSuits(policy, all.Classes);
        if (ownCalibration is not null) OwnPolicy.RequireEnough(ownCalibration.Rows.Rows);
        RequireReadable(ownCalibration, columns);
        RequireReadable(ownValidation, columns);
        int folds = Math.Min(Policies.FoldsOfTable(parsed, policy, table.Rows.Rows), table.Rows.Rows);

        ulong seed = parsed.GetValue(CommonOptions.Seed);
        (LabelledTable teaching, LabelledTable? calibrating) = ownCalibration is not null
            ? (table.Rows, ownCalibration.Rows)
            : Calibrating(table.Rows, folds > 0 || policy is null ? 0 : Policies.Share(parsed, policy), seed, warnings);
        if (policy is not null) OwnPolicy.RequireRoom(folds > 0 ? all : calibrating is null ? all with { Labels = [] } : Described(table, calibrating));
        TrainingOptions usual = TableDefaults.Options(columns, all.Classes);
        bool text = columns.Any(column => column.Kind == ColumnKind.Text);
        if (Learning.GivesLayers(parsed) && usual.Optimizer is LimitedMemoryBfgs) usual = Layered(parsed, usual, all.Classes) with { Scaling = FeatureScaling.None };
        TrainingOptions options = Learning.Over(parsed, usual);
        string? choice = null;
        if (budget is { } time)
        {
            Choice<Settings> chosen = Choose(teaching, columns, text ? OfText(parsed, featurizing, all.Classes) : OfTable(featurizing, options), time);
            ((featurizing, options), choice) = (chosen.Best.Settings, chosen.Explain());
        }

        LabelledTable? validation = ownValidation?.Rows;
        LabelledTable rows = teaching;
        if (validation is null) (rows, validation) = TableSplit.Validation(teaching, options.ValidationShare, seed);
        Classifier model;
        CrossFit? crossFit = null;
        List<string> said;
        using (var progress = new TrainingProgress())
        {
            said = progress.Warnings;
            if (folds > 0) crossFit = CrossFit.Run(table.Rows, folds, Weighed(options, table.Rows), featurizing, columns, ownValidation?.Rows, progress: progress.Report);
            model = crossFit?.Model ?? Classifier.Train(rows, Weighed(options, rows), featurizing, columns, validation, progress.Report);
            model = model.With(table.ClassNames, null);
        }
        warnings.AddRange([.. model.History.Warnings, .. crossFit?.Warnings ?? []]);

        TrainingTable? calibration = crossFit is not null ? all : calibrating is null ? null : Described(ownCalibration ?? table, calibrating);
        float[] logits = [];
        string? refusal = null;
        if (policy is not null && calibration is not null)
        {
            logits = crossFit?.Logits.ToArray() ?? Logits(model, calibrating!);
            (ConfidencePolicy own, refusal) = OwnPolicy.Fit(model, calibration, logits, policy);
            model = model.With(table.ClassNames, own);
            warnings.AddRange(own.Warnings);
        }
        SavedModel.Write(model.Save, file);

        var trained = new TrainedModel
        {
            Model = model,
            Parts = new TrainingParts(Featurized(table, rows, model), validation is null ? null : Featurized(table, validation, model), crossFit is null ? calibration : null),
            CrossFitted = crossFit is null ? null : all,
            CalibrationLogits = logits,
            Folds = folds,
            Refusal = refusal,
            Warnings = warnings,
            Path = file,
            Columns = columns,
            ClassNotes = logits.Length == 0 ? [] : [.. ClassNotes.Of(logits, model.LogitColumns, calibration!.Labels, table.ClassNames)],
            Choice = choice,
        };
        if (page is not null) TrainingReport.Write(page, trained, seed);
        said.AddRange(model.Policy?.Warnings ?? []);   // the policy says its own
        TrainingSummary.Say(trained, said, page, asJson);

        TrainingOptions Weighed(TrainingOptions options, LabelledTable rows) =>
            Learning.GivesClassWeights(parsed) ? options with { ClassWeights = Learning.ClassWeights(parsed, new TrainingRows(Features.Dense(new float[rows.Rows], 1), rows.Labels, rows.Classes)) } : options;
    }

    /// <summary>What is chosen among.</summary>
    private readonly record struct Settings(FeaturizerOptions Featurizing, TrainingOptions Training);

    private Candidate<Settings>[] OfText(ParseResult parsed, FeaturizerOptions featurizing, int classes) =>
        [.. TextTraining.Candidates(classes)
            .Select(candidate => (candidate.Name, candidate.Settings.Text, Training: Learning.Over(parsed, Layered(parsed, candidate.Settings.Training, classes) with { Scaling = FeatureScaling.None })))
            .DistinctBy(candidate => (candidate.Text, $"{candidate.Training.Network} {candidate.Training.Optimizer} {candidate.Training.BatchSize} {candidate.Training.Epochs}"))
            .Select(candidate => new Candidate<Settings>(
                Learning.GivesLayers(parsed) ? Named(candidate.Text) : candidate.Name, new(featurizing with { Text = candidate.Text }, candidate.Training)))];

    /// <summary>Layers that are said are not for L-BFGS, which has one optimum to find.</summary>
    private TrainingOptions Layered(ParseResult parsed, TrainingOptions training, int classes) =>
        Learning.GivesLayers(parsed) && training.Optimizer is LimitedMemoryBfgs ? TextTraining.Hidden(classes) : training;

    private static string Named(TextOptions text) => Invariant($"words to {text.LongestWords}") +
        (text.LongestCharacters == 0 ? "" : Invariant($", characters {text.ShortestCharacters} to {text.LongestCharacters}")) + (text.LogCountRatio ? ", log-count ratios" : "");

    private static Candidate<Settings>[] OfTable(FeaturizerOptions featurizing, TrainingOptions options) =>
        [.. TableTraining.Candidates(options).Select(candidate => new Candidate<Settings>(candidate.Name, new(featurizing, candidate.Settings)))];

    /// <summary>Chooses settings on parts of the rows, each measured by a model (and a featurizer) that has not seen it.</summary>
    private static Choice<Settings> Choose(LabelledTable rows, IReadOnlyList<ColumnReading> columns, Candidate<Settings>[] candidates, TimeSpan budget) =>
        Choice.Run(candidates, HeldOut.Parts(rows.Rows), (settings, part, cancellation) =>
        {
            (int[] training, int[] measured) = HeldOut.Rows(rows.Labels, rows.Classes, part, settings.Training.Seed);
            try
            {
                Classifier model = Classifier.Train(rows.Select(training), settings.Training with { Cancellation = cancellation }, settings.Featurizing, columns);
                return HeldOut.Loss(model, rows.Select(measured).ToRows(model.Featurizer!));
            }
            catch (InvalidOperationException)   // its loss was no number from the first epoch on
            {
                return double.NaN;
            }
        }, budget, progress: step => Console.Error.WriteLine(Invariant(
            $"{step.Elapsed.TotalSeconds:0} s: settings {step.Number}/{step.Candidates} ({step.Candidate}), part {step.Part}/{step.Parts}: NLL {step.Loss:0.0000}{(step.Best is null ? "" : $"; best so far {step.BestLoss:0.0000} ({step.Best})")}")));

    /// <summary>Refuses a second table before the training and not after it.</summary>
    private static void RequireReadable(TableFile? file, IReadOnlyList<ColumnReading> columns)
    {
        if (file is null) return;
        try
        {
            Featurizer.RequireReadable(file.Rows.Table, columns);
        }
        catch (ArgumentException refusal)
        {
            throw new InvalidDataException($"{file.Name}: {refusal.Message}", refusal);
        }
    }

    /// <summary>Rows that teach and rows that calibrate.</summary>
    private static (LabelledTable Teaching, LabelledTable? Calibrating) Calibrating(LabelledTable rows, double share, ulong seed, List<string> warnings)
    {
        int count = (int)Math.Round(share * rows.Rows);
        if (share == 0) return (rows, null);
        if (count < OwnPolicy.FewestRows)
        {
            warnings.Add(Invariant($"{count:N0} of {rows.Rows:N0} rows to calibrate on would be too few to say anything (it takes {OwnPolicy.FewestRows} at least): the model has no policy; give more rows, or use --cross-fit"));
            return (rows, null);
        }
        int[] order = RowSplit.Shuffled(rows.Rows, seed);
        return (rows.Select(order.AsSpan(count)), rows.Select(order.AsSpan(0, count)));
    }

    private static float[] Logits(Classifier model, LabelledTable rows)
    {
        var logits = new float[rows.Rows * model.LogitColumns];
        model.Logits(rows.Table, logits);
        return logits;
    }

    private static TrainingTable Described(TableFile file, LabelledTable rows) => new()
    {
        Name = file.Name,
        Values = [],
        Columns = rows.Table.Names.Count,
        Labels = rows.Labels,
        Classes = rows.Classes,
        ClassNames = file.ClassNames,
    };

    private static TrainingTable Featurized(TableFile file, LabelledTable rows, Classifier model) => Described(file, rows) with { Featurized = new(() => model.Featurizer!.Transform(rows.Table)), Columns = model.Inputs };
}
