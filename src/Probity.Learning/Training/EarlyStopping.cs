namespace Probity.Learning;

/// <summary>
/// Keeps the epoch with the lowest NLL on the validation rows, and stops when it has not got lower for a while (Prechelt, 1998). NLL and
/// not accuracy: a network goes on gaining accuracy long after its confidence has stopped meaning anything.
/// </summary>
public sealed record EarlyStopping
{
    /// <summary>Epochs without a lower NLL after which training stops, at least 1. The default value is 10.</summary>
    public int Patience { get; init; } = 10;
}
