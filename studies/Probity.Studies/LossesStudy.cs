using System.Text.Json;
using Probity.Calibration;
using Probity.Learning;
using Probity.Metrics;
using Probity.Numerics;

namespace Probity.Studies;

/// <summary>The same task with different losses, regularisation, durations and training sizes: who says 0.99 when wrong?</summary>
/// <remarks>All settings are those of the papers or fixed beforehand. Test rows choose nothing.</remarks>
internal static class LossesStudy
{
    public const double High = .99, Precision = .95;
    private const string Plain = "cross-entropy", Full = "full", Stopped = "stopped";

    private static readonly Method[] Methods =
    [
        new(Plain, "cross-entropy", "", options => options),
        new("weight-decay", "weight decay", "AdamW, decay 1", options => options with { Optimizer = new AdamW { WeightDecay = 1 } }),
        new("dropout", "dropout", "half of the hidden values", options => options with { Network = NetworkDesign.Parse("linear(256) relu dropout(0.5)") }),
        new("label-smoothing", "label smoothing", "ε = 0.1", options => options with { Loss = new SoftmaxCrossEntropy(.1) }),
        new("confidence-penalty", "confidence penalty", "β = 0.1", options => options with { Penalties = [new ConfidencePenalty(.1)] }),
        new("mixup", "mixup", "α = 0.2", options => options with { Mixup = .2 }),
        new("focal", "focal loss", "γ = 3", options => options with { Loss = new FocalLoss(3) }),
        new("brier", "Brier loss", "", options => options with { Loss = new BrierLoss() }),
        new("mmce", "MMCE penalty", "λ = 2", options => options with { Penalties = [new MmcePenalty(2)] }),
        new("logitnorm", "LogitNorm", "τ = 0.04", options => options with { Loss = new LogitNormLoss(.04) }),
    ];

    public static void Run(Study study, ImageSet images)
    {
        int[] sizes = study.Quick ? [100, 200] : [500, 2_000, 5_000], durations = study.Quick ? [1, 2] : [1, 2, 5, 10, 20, 50, 100];
        int epochs = durations[^1], held = study.Quick ? 100 : 1_000, tested = study.Quick ? 200 : 3_000, pool = sizes[^1];
        var methods = new Measured();
        var lengths = new Measured();
        for (int seed = 0; seed < study.Seeds; seed++)
        {
            int[] order = RowSplit.Shuffled(images.Count, (ulong)seed);
            TrainingRows validation = images.Rows(order[pool..(pool + held)]);
            var calibrate = new Rows(images, order[(pool + held)..(pool + (2 * held))]);
            var test = new Rows(images, order[(pool + (2 * held))..(pool + (2 * held) + tested)]);
            foreach (int size in sizes)
            {
                TrainingRows rows = images.Rows(order[..size]);
                TrainingOptions plain = new()
                {
                    Network = NetworkDesign.Hidden(256),
                    Scaling = FeatureScaling.Together,
                    Epochs = epochs,
                    ValidationShare = 0,
                    Seed = (ulong)seed,
                };
                foreach (Method method in Methods)
                {
                    TrainingOptions options = method.Change(plain);
                    Dictionary<string, double> full = Figures(Classifier.Train(rows, options), calibrate, test);
                    if (method.Key == Plain) lengths.Add(Key(Plain, $"{epochs}", size), full);
                    methods.Add(Key(method.Key, Full, size), full);
                    methods.Add(Key(method.Key, Stopped, size), Figures(Classifier.Train(rows, options, validation), calibrate, test));
                }
                foreach (int length in durations[..^1])
                    lengths.Add(Key(Plain, $"{length}", size), Figures(Classifier.Train(rows, plain with { Epochs = length }), calibrate, test));
                Study.Progress($"seed {seed + 1} of {study.Seeds}, {size:N0} training rows: done");
            }
        }
        Write(study, sizes, durations, new { Training = sizes, Validation = held, Calibration = held, Test = tested }, methods, lengths);
    }

    /// <summary>Writes the file of a run again, with its tables: all comes from the values of the seeds.</summary>
    public static void Rewrite(Study study, JsonElement written)
    {
        var methods = new Measured();
        var lengths = new Measured();
        foreach (JsonElement row in written.GetProperty("figures").EnumerateArray())
        {
            string method = row.GetProperty("method").GetString()!, training = row.GetProperty("training").GetString()!;
            methods.AddWritten(Key(method, training, row.GetProperty("size").GetInt32()), row.GetProperty("figures"));
        }
        foreach (JsonElement row in written.GetProperty("durations").EnumerateArray())
            lengths.AddWritten(Key(Plain, $"{row.GetProperty("epochs").GetInt32()}", row.GetProperty("size").GetInt32()), row.GetProperty("figures"));
        JsonElement rows = written.GetProperty("rows");
        int[] sizes = [.. rows.GetProperty("training").EnumerateArray().Select(size => size.GetInt32())];
        int[] durations = [.. written.GetProperty("durations").EnumerateArray().Select(row => row.GetProperty("epochs").GetInt32()).Distinct()];
        Write(study, sizes, durations, rows, methods, lengths);
    }

    private static Dictionary<string, double> Figures(Classifier model, Rows calibrationRows, Rows testRows)
    {
        var calibrate = LabelledLogits.Of(model, calibrationRows.Features, calibrationRows.Labels);
        var test = LabelledLogits.Of(model, testRows.Features, testRows.Labels);
        bool[] known = calibrate.Correct(), correct = test.Correct();
        double temperature = TemperatureScaling.Fit(calibrate.Logits, calibrate.Labels, ImageSet.Classes).Temperature;
        double[] ranking = test.LogOdds(1);
        var figures = new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["epochs"] = model.History.KeptEpoch,
            ["training_accuracy"] = model.History.Epochs[model.History.KeptEpoch - 1].TrainingAccuracy,
            ["accuracy"] = correct.Count(right => right) / (double)correct.Length,
            ["auroc"] = Auroc.Compute(ranking, correct),
            ["aurc"] = RiskCoverage.Aurc(ranking, correct),
            ["temperature"] = temperature,
        };
        Add("", 1);
        Add("_calibrated", temperature);
        return figures;

        void Add(string suffix, double divisor)
        {
            double[] confidence = test.Confidence(divisor), logOdds = test.LogOdds(divisor);
            int wrong = correct.Count(right => !right), high = confidence.Count(value => value >= High);
            int highWrong = confidence.Where((value, i) => value >= High && !correct[i]).Count();
            figures["nll" + suffix] = test.Nll(divisor);
            figures["ece" + suffix] = CalibrationError.Ece(confidence, correct);
            figures["confidence" + suffix] = confidence.Average();
            figures["confidence_when_wrong" + suffix] = confidence.Where((_, i) => !correct[i]).DefaultIfEmpty(double.NaN).Average();
            figures["wrong_at_99" + suffix] = (double)highWrong / wrong;
            figures["rows_at_99" + suffix] = high;
            figures["precision_at_99" + suffix] = (double)(high - highWrong) / high;
            double threshold = LabelledLogits.ThresholdFor(calibrate.LogOdds(divisor), known, Precision);
            bool[] accepted = Array.ConvertAll(logOdds, value => value >= threshold);
            int count = accepted.Count(yes => yes);
            figures["threshold" + suffix] = 1 / (1 + Math.Exp(-threshold));
            figures["coverage" + suffix] = double.IsNaN(threshold) ? double.NaN : (double)count / accepted.Length;
            figures["precision" + suffix] = accepted.Where((yes, i) => yes && correct[i]).Count() / (double)count;
        }
    }

    private static void Write(Study study, int[] sizes, int[] durations, object rows, Measured methods, Measured lengths)
    {
        string[] trainings = [Full, Stopped];
        int size = sizes[^1], epochs = durations[^1];
        var figures = new
        {
            Study = "losses",
            study.Quick,
            study.Seeds,
            Rows = rows,
            Epochs = epochs,
            Definitions = new
            {
                Full = $"trained for {epochs} epochs, the last kept",
                Stopped = "the epoch with the lowest NLL on the validation rows kept, patience 10",
                Wrong_at_99 = "share of the wrong test rows whose largest probability is .99 or more",
                Rows_at_99 = "test rows whose largest probability is .99 or more",
                Precision_at_99 = "share of those that are right; null where a seed has none",
                Threshold = "lowest largest probability whose accepted calibration rows are right in 95 %; coverage and precision are those on test rows",
                Calibrated = "after temperature scaling on the calibration rows",
                Interval = "mean over seeds, Student's 95 % interval",
            },
            Methods = Methods.Select(method => new { method.Key, method.Name, method.Setting }),
            Figures = from method in Methods
                      from training in trainings
                      from rowsTrained in sizes
                      select new { Method = method.Key, Training = training, Size = rowsTrained, Figures = methods.Of(Key(method.Key, training, rowsTrained)) },
            Differences = from method in Methods
                          from training in trainings
                          from rowsTrained in sizes
                          where method.Key != Plain || training != Stopped
                          select new
                          {
                              Method = method.Key,
                              Training = training,
                              Size = rowsTrained,
                              From = $"{Plain}, {Stopped}",
                              Figures = methods.Difference(Key(method.Key, training, rowsTrained), Key(Plain, Stopped, rowsTrained)),
                          },
            Durations = from length in durations
                        from rowsTrained in sizes
                        select new { Epochs = length, Size = rowsTrained, Figures = lengths.Of(Key(Plain, $"{length}", rowsTrained)) },
        };
        var tables = new Dictionary<string, MarkdownTable>(StringComparer.Ordinal);
        foreach (string training in trainings)
        {
            var before = new MarkdownTable("", "accuracy %", "NLL", "ECE %", "confidence when wrong %", "wrong rows at ≥ .99, %", "rows at ≥ .99", "of those right, %");
            var decide = new MarkdownTable("", "threshold for 95 %", "after temperature", "coverage %", "precision %", "temperature", "ECE % after", "NLL after", "AUROC", "AURC ×1,000");
            foreach (Method method in Methods)
            {
                IReadOnlyDictionary<string, Spread> of = methods.Of(Key(method.Key, training, size));
                before.Add(
                    method.Name, MarkdownTable.Cell(of["accuracy"], 1, percent: true), MarkdownTable.Cell(of["nll"], 3), MarkdownTable.Cell(of["ece"], 1, percent: true),
                    MarkdownTable.Cell(of["confidence_when_wrong"], 1, percent: true), MarkdownTable.Cell(of["wrong_at_99"], 1, percent: true),
                    MarkdownTable.Cell(of["rows_at_99"], 0), MarkdownTable.Cell(of["precision_at_99"], 1, percent: true));
                decide.Add(
                    method.Name, MarkdownTable.Cell(of["threshold"], 3), MarkdownTable.Cell(of["threshold_calibrated"], 3), MarkdownTable.Cell(of["coverage"], 1, percent: true),
                    MarkdownTable.Cell(of["precision"], 1, percent: true), MarkdownTable.Cell(of["temperature"], 2), MarkdownTable.Cell(of["ece_calibrated"], 1, percent: true),
                    MarkdownTable.Cell(of["nll_calibrated"], 3), MarkdownTable.Cell(of["auroc"], 3), MarkdownTable.Cell(of["aurc"].Times(1_000), 1));
            }
            tables[$"losses-{training}"] = before;
            tables[$"losses-{training}-decide"] = decide;
        }
        var paired = new MarkdownTable("", "accuracy, points", "NLL", "NLL after temperature", "AUROC ×100", "AURC ×1,000");
        foreach (string training in (string[])[Stopped, Full])
        {
            foreach (Method method in Methods)
            {
                if (method.Key == Plain && training == Stopped) continue;
                IReadOnlyDictionary<string, Spread> of = methods.Difference(Key(method.Key, training, size), Key(Plain, Stopped, size));
                paired.Add(
                    training == Stopped ? $"{method.Name}, stopped early" : $"{method.Name}, {epochs} epochs",
                    MarkdownTable.Cell(of["accuracy"], 2, percent: true, signed: true), MarkdownTable.Cell(of["nll"], 3, signed: true), MarkdownTable.Cell(of["nll_calibrated"], 3, signed: true),
                    MarkdownTable.Cell(of["auroc"], 2, percent: true, signed: true), MarkdownTable.Cell(of["aurc"].Times(1_000), 1, signed: true));
            }
        }
        tables["losses-paired"] = paired;
        var length5 = new MarkdownTable("epochs", "training accuracy %", "accuracy %", "NLL", "ECE %", "confidence when wrong %", "wrong rows at ≥ .99, %", "threshold for 95 %", "temperature");
        foreach (int length in durations)
        {
            IReadOnlyDictionary<string, Spread> of = lengths.Of(Key(Plain, $"{length}", size));
            length5.Add(
                $"{length}", MarkdownTable.Cell(of["training_accuracy"], 1, percent: true), MarkdownTable.Cell(of["accuracy"], 1, percent: true), MarkdownTable.Cell(of["nll"], 3),
                MarkdownTable.Cell(of["ece"], 1, percent: true), MarkdownTable.Cell(of["confidence_when_wrong"], 1, percent: true), MarkdownTable.Cell(of["wrong_at_99"], 1, percent: true),
                MarkdownTable.Cell(of["threshold"], 3), MarkdownTable.Cell(of["temperature"], 2));
        }
        tables["losses-duration"] = length5;
        study.Write("losses", figures, tables);
    }

    private static string Key(string method, string training, int size) => $"{method} {training} {size}";

    private sealed record Method(string Key, string Name, string Setting, Func<TrainingOptions, TrainingOptions> Change);

    private sealed record Rows(Features Features, int[] Labels)
    {
        public Rows(ImageSet images, int[] rows) : this(images.Features(rows), images.Labels(rows))
        {
        }
    }
}
