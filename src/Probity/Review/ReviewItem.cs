namespace Probity.Review;

/// <summary>A row that a human is asked about.</summary>
public sealed record ReviewItem
{
    /// <summary>Its number among all rows assessed, from 0.</summary>
    public required long Row { get; init; }

    /// <summary>Its id, or null where rows have none.</summary>
    public string? Id { get; init; }

    /// <summary>The class predicted.</summary>
    public required int Predicted { get; init; }

    /// <summary>Calibrated probability that the prediction is right.</summary>
    public required double Confidence { get; init; }

    /// <summary>Decision and band of confidence.</summary>
    public required ReviewStratum Stratum { get; init; }

    /// <summary>Why the policy decided so.</summary>
    public required string Reason { get; init; }

    /// <summary>Drawn for audit: audited rows are a random share of all rows, whatever was decided.</summary>
    public required bool Audit { get; init; }

    /// <summary>Probability with which the row came into the queue, in (0, 1].</summary>
    public required double Propensity { get; init; }

    /// <summary>How messages name it.</summary>
    internal string Name => Id is null ? $"row {Row}" : $"row {Row} ('{(Id.Length <= 40 ? Id : Id[..40] + "…")}')";
}
