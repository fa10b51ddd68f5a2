using Probity.Metrics;

namespace Probity.Calibration;

/// <summary>Several calibrators on the same rows, each cross-fitted on the same folds: which of them is worth having?</summary>
/// <remarks>
/// An estimate for rows like these. Whoever takes the best of many by it is a little too optimistic about that one; the
/// standard error of its gain says by how much at most it is likely to be.
/// </remarks>
public static class CalibratorComparison
{
    /// <summary>Compares.</summary>
    /// <param name="rows">At least two rows that the model was not trained on.</param>
    /// <param name="methods">What to compare with the model's own output.</param>
    /// <param name="options">Folds and seed. The default value is <c>new()</c>.</param>
    /// <param name="evaluation">How the figures are computed. The default value is <c>new()</c>.</param>
    /// <param name="progress">Told the share done, roughly.</param>
    /// <returns>The model's own output, then the methods by their negative log-likelihood, then those that could not be fitted, with the reason.</returns>
    /// <exception cref="ArgumentException">Fewer than two rows, or an option out of range.</exception>
    public static IReadOnlyList<ComparedCalibrator> Run(
        CalibrationRows rows, IReadOnlyList<CalibrationMethod> methods, CalibrationOptions? options = null, EvaluationOptions? evaluation = null, IProgress<double>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(methods);
        options ??= new();
        evaluation ??= new();
        Require.InRange(options.Folds, 2, 20, nameof(options.Folds));
        if (rows.Count < 2) throw new ArgumentException("one row: a comparison fits on some rows and measures on others, so it needs two at least");
        var before = CalibratorCrossFit.Before(rows);
        ComparedCalibrator own = Measure("none", "as the model gave it", before, before, evaluation);
        List<ComparedCalibrator> compared = [];
        for (int i = 0; i < methods.Count; i++)
        {
            CalibrationMethod method = methods[i];
            int done = i;
            string? failure = CalibratorCrossFit.TryRun(rows, method.Fit, options, share => progress?.Report((done + share) / methods.Count), out CalibratorCrossFit? crossFit);
            compared.Add(crossFit is null
                ? new() { Method = method.Name, Summary = method.Summary, LeftOut = failure }
                : Measure(method.Name, method.Summary, before, crossFit, evaluation));
        }
        return [own, .. compared.OrderBy(one => one.LeftOut is not null).ThenByDescending(one => one.Gain)];
    }

    /// <summary>The methods that a list names.</summary>
    /// <param name="names">Names between commas, or <c>all</c> for those that suit so many columns and are not too slow for so many rows.</param>
    /// <param name="rows">The rows that they are to be fitted on.</param>
    /// <exception cref="ArgumentException">A name is not known or stands twice, or its method is not for so many classes.</exception>
    public static IReadOnlyList<CalibrationMethod> Methods(string names, CalibrationRows rows)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(rows);
        if (names == "all") return [.. CalibrationMethod.All.Where(method => method.Suits(rows.Classes) && WhyTooDear(method, rows) is null)];
        List<CalibrationMethod> methods = [];
        foreach (string name in names.Split(',', StringSplitOptions.TrimEntries))
        {
            if (name == "none") continue;   // always there
            if (name == AutoCalibration.Name) throw new ArgumentException($"calibrator '{name}' chooses one of the others and is none itself; compare those by name, or all");
            if (name.Length == 0) throw new ArgumentException($"'{names}' names no calibrator, or lacks one beside a comma; give names between commas, or all");
            var method = CalibrationMethod.Parse(name);
            method.RequireSuits(rows);
            if (!method.FromRowsAlone) throw new ArgumentException($"calibrator '{name}' cannot be compared: it needs more than rows and labels");
            if (methods.Any(other => other.Name == name)) throw new ArgumentException($"calibrator '{name}' stands twice in '{names}'");
            methods.Add(method);
        }
        return methods;
    }

    /// <summary>What <c>all</c> leaves out of <see cref="Methods"/> as too slow for so many rows, each with the reason; empty for a list of names.</summary>
    /// <param name="names">Names between commas, or <c>all</c>.</param>
    /// <param name="rows">The rows that they would be fitted on.</param>
    public static IReadOnlyList<ComparedCalibrator> LeftOut(string names, CalibrationRows rows)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(rows);
        if (names != "all") return [];
        return
        [
            .. from method in CalibrationMethod.All
               where method.Suits(rows.Classes)
               let why = WhyTooDear(method, rows)
               where why is not null
               select new ComparedCalibrator { Method = method.Name, Summary = method.Summary, LeftOut = why },
        ];
    }

    private static string? WhyTooDear(CalibrationMethod method, CalibrationRows rows) => CandidateMethod.WhyTooDear(method, rows, new CalibrationOptions().Folds);

    private static ComparedCalibrator Measure(string method, string summary, CalibratorCrossFit before, CalibratorCrossFit crossFit, EvaluationOptions evaluation)
    {
        var gain = PairedGain.Of(crossFit.Rows, before.Nll, crossFit.Nll);
        return new()
        {
            Method = method,
            Summary = summary,
            Gain = gain.Mean,
            StandardError = gain.StandardError,
            FitTime = crossFit.FitTime,
            Figures = Evaluation.Classify(
                new EvaluationRows
                {
                    Confidence = crossFit.Confidence,
                    Ranking = crossFit.LogOdds,
                    Correct = crossFit.Correct,
                    Nll = crossFit.Nll,
                    Brier = crossFit.Brier,
                    Weights = crossFit.Rows.Weights,
                },
                evaluation),
            Confidence = crossFit.Confidence,
            LogOdds = crossFit.LogOdds,
            Correct = crossFit.Correct,
        };
    }
}
