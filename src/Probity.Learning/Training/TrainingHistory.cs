namespace Probity.Learning;

/// <summary>Why training ended.</summary>
public enum TrainingEnd
{
    /// <summary>All epochs were made.</summary>
    Finished,

    /// <summary>Validation NLL had stopped falling.</summary>
    StoppedEarly,

    /// <summary>The loss was no longer a number; the best epoch before that was kept.</summary>
    Diverged,
}

/// <summary>How a training went.</summary>
public sealed record TrainingHistory
{
    /// <summary>Figures after each epoch.</summary>
    public required IReadOnlyList<EpochFigures> Epochs { get; init; }

    /// <summary>The epoch whose weights were kept, counted from 1.</summary>
    public required int KeptEpoch { get; init; }

    /// <summary>Why it ended.</summary>
    public required TrainingEnd End { get; init; }

    /// <summary>What is known about the optimum where <see cref="LimitedMemoryBfgs"/> looked for it, as one epoch; null for other optimisers.</summary>
    public ConvexOptimum? Optimum { get; init; }

    /// <summary>Rows that it learned from.</summary>
    public required int TrainingRows { get; init; }

    /// <summary>Rows that chose the epoch; 0 without.</summary>
    public required int ValidationRows { get; init; }

    /// <summary>
    /// What it was trained with, as texts by name: every option, the seed, and under <c>rows</c> a SHA-256 of the rows. Model files keep it,
    /// and checkpoints must agree with it.
    /// </summary>
    public IReadOnlyDictionary<string, string> Recipe { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What to bear in mind or to change, in plain words.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>
    /// Of an ensemble the histories of all its networks; empty for a single one. The figures of this history are then those of the first
    /// network, the warnings those of all.
    /// </summary>
    public IReadOnlyList<TrainingHistory> Members { get; init; } = [];

    /// <summary>The history of an ensemble.</summary>
    internal static TrainingHistory OfMembers(IReadOnlyList<TrainingHistory> histories)
    {
        TrainingHistory[] members = [.. histories.Select((history, i) => history with { Epochs = [.. history.Epochs.Select(figures => figures with { Member = i + 1, Members = histories.Count })] })];
        IEnumerable<string> warnings = members.SelectMany((history, i) => history.Warnings.Select(warning => $"member {i + 1}: {warning}"));
        var recipe = new OrderedDictionary<string, string>(members[0].Recipe, StringComparer.Ordinal) { ["members"] = FormattableString.Invariant($"{members.Length}") };
        return members[0] with { Recipe = recipe, Members = members, Warnings = [.. warnings] };
    }
}
