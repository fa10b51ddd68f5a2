using Probity.Calibration;
using Probity.Numerics;

namespace Probity;

/// <summary>Labelled rows as a rule sees them: the answer, its score, and whether it is right.</summary>
internal sealed record AnsweredRows
{
    /// <summary>The class answered.</summary>
    public required int[] Answers { get; init; }

    /// <summary>Calibrated probability of the answer.</summary>
    public required double[] Confidence { get; init; }

    /// <summary>The rule's score, on the scale that ranks.</summary>
    public required double[] Scores { get; init; }

    public required int[] Labels { get; init; }

    /// <summary>Whether the answer is right.</summary>
    public required bool[] Correct { get; init; }

    /// <summary>Whether the gate lets the row pass; empty without one.</summary>
    public bool[] Passes { get; init; } = [];

    /// <summary>What each row counts; empty where each counts once.</summary>
    public double[] Weights { get; init; } = [];

    public int Count => Labels.Length;

    /// <summary>Some of them, in the order chosen, a row as often as it is.</summary>
    public AnsweredRows Chosen(ReadOnlySpan<int> rows) => new()
    {
        Answers = RowSplit.Gather<int>(Answers, 1, rows),
        Confidence = RowSplit.Gather<double>(Confidence, 1, rows),
        Scores = RowSplit.Gather<double>(Scores, 1, rows),
        Labels = RowSplit.Gather<int>(Labels, 1, rows),
        Correct = RowSplit.Gather<bool>(Correct, 1, rows),
        Passes = Passes.Length == 0 ? [] : RowSplit.Gather<bool>(Passes, 1, rows),
        Weights = Weights.Length == 0 ? [] : RowSplit.Gather<double>(Weights, 1, rows),
    };

    /// <summary>The same rows, of which scores and outcomes can be overwritten.</summary>
    public AnsweredRows Overwritable() => this with { Scores = [.. Scores], Correct = [.. Correct] };

    public static AnsweredRows Of(AnswerScoring scoring, ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, Calibrator? calibrator)
    {
        int rows = labels.Length;
        var answered = new AnsweredRows { Answers = new int[rows], Confidence = new double[rows], Scores = new double[rows], Labels = labels.ToArray(), Correct = new bool[rows] };
        scoring.Compute(logits, calibrator, answered.Answers, answered.Confidence, answered.Scores);
        scoring.AnswerAccepted(answered.Answers, answered.Confidence, answered.Scores);
        for (int i = 0; i < rows; i++) answered.Correct[i] = answered.Answers[i] == labels[i];
        return answered;
    }
}
