using Probity.Decisions;
using Probity.Scores;

namespace Probity.Tests.Policies;

/// <summary>A bad row is named by the number that it has in the caller's hands, whatever the split makes of it.</summary>
public class RefusedRowsTests
{
    public static TheoryData<string, PolicyOptions> Kinds => new()
    {
        { "calibrates", new() },
        { "left as it is", new() { Calibrator = "none" } },
        { "promises", new() { Promise = new PrecisionPromise(.8), Seed = 3 } },
        { "promises of raw confidence", new() { Promise = new PrecisionPromise(.8), Calibrator = "none", GateScore = Score.Gini } },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void By_its_own_number(string kind, PolicyOptions options)
    {
        Assert.NotEmpty(kind);
        SimulatedOutputs rows = SimulatedOutputs.Draw(300, 3, 31);
        for (int bad = 0; bad < 300; bad += 23)
        {
            int label = rows.Labels[bad], at = bad * 3;
            Refused(WithLogit(rows, at + 1, float.NaN), $"logits: row {bad}, column 1 is NaN");
            Refused(WithLogit(rows, at + 2, float.PositiveInfinity), $"logits: row {bad}, column 2 is ");
            Refused(WithLogit(rows, at + label, float.NegativeInfinity), $"logits: row {bad} gives −infinity to its own label {label}");
            Refused(rows with { Labels = [.. rows.Labels[..bad], 3, .. rows.Labels[(bad + 1)..]] }, $"labels: row {bad} is 3 but there are 3 classes, 0 to 2");
            Refused(
                rows with { Logits = [.. rows.Logits[..at], float.NegativeInfinity, float.NegativeInfinity, float.NegativeInfinity, .. rows.Logits[(at + 3)..]] },
                $"logits: row {bad} is −infinity in every column");
        }
        Refused(rows with { Labels = rows.Labels[1..] }, "logits: 300 rows but labels: 299");

        void Refused(SimulatedOutputs outputs, string words) => Assert.StartsWith(
            words, Assert.Throws<ArgumentException>(() => ConfidencePolicy.Fit(outputs.Logits, outputs.Labels, 3, options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void And_by_the_set_that_it_stands_in()
    {
        var (learning, certifying) = SimulatedOutputs.Draw(400, 3, 32).Cut(200);
        Refused(WithLogit(certifying, 31, float.NaN), "certifying logits: row 10, column 1 is NaN");
        Refused(WithLogit(certifying, 30 + certifying.Labels[10], float.NegativeInfinity), "certifying logits: row 10 gives −infinity to its own label");
        Refused(certifying with { Labels = [.. certifying.Labels[..199], -1] }, "certifying labels: row 199 is -1");

        void Refused(SimulatedOutputs bad, string words) => Assert.StartsWith(
            words,
            Assert.Throws<ArgumentException>(() => ConfidencePolicy.Fit(learning.Logits, learning.Labels, bad.Logits, bad.Labels, 3, new() { Promise = new PrecisionPromise(.8) })).Message,
            StringComparison.Ordinal);
    }

    /// <summary>A class masked in some rows is legal, and so is a binary row that is sure.</summary>
    [Fact]
    public void Masked_classes_are_no_bad_rows()
    {
        SimulatedOutputs rows = SimulatedOutputs.Draw(300, 3, 33);
        float[] masked = [.. rows.Logits];
        for (int i = 0; i < 300; i += 2) masked[(i * 3) + ((rows.Labels[i] + 1) % 3)] = float.NegativeInfinity;
        Assert.Equal(.8, ConfidencePolicy.Fit(masked, rows.Labels, 3, new() { Promise = new PrecisionPromise(.8) }).Threshold!.Promise.Target);

        SimulatedOutputs column = SimulatedOutputs.DrawBinary(300, 34);
        int zero = Array.IndexOf(column.Labels, 0), one = Array.IndexOf(column.Labels, 1);
        var policy = ConfidencePolicy.Fit(WithLogit(column, zero, float.NegativeInfinity).Logits, column.Labels, 1, new() { Calibrator = "temperature" });
        Assert.Equal(1, policy.Assess([float.NegativeInfinity]).Confidence);
        Assert.Throws<ArgumentException>(() => ConfidencePolicy.Fit(WithLogit(column, one, float.NegativeInfinity).Logits, column.Labels, 1));
    }

    private static SimulatedOutputs WithLogit(SimulatedOutputs rows, int at, float value)
    {
        float[] logits = [.. rows.Logits];
        logits[at] = value;
        return rows with { Logits = logits };
    }
}
