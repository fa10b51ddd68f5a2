using System.Globalization;
using static System.FormattableString;

namespace Probity.Decisions;

/// <summary>What a point-estimated threshold is chosen for.</summary>
public enum ThresholdGoal
{
    /// <summary>At least this share of accepted rows right; of the thresholds that reach it the one that accepts most.</summary>
    Precision,

    /// <summary>At most this share of accepted rows wrong: 1 − precision; the one that accepts most.</summary>
    Risk,

    /// <summary>At least this share of right rows accepted; the one that accepts least.</summary>
    Recall,

    /// <summary>At least this share of all rows accepted; the one that accepts least.</summary>
    Coverage,

    /// <summary>At most this share of wrong rows accepted; the one that accepts most.</summary>
    FalseAlarm,

    /// <summary>The largest F-beta, (1 + β²)·P·R / (β²·P + R) (van Rijsbergen, 1979); of equals the one that accepts most.</summary>
    FBeta,

    /// <summary>The largest recall less false-alarm rate (Youden, 1950); of equals the one that accepts most.</summary>
    Youden,

    /// <summary>The least mean cost of a row: that of an error where it is accepted and wrong, that of a review where it is not accepted; of equals the one that accepts most.</summary>
    Cost,
}

/// <summary>A goal with its numbers. Immutable.</summary>
public sealed record ThresholdTarget
{
    private ThresholdTarget(ThresholdGoal goal) => Goal = goal;

    /// <summary>What is wanted.</summary>
    public ThresholdGoal Goal { get; }

    /// <summary>The least or the most that the rate may be, in (0, 1]; 0 for goals that have none.</summary>
    public double Value { get; private init; }

    /// <summary>β of <see cref="ThresholdGoal.FBeta"/>: how many times recall counts as much as precision. 1 elsewhere, where F1 is reported beside.</summary>
    public double Beta { get; private init; } = 1;

    /// <summary>Cost of a row that is accepted and wrong; 0 for other goals.</summary>
    public double ErrorCost { get; private init; }

    /// <summary>Cost of a row that is not accepted; 0 for other goals.</summary>
    public double ReviewCost { get; private init; }

    /// <summary>At least this precision.</summary>
    /// <param name="atLeast">In (0, 1].</param>
    public static ThresholdTarget Precision(double atLeast) => Share(ThresholdGoal.Precision, atLeast);

    /// <summary>At most this selective risk.</summary>
    /// <param name="atMost">In [0, 1).</param>
    public static ThresholdTarget Risk(double atMost) => atMost is >= 0 and < 1
        ? new(ThresholdGoal.Risk) { Value = atMost }
        : throw new ArgumentException(Invariant($"target risk: {atMost}; it must be at least 0 and below 1"));

    /// <summary>At least this recall.</summary>
    /// <param name="atLeast">In (0, 1].</param>
    public static ThresholdTarget Recall(double atLeast) => Share(ThresholdGoal.Recall, atLeast);

    /// <summary>At least this coverage.</summary>
    /// <param name="atLeast">In (0, 1].</param>
    public static ThresholdTarget Coverage(double atLeast) => Share(ThresholdGoal.Coverage, atLeast);

    /// <summary>At most this false-alarm rate.</summary>
    /// <param name="atMost">In [0, 1).</param>
    public static ThresholdTarget FalseAlarm(double atMost) => atMost is >= 0 and < 1
        ? new(ThresholdGoal.FalseAlarm) { Value = atMost }
        : throw new ArgumentException(Invariant($"target false-alarm rate: {atMost}; it must be at least 0 and below 1"));

    /// <summary>The largest F-beta.</summary>
    /// <param name="beta">Above 0 and finite. The default value is 1.</param>
    public static ThresholdTarget FBeta(double beta = 1)
    {
        Require.Positive(beta, nameof(beta));
        return new(ThresholdGoal.FBeta) { Beta = beta };
    }

    /// <summary>The largest Youden's J.</summary>
    public static ThresholdTarget Youden() => new(ThresholdGoal.Youden);

    /// <summary>The least expected cost.</summary>
    /// <param name="error">Of a row accepted and wrong, above 0.</param>
    /// <param name="review">Of a row not accepted, above 0.</param>
    public static ThresholdTarget Cost(double error, double review)
    {
        Require.Positive(error, "cost of an error");
        Require.Positive(review, "cost of a review");
        return new(ThresholdGoal.Cost) { ErrorCost = error, ReviewCost = review };
    }

    /// <summary>Reads <c>precision:0.9</c>, <c>risk:0.1</c>, <c>recall:0.9</c>, <c>coverage:0.8</c>, <c>false-alarm:0.05</c>, <c>f1</c>, <c>fbeta:2</c>, <c>youden</c> or <c>cost:10:1</c> (error, review).</summary>
    /// <exception cref="ArgumentException">None of these, or a number out of its range.</exception>
    public static ThresholdTarget Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split(':');
        double[]? numbers = Numbers(parts.AsSpan(1));
        return (parts[0], numbers) switch
        {
            ("precision", [var value]) => Precision(value),
            ("risk", [var value]) => Risk(value),
            ("recall", [var value]) => Recall(value),
            ("coverage", [var value]) => Coverage(value),
            ("false-alarm", [var value]) => FalseAlarm(value),
            ("f1", []) => FBeta(),
            ("fbeta", [var beta]) => FBeta(beta),
            ("youden", []) => Youden(),
            ("cost", [var error, var review]) => Cost(error, review),
            _ => throw new ArgumentException(
                $"'{text}' is no goal of a threshold; there are precision:0.9, risk:0.1, recall:0.9, coverage:0.8, false-alarm:0.05, f1, fbeta:2, youden, and cost:10:1 (of an error, of a review)"),
        };
    }

    /// <summary>What <see cref="Parse"/> reads.</summary>
    public override string ToString() => Goal switch
    {
        ThresholdGoal.FBeta when Beta == 1 => "f1",
        ThresholdGoal.FBeta => Invariant($"fbeta:{Beta}"),
        ThresholdGoal.Youden => "youden",
        ThresholdGoal.Cost => Invariant($"cost:{ErrorCost}:{ReviewCost}"),
        ThresholdGoal.FalseAlarm => Invariant($"false-alarm:{Value}"),
        _ => Invariant($"{Goal.ToString().ToLowerInvariant()}:{Value}"),
    };

    /// <summary>In words, as in "chosen for …".</summary>
    internal string Words => Goal switch
    {
        ThresholdGoal.Precision => $"a precision of at least {Percent.Exact(Value)}",
        ThresholdGoal.Risk => $"at most {Percent.Exact(Value)} of accepted rows wrong",
        ThresholdGoal.Recall => $"a recall of at least {Percent.Exact(Value)}",
        ThresholdGoal.Coverage => $"a coverage of at least {Percent.Exact(Value)}",
        ThresholdGoal.FalseAlarm => $"a false-alarm rate of at most {Percent.Exact(Value)}",
        ThresholdGoal.FBeta => Invariant($"the largest F{Beta}"),
        ThresholdGoal.Youden => "the largest Youden's J",
        _ => Invariant($"the least expected cost, an error at {ErrorCost} and a review at {ReviewCost}"),
    };

    private static ThresholdTarget Share(ThresholdGoal goal, double value) => value is > 0 and <= 1
        ? new(goal) { Value = value }
        : throw new ArgumentException(Invariant($"target {goal.ToString().ToLowerInvariant()}: {value}; it must lie above 0 and be at most 1"));

    private static double[]? Numbers(ReadOnlySpan<string> texts)
    {
        var numbers = new double[texts.Length];
        for (int i = 0; i < texts.Length; i++)
        {
            if (!double.TryParse(texts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i])) return null;
        }
        return numbers;
    }
}
