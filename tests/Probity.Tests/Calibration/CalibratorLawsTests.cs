using Probity.Calibration;
using Probity.IO;
using Probity.Numerics;
using Probity.Scores;

namespace Probity.Tests.Calibration;

/// <summary>Laws that hold for every method of <see cref="CalibrationMethod.All"/>, on rows of one column, two and four; those for two classes on four as one against the rest.</summary>
public class CalibratorLawsTests
{
    private static readonly string[] HardRows =
        ["50 rows", "one row", "missing class", "one class only", "separable", "thousands", "saturated", "masked", "all scores equal", "worse than chance", "far apart weights"];

    /// <summary>Methods and columns.</summary>
    public static TheoryData<string, int> Cases
    {
        get
        {
            TheoryData<string, int> cases = [];
            foreach ((string name, int columns) in All()) cases.Add(name, columns);
            return cases;
        }
    }

    public static TheoryData<string, int, string> HardCases
    {
        get
        {
            TheoryData<string, int, string> cases = [];
            foreach ((string name, int columns) in All())
            {
                foreach (string rows in HardRows)
                {
                    if (rows != "masked" || columns > 2) cases.Add(name, columns, rows);
                }
            }
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(HardCases))]
    public void Hard_rows_give_a_usable_calibrator(string name, int columns, string kind)
    {
        (CalibratedRows rows, double[]? weights) = Hard(kind, columns);
        Calibrator fitted = rows.Fit(name, weights);
        Assert.True(double.IsFinite(fitted.Diagnostics.NllBefore) && double.IsFinite(fitted.Diagnostics.NllAfter), $"NLL {fitted.Diagnostics.NllBefore} to {fitted.Diagnostics.NllAfter}");
        Assert.True(fitted.Diagnostics.Gradient >= 0, $"gradient {fitted.Diagnostics.Gradient}");
        Assert.Equal(rows.Labels.Length, fitted.Diagnostics.Rows);
        Assert.NotEmpty(fitted.Explain());
        Assert.DoesNotContain("NaN", fitted.Explain(), StringComparison.Ordinal);
        foreach (CalibratorParameter parameter in fitted.Parameters) Assert.All(parameter.Values, value => Assert.True(double.IsFinite(value), parameter.Name));

        Proper(fitted, rows.Logits, columns);
        Proper(fitted, CalibratedRows.Typical(100, columns, 77).Logits, columns);
        Proper(fitted, Extreme(columns), columns);
    }

    /// <summary>Labels were drawn at temperature 3: whatever the method, fresh rows must gain.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Fresh_rows_of_an_overconfident_model_gain(string name, int columns)
    {
        CalibratedRows rows = CalibratedRows.Sampled(1_500, columns, 8, 3, 5), fresh = CalibratedRows.Sampled(3_000, columns, 8, 3, 6);
        Calibrator fitted = rows.Fit(name);
        Assert.True(fitted.Diagnostics.NllAfter < fitted.Diagnostics.NllBefore);
        double before = Nll(fresh, fresh.Logits), after = Nll(fresh, Logits(fitted, fresh.Logits));
        Assert.True(after < .85 * before, $"NLL {before} to {after}");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_order_of_rows_does_not_matter(string name, int columns)
    {
        CalibratedRows rows = CalibratedRows.Typical(400, columns, 1);
        int[] order = RowSplit.Shuffled(400, 3);
        Same(rows.Fit(name), rows.Chosen(order).Fit(name), 1e-8);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void An_integer_weight_is_a_repetition(string name, int columns)
    {
        CalibratedRows rows = CalibratedRows.Typical(300, columns, 2);
        double[] weights = [.. Enumerable.Range(0, 300).Select(i => (double)(i * 7 % 4))];
        int[] repeated = [.. Enumerable.Range(0, 300).SelectMany(i => Enumerable.Repeat(i, (int)weights[i]))];
        Same(rows.Chosen(repeated).Fit(name), rows.Fit(name, weights), 1e-7);
    }

    /// <summary>Logits in sixteenths and whole constants, so that adding does not round.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void A_constant_added_to_a_row_does_not_matter(string name, int columns)
    {
        if (columns == 1) return;   // a binary column has none to add
        CalibratedRows rows = CalibratedRows.Typical(400, columns, 4);
        CalibratedRows moved = rows with { Logits = [.. rows.Logits.Select((z, i) => z + (i / columns * 37 % 2_001) - 1_000)] };
        Calibrator one = rows.Fit(name), other = moved.Fit(name);
        Same(one, other, 1e-8);
        Equal(Probabilities(one, rows.Logits), Probabilities(one, moved.Logits), 1e-9);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Float_and_double_input_of_the_same_values_agree(string name, int columns)
    {
        CalibratedRows rows = CalibratedRows.Typical(300, columns, 7);
        float[] narrow = [.. rows.Logits.Select(z => (float)z)];
        CalibrationMethod method = CalibrationMethod.Parse(name);
        Calibrator wide = rows.Fit(name), fitted = method.Fit(CalibrationRows.Of(narrow, rows.Labels, columns));
        Assert.Equal(Logits(wide, rows.Logits), Logits(fitted, rows.Logits));
        var calibrated = new double[narrow.Length];
        fitted.CalibrateLogits(narrow, columns, calibrated);
        Assert.Equal(Logits(wide, rows.Logits), calibrated);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Rows_do_not_see_each_other(string name, int columns)
    {
        CalibratedRows rows = CalibratedRows.Typical(300, columns, 8);
        Calibrator fitted = rows.Fit(name);
        double[] all = Logits(fitted, rows.Logits);
        for (int i = 0; i < 300; i += 13)
        {
            Assert.Equal(all.AsSpan(i * columns, columns).ToArray(), Logits(fitted, rows.Logits.AsSpan(i * columns, columns).ToArray()));
        }
    }

    /// <summary>On rows with ties at the top too, where the first of them is predicted.</summary>
    [Theory]
    [MemberData(nameof(HardCases))]
    public void Predictions_are_kept_where_that_is_claimed(string name, int columns, string kind)
    {
        (CalibratedRows rows, double[]? weights) = Hard(kind, columns);
        Calibrator fitted = rows.Fit(name, weights);
        if (!fitted.KeepsPrediction) return;
        double[] coarse = [.. CalibratedRows.Typical(400, columns, 9).Logits.Select(z => Math.Round(z))];
        Kept(rows.Logits);
        Kept(CalibratedRows.Typical(400, columns, 10).Logits);
        Kept(coarse);
        Kept([.. coarse.Select(z => z * 1_000)]);

        void Kept(double[] logits) => Assert.Equal(Predicted(logits, columns), Predicted(Logits(fitted, logits), columns));
    }

    [Theory]
    [MemberData(nameof(HardCases))]
    public void A_monotone_map_never_falls_and_inverts(string name, int columns, string kind)
    {
        (CalibratedRows rows, double[]? weights) = Hard(kind, columns);
        if (rows.Fit(name, weights) is not BinaryCalibrator { IsMonotone: true } fitted) return;
        double last = double.NegativeInfinity;
        foreach (double score in Grid(rows, columns))
        {
            double calibrated = fitted.LogOdds(score);
            Assert.True(double.IsFinite(calibrated), $"{calibrated} at {score}");
            Assert.True(calibrated >= last - (1e-12 * Math.Abs(last)), $"falls from {last} to {calibrated} at {score}");
            last = calibrated;
        }
        foreach (double probability in new[] { .001, .1, .4999, .73, .99, .9999 })
        {
            double target = Math.Log(probability / (1 - probability)), inverse = fitted.Inverse(probability);
            Assert.False(double.IsNaN(inverse));
            if (double.IsNegativeInfinity(inverse)) Assert.True(fitted.LogOdds(-1e9) >= target - 1e-9);
            else if (double.IsPositiveInfinity(inverse)) Assert.True(fitted.LogOdds(1e9) <= target + 1e-9);
            else
            {
                double step = 1e-9 * (1 + Math.Abs(inverse));
                Assert.True(fitted.LogOdds(inverse + step) >= target - 1e-6, $"{fitted.LogOdds(inverse + step)} just above the inverse of {target}");
                Assert.True(fitted.LogOdds(inverse - step) <= target + 1e-6, $"{fitted.LogOdds(inverse - step)} just below the inverse of {target}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_way_back_leads_back_where_there_is_one(string name, int columns)
    {
        Calibrator fitted = CalibratedRows.Typical(600, columns, 11).Fit(name);
        double[] probabilities = Probabilities(fitted, [.. CalibratedRows.Typical(200, columns, 12).Logits.Select(z => z / 4)]);
        Assert.All(probabilities, p => Assert.InRange(p, 1e-12, 1 - 1e-12));
        var logits = new double[probabilities.Length];
        if (!fitted.CanInvert)
        {
            Assert.Throws<InvalidOperationException>(() => fitted.Invert(probabilities, columns, logits));
            return;
        }
        fitted.Invert(probabilities, columns, logits);
        Equal(probabilities, Probabilities(fitted, logits), 1e-8);
    }

    [Theory]
    [MemberData(nameof(HardCases))]
    public void A_file_gives_the_same_bits_back(string name, int columns, string kind)
    {
        (CalibratedRows rows, double[]? weights) = Hard(kind, columns);
        Calibrator fitted = rows.Fit(name, weights), restored = RoundTrip(fitted);
        Assert.Equal(fitted.Kind, restored.Kind);
        Assert.Equal(fitted.Explain(), restored.Explain());
        Assert.Equal(fitted.KeepsPrediction, restored.KeepsPrediction);
        Assert.Equal(fitted.CanInvert, restored.CanInvert);
        Assert.Equal(fitted.Parameters.Select(parameter => parameter.Name), restored.Parameters.Select(parameter => parameter.Name));
        foreach ((CalibratorParameter one, CalibratorParameter other) in fitted.Parameters.Zip(restored.Parameters)) Assert.Equal(one.Values, other.Values);
        Assert.Equal(Logits(fitted, rows.Logits), Logits(restored, rows.Logits));
        double[] fresh = CalibratedRows.Typical(200, columns, 13).Logits;
        Assert.Equal(Logits(fitted, fresh), Logits(restored, fresh));
    }

    /// <summary>Writes a policy with the calibrator and reads it.</summary>
    internal static Calibrator RoundTrip(Calibrator calibrator)
    {
        using MemoryStream stream = Written(calibrator);
        return PolicyFile.Read(stream, "policy").Calibrator!;
    }

    /// <summary>The same with another tensor in the place of one, or with other words in the manifest.</summary>
    internal static Calibrator Tampered(Calibrator calibrator, string name, double[]? values, string truth = "", string lie = "")
    {
        using MemoryStream stream = Written(calibrator);
        SafetensorsFile file = SafetensorsFile.Read(stream, 1 << 20, "policy");
        using var other = new MemoryStream();
        var metadata = file.Metadata.ToDictionary(pair => pair.Key, pair => truth.Length == 0 ? pair.Value : pair.Value.Replace(truth, lie, StringComparison.Ordinal));
        SafetensorsWriter.Write(other, metadata, [.. file.Tensors.Select(pair =>
            SafetensorsTensor.Create(pair.Key, values is not null && pair.Key == name ? values : pair.Value.ToDoubles(), values is not null && pair.Key == name ? values.Length : pair.Value.Length))]);
        other.Position = 0;
        return PolicyFile.Read(other, "policy").Calibrator!;
    }

    private static MemoryStream Written(Calibrator calibrator)
    {
        var policy = new ConfidencePolicy
        {
            Classes = calibrator.Classes,
            ClassNames = null,
            Outputs = OutputKind.Logits,
            Calibrator = calibrator,
            Score = Score.MaxProbability,
            Rule = null,
            Gate = null,
            RowsLearned = calibrator.Diagnostics.Rows,
            RowsCertified = 0,
            Seed = 0,
            RowsHash = new string('0', 64),
            Warnings = [],
        };
        var stream = new MemoryStream();
        PolicyFile.Write(stream, policy);
        stream.Position = 0;
        return stream;
    }

    internal static IEnumerable<(string Name, int Columns)> All()
    {
        foreach (CalibrationMethod method in CalibrationMethod.All.Where(method => method.FromRowsAlone))
        {
            foreach (int columns in new[] { 1, 2, 4 })
            {
                if (columns > 2 || method.Binary) yield return (method.Name, columns);
            }
        }
        foreach (string name in (string[])["top-label:histogram", "confidence:isotonic", "confidence:quadratic", "top-label:venn-abers"]) yield return (name, 4);
    }

    internal static double[] Logits(Calibrator calibrator, double[] logits)
    {
        var calibrated = new double[logits.Length];
        calibrator.CalibrateLogits(logits, calibrator.Classes, calibrated);
        return calibrated;
    }

    private static double[] Probabilities(Calibrator calibrator, double[] logits)
    {
        var probabilities = new double[logits.Length];
        calibrator.Calibrate(logits, calibrator.Classes, probabilities);
        return probabilities;
    }

    private static int[] Predicted(double[] logits, int columns)
    {
        var predicted = new int[logits.Length / columns];
        LogitScores.Compute(logits, columns, new ScoreColumns { Predicted = predicted });
        return predicted;
    }

    private static double Nll(CalibratedRows rows, double[] logits)
    {
        var nll = new double[rows.Labels.Length];
        LabelLosses.Compute(logits, rows.Labels, rows.Columns, default, nll, default);
        return nll.Average();
    }

    /// <summary>Two fits of the same rows say the same of other rows.</summary>
    private static void Same(Calibrator one, Calibrator other, double tolerance)
    {
        double[] fresh = CalibratedRows.Typical(500, one.Classes, 99).Logits;
        Equal(Probabilities(one, fresh), Probabilities(other, fresh), tolerance);
    }

    private static void Equal(double[] expected, double[] actual, double tolerance)
    {
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance, $"value {i}: {expected[i]} and {actual[i]}");
    }

    /// <summary>Probabilities that sum to 1, never NaN; calibrated logits finite but for masks.</summary>
    private static void Proper(Calibrator fitted, double[] logits, int columns)
    {
        double[] calibrated = Logits(fitted, logits), probabilities = Probabilities(fitted, logits);
        for (int i = 0; i < logits.Length; i++)
        {
            bool masked = fitted.Basis.KeepsMasks && double.IsNegativeInfinity(logits[i]);
            Assert.True(masked ? double.IsNegativeInfinity(calibrated[i]) : double.IsFinite(calibrated[i]), $"logit {logits[i]} becomes {calibrated[i]}");
            Assert.InRange(probabilities[i], 0, 1);
        }
        for (int i = 0; i < logits.Length && columns > 1; i += columns) Assert.Equal(1, probabilities.AsSpan(i, columns).ToArray().Sum(), 1e-12);
    }

    private static double[] Grid(CalibratedRows rows, int columns)
    {
        List<double> scores = [-1e30, -1e9, -1e4, 1e4, 1e9, 1e30];
        for (int i = -400; i <= 400; i++) scores.Add(i / 16.0 * (1 + (.01 * Math.Abs(i))));
        for (int i = 0; i < rows.Labels.Length; i++)
        {
            double score = columns == 1 ? rows.Logits[i] : rows.Logits[(2 * i) + 1] - rows.Logits[2 * i];
            if (!double.IsFinite(score)) continue;
            scores.AddRange([Math.BitDecrement(score), score, Math.BitIncrement(score)]);
        }
        return [.. scores.Order()];
    }

    private static double[] Extreme(int columns)
    {
        double[][] rows = columns == 1
            ? [[0], [1e5], [-1e5], [1e30], [-1e30], [double.NegativeInfinity], [1e-300]]
            : [[0, 0, 0, 0], [1e5, 0, -1e5, 3], [-1e30, 1e30, 0, 1e30], [double.NegativeInfinity, 3, 2, 1], [5, double.NegativeInfinity, double.NegativeInfinity, double.NegativeInfinity], [1e-300, 0, 0, 0], [700, 701, 702, -800]];
        return [.. rows.SelectMany(row => row[..columns])];
    }

    private static (CalibratedRows Rows, double[]? Weights) Hard(string kind, int columns)
    {
        CalibratedRows rows = CalibratedRows.Typical(300, columns, 21);
        int outcomes = Math.Max(2, columns);
        int[] predicted = Predicted(rows.Logits, columns);
        return kind switch
        {
            "50 rows" => (CalibratedRows.Typical(50, columns, 22), null),
            "one row" => (CalibratedRows.Typical(1, columns, 23), null),
            "missing class" => (rows with { Labels = [.. rows.Labels.Select(label => label == outcomes - 1 ? 0 : label)] }, null),
            "one class only" => (rows with { Labels = [.. rows.Labels.Select(_ => 1)] }, null),
            "separable" => (rows with { Labels = predicted }, null),
            "thousands" => (rows with { Logits = [.. rows.Logits.Select(z => z * 1_000)] }, null),
            // What a forest of few trees says: some classes get no votes, the label among them now and then.
            "saturated" => (rows with { Logits = [.. rows.Logits.Select((z, i) => columns > 1 && predicted[i / columns] == i % columns ? 0 : z < 0 ? double.NegativeInfinity : z)] }, null),
            "masked" => (rows with { Logits = [.. rows.Logits.Select((z, i) => rows.Labels[i / columns] != i % columns && i / columns % 3 == 0 && i % columns == 2 ? double.NegativeInfinity : z)] }, null),
            "all scores equal" => (rows with { Logits = new double[rows.Logits.Length] }, null),
            "worse than chance" => (rows with { Logits = [.. rows.Logits.Select(z => -z)] }, null),
            "far apart weights" => (rows, [.. Enumerable.Range(0, 300).Select(i => Math.Pow(10, (i % 13) - 6))]),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
    }
}
