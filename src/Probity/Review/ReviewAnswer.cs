namespace Probity.Review;

/// <summary>What a human says of a row.</summary>
public sealed record ReviewAnswer
{
    /// <summary>A <see cref="Label"/> that says: none of the classes.</summary>
    public const int NoClass = -1;

    /// <summary>The row's number, or null where <see cref="Id"/> names it.</summary>
    public long? Row { get; init; }

    /// <summary>The row's id, or null where <see cref="Row"/> names it. Where both are given they must be of the same row.</summary>
    public string? Id { get; init; }

    /// <summary>The right class, <see cref="NoClass"/>, or null for no answer.</summary>
    public required int? Label { get; init; }

    /// <summary>Where it stands, for messages, such as <c>answers.jsonl: line 7</c>. The default value is <c>an answer</c>.</summary>
    public string Where { get; init; } = "an answer";
}
