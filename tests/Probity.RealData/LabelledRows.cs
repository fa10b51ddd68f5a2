using Probity.Data;
using Probity.Metrics;

namespace Probity.RealData;

/// <summary>A model's outputs with the right answers, and their figures.</summary>
internal sealed record LabelledRows(float[] Logits, int[] Labels, int Classes)
{
    public static LabelledRows Read(string folder, string logits, string labels)
    {
        using var reader = NumberFile.Open(SharedData.File(folder, logits));
        return new(reader.ReadAllFloat(), LabelFile.Read(SharedData.File(folder, labels)), reader.Columns);
    }

    /// <summary>Probabilities become their logarithms; a softmax of these divides by the row's sum.</summary>
    public static LabelledRows ReadProbabilities(string folder, string probabilities, string labels)
    {
        LabelledRows rows = Read(folder, probabilities, labels);
        return rows with { Logits = [.. rows.Logits.Select(p => (float)Math.Log(p))] };
    }

    public static LabelledRows Validation(string folder) => Read(folder, "val_logits.npy", "val_labels.npy");

    public static LabelledRows Test(string folder) => Read(folder, "test_logits.npy", "test_labels.npy");

    public LabelledRows Then(LabelledRows other) => new([.. Logits, .. other.Logits], [.. Labels, .. other.Labels], Classes);

    public LabelledRows Part(Range rows)
    {
        var (first, count) = rows.GetOffsetAndLength(Labels.Length);
        return new(Logits[(first * Classes)..((first + count) * Classes)], Labels[rows], Classes);
    }

    public LabelledRows InOrder(int[] order) =>
        new([.. order.SelectMany(i => Logits[(i * Classes)..((i + 1) * Classes)])], [.. order.Select(i => Labels[i])], Classes);

    /// <summary>Every figure at a temperature, without intervals.</summary>
    public IReadOnlyDictionary<string, Figure> Figures(double temperature = 1) =>
        Evaluation.Classify(Logits, Labels, Classes, new EvaluationOptions { Bootstrap = 0 }, temperature: temperature);
}

/// <summary>Assertions on figures.</summary>
internal static class Near
{
    public static void Relative(double expected, double actual, double tolerance) =>
        Assert.True(Math.Abs(actual - expected) <= tolerance * Math.Abs(expected), $"{actual:R} is not within {tolerance} of {expected:R}");

    public static void Figure(IReadOnlyDictionary<string, Figure> figures, string name, double expected, double tolerance = 1e-6)
    {
        double actual = figures[name].Value!.Value;
        Assert.True(Math.Abs(actual - expected) <= tolerance * Math.Abs(expected), $"{name} is {actual:R}, not within {tolerance} of {expected:R}");
    }
}
