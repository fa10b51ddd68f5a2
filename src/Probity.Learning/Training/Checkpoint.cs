namespace Probity.Learning;

/// <summary>Where a training keeps all that it needs to go on after an interruption.</summary>
/// <remarks>
/// Training begins by looking for the file. Where it is there and was made by the same options and rows, training goes on from it and ends
/// in the same bits as if it had never been interrupted; where it was made by others, training refuses and the file stays as it is. After
/// the last epoch the file is written once more and kept. Where it cannot be written (a full disk) the older one stays whole, training
/// goes on, and says so in <see cref="EpochFigures.Warning"/> and <see cref="TrainingHistory.Warnings"/>.
/// </remarks>
/// <param name="Path">A file in a directory that exists.</param>
/// <param name="EveryEpochs">After how many epochs it is written, at least 1. The default value is 1.</param>
public sealed record Checkpoint(string Path, int EveryEpochs = 1)
{
    /// <summary>Every network of an ensemble has a file of its own: <c>c.probity</c>, <c>c.2.probity</c>, <c>c.3.probity</c>.</summary>
    /// <param name="member">Counted from 1.</param>
    internal Checkpoint OfMember(int member) =>
        member == 1 ? this : Beside(FormattableString.Invariant($"{member}"));

    /// <summary>Every fold of a cross-fit has a file of its own: <c>c.fold1.probity</c>; the final model has the file itself.</summary>
    /// <param name="fold">Counted from 1.</param>
    internal Checkpoint OfFold(int fold) => Beside(FormattableString.Invariant($"fold{fold}"));

    private Checkpoint Beside(string name) => this with { Path = System.IO.Path.ChangeExtension(Path, name + System.IO.Path.GetExtension(Path)) };
}
