using System.Diagnostics;
using System.Text.Json;
using Probity.Calibration;
using Probity.Metrics;
using Probity.Scores;

namespace Probity.Studies;

/// <summary>Every calibrator on every set of outputs: what is it worth on rows that it was not fitted on?</summary>
internal static class CalibratorsStudy
{
    public const string Name = "calibrators";
    private const string None = "none", Auto = "auto";

    private static readonly (string Figure, string Title, int Digits)[] Figures =
        [("nll", "NLL", 4), ("brier", "Brier", 4), ("ece", "ECE", 4), ("seconds", "seconds to fit", 3)];

    /// <summary>Made of binary ones, for three classes or more.</summary>
    private static readonly string[] MadeOfOthers = ["one-vs-rest:beta", "one-vs-rest:isotonic", "one-vs-rest:venn-abers", "one-vs-rest:histogram", "top-label:histogram", "confidence:isotonic"];

    public static void Run(Study study, IReadOnlyList<CalibrationSet> sets)
    {
        var measured = new Measured();
        foreach (CalibrationSet set in sets)
        {
            for (int seed = 0; seed < study.Seeds; seed++)
            {
                var ((fitLogits, fitLabels), (testLogits, testLabels)) = set.Split((ulong)seed);
                if (study.Quick) (fitLogits, fitLabels) = (fitLogits[..(300 * set.Classes)], fitLabels[..300]);
                var rows = CalibrationRows.Of(fitLogits, fitLabels, set.Classes, outputs: set.Classes == 2 ? OutputKind.Probabilities : OutputKind.Logits);
                foreach (string method in Methods(set.Classes))
                {
                    var clock = Stopwatch.StartNew();
                    Calibrator? calibrator = Fit(method, rows);
                    double seconds = clock.Elapsed.TotalSeconds;
                    Dictionary<string, double> figures = Measure(calibrator, testLogits, testLabels, set.Classes, study.Quick ? 20 : 200);
                    figures["seconds"] = seconds;
                    measured.Add(Key(set.Key, method), figures);
                }
            }
            Study.Progress($"{set.Name}: done");
        }
        Write(study, [.. sets.Select(set => new SetShown(set.Key, set.Name, set.Classes, set.FittingRows))], measured);
    }

    /// <summary>Writes the file of a run again, with its tables: all comes from the values of the seeds.</summary>
    public static void Rewrite(Study study, JsonElement written)
    {
        var measured = new Measured();
        foreach (JsonElement row in written.GetProperty("figures").EnumerateArray())
            measured.AddWritten(Key(row.GetProperty("set").GetString()!, row.GetProperty("method").GetString()!), row.GetProperty("figures"));
        SetShown[] sets = [.. written.GetProperty("sets").EnumerateArray().Select(set => new SetShown(
            set.GetProperty("key").GetString()!, set.GetProperty("name").GetString()!, set.GetProperty("classes").GetInt32(), set.GetProperty("fitting_rows").GetInt32()))];
        Write(study, sets, measured);
    }

    /// <summary>Of more classes an unregularised matrix has more parameters than any of these sets has rows, and takes minutes to get nowhere.</summary>
    private const int MostClassesOfMatrix = 50;

    private static string[] Methods(int classes) => classes <= 2
        ? [None, Auto, .. CalibrationMethod.All.Where(method => method.Binary && method.FromRowsAlone).Select(method => method.Name)]
        : [None, Auto, .. CalibrationMethod.All.Where(method => method.Multiclass && method.FromRowsAlone && (classes <= MostClassesOfMatrix || method.Name != "matrix")).Select(method => method.Name), .. MadeOfOthers];

    private static Calibrator? Fit(string method, CalibrationRows rows) => method switch
    {
        None => null,
        Auto => AutoCalibration.Run(rows, new CalibrationOptions()).Calibrator,
        _ => CalibrationMethod.Parse(method).Fit(rows),
    };

    private static Dictionary<string, double> Measure(Calibrator? calibrator, float[] logits, int[] labels, int classes, int draws)
    {
        var calibrated = new double[logits.Length];
        if (calibrator is null) for (int i = 0; i < logits.Length; i++) calibrated[i] = logits[i];
        else calibrator.CalibrateLogits(logits, classes, calibrated);
        var correct = new bool[labels.Length];
        double[] nll = new double[labels.Length], brier = new double[labels.Length], confidence = new double[labels.Length];
        LabelLosses.Compute(calibrated, labels, classes, correct, nll, brier);
        LogitScores.Compute(calibrated, classes, new ScoreColumns { MaxProbability = confidence });
        Figure ece = Evaluation.Classify(new EvaluationRows { Confidence = confidence, Correct = correct }, new EvaluationOptions { Bootstrap = draws })["ece"];
        return new(StringComparer.Ordinal)
        {
            ["nll"] = nll.Average(),
            ["brier"] = brier.Average(),
            ["ece"] = ece.Value!.Value,
            ["null95"] = ece.Null95!.Value,
            ["accuracy"] = correct.Count(right => right) / (double)correct.Length,
        };
    }

    private static void Write(Study study, SetShown[] sets, Measured measured)
    {
        var figures = new
        {
            Study = Name,
            study.Quick,
            study.Seeds,
            Definitions = new
            {
                Nll = "mean negative log-likelihood of up to 10,000 rows that nothing was fitted on, in nats",
                Ece = "top label, 15 equal-width bins; null95: its 95 % quantile where labels are drawn from the stated probabilities",
                Seconds = "one fit on this machine, two threads, other things running",
                Interval = "mean over seeds, Student's 95 % interval; a seed fixes which rows fit, and the training of own networks",
            },
            Sets = sets,
            Figures = from set in sets
                      from method in Methods(set.Classes)
                      select new { Set = set.Key, Method = method, Figures = measured.Of(Key(set.Key, method)) },
        };
        var tables = new Dictionary<string, MarkdownTable>(StringComparer.Ordinal);
        foreach ((string group, SetShown[] shown) in ((string, SetShown[])[])[("many", [.. sets.Where(set => set.Classes > 2)]), ("two", [.. sets.Where(set => set.Classes == 2)])])
        {
            if (shown.Length == 0) continue;
            foreach ((string figure, string title, int digits) in Figures)
            {
                var table = new MarkdownTable([title, .. shown.Select(set => set.Name)]);
                foreach (string method in Methods(shown.Min(set => set.Classes)))
                    table.Add([method, .. shown.Select(set => !Methods(set.Classes).Contains(method) ? "–" : Cell(measured, set.Key, method, figure, digits, Methods(set.Classes)))]);
                tables[$"calibrators-{group}-{figure}"] = table;
            }
        }
        study.Write(Name, figures, tables, "methods.md");
    }

    /// <summary>The mean, bold where no other method's is better; with the ECE what calibrated rows would show.</summary>
    private static string Cell(Measured measured, string set, string method, string figure, int digits, string[] methods)
    {
        double own = Mean(method);
        string text = double.IsFinite(own) ? own.ToString($"F{digits}") : "∞";
        if (figure is "nll" or "brier" && own <= methods.Min(other => double.IsFinite(Mean(other)) ? Mean(other) : double.MaxValue)) text = $"**{text}**";
        return figure == "ece" ? $"{text} ({measured.Of(Key(set, method))["null95"].Mean?.ToString("F4") ?? "–"})" : text;

        double Mean(string of) => measured.Of(Key(set, of))[figure].Mean ?? double.PositiveInfinity;
    }

    private static string Key(string set, string method) => $"{set} {method}";

    private sealed record SetShown(string Key, string Name, int Classes, int FittingRows);
}
