namespace Probity.Decisions;

/// <summary>One threshold for all rows that looked best on some, and promises nothing.</summary>
/// <param name="Choice">The threshold, what it was chosen for and how stable it is.</param>
/// <param name="Rows">What is known of the rows it was chosen on.</param>
public sealed record ChosenRule(ChosenThreshold Choice, ChoiceRows Rows) : DecisionRule
{
    internal override string Kind => "chosen";

    internal override double AcceptFrom(int answer) => Choice.Threshold ?? double.PositiveInfinity;
}

/// <summary>What is known of the rows that a threshold was chosen on.</summary>
public enum ChoiceRows
{
    /// <summary>Nothing that makes their scores was learned from them: rows of their own, or scores as the model gave them.</summary>
    HeldOut,

    /// <summary>The calibrator was learned from them, and each was scored by one that was fitted without its fold.</summary>
    CrossFitted,

    /// <summary>What makes their scores was learned from them; figures on them flatter.</summary>
    InSample,
}
