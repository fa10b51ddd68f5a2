namespace Probity.Reporting;

/// <summary>How a model was trained: what the section on learning curves shows.</summary>
public sealed record TrainingBlock
{
    /// <summary>The model, its loss and its optimiser in one line, such as <c>784 → 256 → 10, ReLU, dropout 0.2; cross-entropy; AdamW</c>. Shown as text.</summary>
    public required string Model { get; init; }

    /// <summary>Rows that the model learned from, at least 1.</summary>
    public required int TrainingRows { get; init; }

    /// <summary>Rows held out to watch the training, none of which was learned from; 0 without them.</summary>
    public int ValidationRows { get; init; }

    /// <summary>The epoch whose weights were kept, one of <see cref="Epochs"/>; null where the last one's were.</summary>
    public int? KeptEpoch { get; init; }

    /// <summary>Why training stopped, such as <c>validation NLL had not fallen for 10 epochs</c>; null where that is not known. Shown as text.</summary>
    public string? Stopped { get; init; }

    /// <summary>Every epoch that was run, in order, at least one. However many there are, the page holds some 500 of them at most.</summary>
    public required IReadOnlyList<TrainingEpoch> Epochs { get; init; }
}

/// <summary>One pass over the training rows, and the model after it. What was not measured is null; what a diverging run made of it may be NaN or infinite.</summary>
public sealed record TrainingEpoch
{
    /// <summary>Its number, at least 0 and above that of the epoch before.</summary>
    public required int Number { get; init; }

    /// <summary>Mean over the training rows of the loss that was minimised, as measured while learning.</summary>
    public required double TrainingLoss { get; init; }

    /// <summary>Share of training rows whose answer was right, in [0, 1].</summary>
    public double? TrainingAccuracy { get; init; }

    /// <summary>Mean negative natural logarithm of the probability of the label, over the validation rows.</summary>
    public double? ValidationNll { get; init; }

    /// <summary>Share of validation rows whose answer is right, in [0, 1].</summary>
    public double? ValidationAccuracy { get; init; }

    /// <summary>Mean probability of the predicted class over the validation rows, in [0, 1]; with it the page can say whether the model became too sure.</summary>
    public double? ValidationConfidence { get; init; }

    /// <summary>Top-label expected calibration error on the validation rows, in [0, 1].</summary>
    public double? ValidationEce { get; init; }

    /// <summary>Learning rate of the epoch, at its end where it changes within; finite and not negative.</summary>
    public double? LearningRate { get; init; }
}
