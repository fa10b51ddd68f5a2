using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Probity.Cli.Input;
using Probity.Cli.Measuring;
using Probity.Cli.Output;
using Probity.Cli.Training;
using Probity.Cli.Usage;
using Probity.Decisions;
using Probity.IO;
using Probity.Learning;
using Probity.Metrics;
using Probity.Reporting;
using Probity.Scores;
using Spectre.Console;

namespace Probity.Cli.Demo;

/// <summary><c>probity demo</c>: train, calibrate, certify, detect, report, on bundled real data.</summary>
internal static class DemoVerb
{
    private const double TargetPrecision = .95;
    private const Score Detector = Score.LogSumExp;

    public static Command Create()
    {
        var command = new Verb(
            "demo",
            "Run the whole pipeline on bundled real data, in under a minute: train a small network on eight kinds of clothing, calibrate it, " +
            "certify a threshold, detect two kinds it never saw, write a report",
            "probity demo --out demo-out");
        var folder = new Option<string>("--out") { Description = "Folder for the arrays, the policy and the report", HelpName = "folder", DefaultValueFactory = _ => "demo-out" };
        command.Options.Add(folder);
        command.SetAction(parsed => Run(parsed.GetRequiredValue(folder), parsed.GetValue(CommonOptions.Seed), parsed.GetValue(CommonOptions.Json)));
        return command;
    }

    private static void Run(string folder, ulong seed, bool asJson)
    {
        var clock = Stopwatch.StartNew();
        if (string.IsNullOrWhiteSpace(folder)) throw new ArgumentException("--out: no name given for the folder");
        if (File.Exists(folder)) throw new ArgumentException($"--out {folder}: a file; the demo needs a folder to write its files to");
        Directory.CreateDirectory(folder);
        FashionMnist data = FashionMnist.Load(seed: seed);
        TextWriter steps = Console.Error;
        steps.WriteLine($"1  Train a network on {data.Train.Count:N0} images of {data.KnownKinds.Count} kinds of clothing; {string.Join(" and ", data.UnknownNames)} are kept from it.");
        EpochFigures? last = null;
        Classifier model;
        using (var progress = new ProgressLine("   training"))
        {
            var rows = new TrainingRows(Features.Dense(data.Features(data.Train), FashionMnist.Pixels), data.Labels(data.Train), data.KnownKinds.Count);
            model = Classifier.Train(rows, FashionMnist.Training(seed), progress: epoch =>
                {
                    last = epoch;
                    progress.Report((double)epoch.Epoch / epoch.Epochs);
                });
        }
        steps.WriteLine($"   {last!.Epochs} epochs; on its own training images it is now right on {last.TrainingAccuracy:P1}.");

        float[] calibrate = Logits(model, data, data.Calibrate), test = Logits(model, data, data.Test), unknown = Logits(model, data, data.Unknown);
        int[] calibrateLabels = data.Labels(data.Calibrate), testLabels = data.Labels(data.Test);
        int classes = data.KnownKinds.Count;
        Save(folder, "calibrate", calibrate, calibrateLabels, classes);
        Save(folder, "test", test, testLabels, classes);
        Save(folder, "unknown", unknown, null, classes);
        WholeFile.Write(Path.Combine(folder, "classes.json"), stream =>
        {
            using var json = new Utf8JsonWriter(stream);
            json.WriteStartArray();
            foreach (string name in data.ClassNames) json.WriteStringValue(name);
            json.WriteEndArray();
        });

        steps.WriteLine($"2  Fit a policy on {data.Calibrate.Count:N0} images that it was not trained on: half learn, half only certify.");
        ConfidencePolicy policy = ConfidencePolicy.Fit(calibrate, calibrateLabels, classes, new PolicyOptions
        {
            Promise = new PrecisionPromise(TargetPrecision),
            GateScore = Detector,
            Seed = seed,
            ClassNames = data.ClassNames,
        });
        string policyPath = Path.Combine(folder, "policy.probity");
        policy.Save(policyPath);

        steps.WriteLine($"3  Measure it on {data.Test.Count:N0} other images, and on {data.Unknown.Count:N0} of the kinds it never saw.");
        var known = new LabelledOutputs
        {
            Outputs = new Outputs { Name = "test_logits.npy", Kind = OutputKind.Logits, Logits = test, Columns = classes },
            Logits = test,
            Columns = classes,
            Labels = testLabels,
            Weights = [],
            ClassNames = data.ClassNames,
        };
        var strange = new Outputs { Name = "unknown_logits.npy", Kind = OutputKind.Logits, Logits = unknown, Columns = classes };
        var options = new EvaluationOptions { Seed = seed };
        var figures = new AllFigures(known, strange, policy, options);

        string reportPath = Path.Combine(folder, "report.html");
        new ReportBuilder
        {
            Rows = known,
            Seed = seed,
            Unknown = strange,
            Policy = policy,
            Title = "Fashion-MNIST: when to trust a small network",
            Subtitle = $"{data.Test.Count:N0} test images of {classes} known kinds of clothing, and {data.Unknown.Count:N0} of two kinds it never saw ({string.Join(", ", data.UnknownNames)})",
            Command = "probity demo",
            Training = TrainingReport.Curves(model),
            Images = new RowImages(FashionMnist.Side, FashionMnist.Side, row => data.Image(data.Test[row]).ToArray()),
            UnknownImages = new RowImages(FashionMnist.Side, FashionMnist.Side, row => data.Image(data.Unknown[row]).ToArray()),
        }.Write(reportPath, figures.Columns, figures.Before, figures.Unknowns, figures.ColumnsAfter, figures.After);

        DemoSummary summary = DemoSummary.Of(policy, test, testLabels, unknown);
        if (asJson)
        {
            JsonOutput.Print(json =>
            {
                PolicyJsonMembersOf(json, policy);
                json.Figures("before", figures.Before);
                json.Figures("after", figures.After!);
                summary.Write(json);
                json.WriteString("report", reportPath);
                json.WriteNumber("seconds", Math.Round(clock.Elapsed.TotalSeconds, 1));
            });
            return;
        }
        Print(policy, figures, summary, folder, clock.Elapsed);
    }

    private static void PolicyJsonMembersOf(Utf8JsonWriter json, ConfidencePolicy policy)
    {
        json.WriteStartObject("policy");
        Verbs.PolicyJsonMembers.Write(json, policy);
        json.WriteEndObject();
    }

    private static void Print(ConfidencePolicy policy, AllFigures figures, DemoSummary summary, string folder, TimeSpan elapsed)
    {
        AnsiConsole.WriteLine();
        FigureTable.Print("Test images, before and after calibration", figures.Before, figures.After!);
        FigureTable.PrintUnknowns(figures.Unknowns!.Figures);
        summary.Print();
        Console.Out.WriteLine();
        Terminal.Prose(policy.Explain());
        Console.Out.WriteLine();
        Console.Out.WriteLine($"Report:  {Path.Combine(folder, "report.html")}   (open it in a browser)");
        Console.Out.WriteLine($"Policy:  {Path.Combine(folder, "policy.probity")}");
        Console.Out.WriteLine($"Arrays:  {Path.Combine(folder, "*_logits.npy")}, to try the other verbs on");
        Console.Out.WriteLine($"Took {elapsed.TotalSeconds:0.0} s.");
    }

    private static float[] Logits(Classifier model, FashionMnist data, IReadOnlyList<int> images)
    {
        var logits = new float[images.Count * data.KnownKinds.Count];
        model.Logits(data.Features(images), logits);
        return logits;
    }

    private static void Save(string folder, string name, float[] logits, int[]? labels, int classes)
    {
        using (var writer = NpyWriter.Create(Path.Combine(folder, $"{name}_logits.npy"), classes, NumberType.Float32))
        {
            writer.Append(logits);
            writer.Complete();
        }
        if (labels is null) return;
        using var labelWriter = NpyWriter.CreateVector(Path.Combine(folder, $"{name}_labels.npy"), NumberType.Int32);
        labelWriter.Append(labels);
        labelWriter.Complete();
    }
}
