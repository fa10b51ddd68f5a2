namespace Probity.Decisions;

/// <summary>One threshold for all rows that looked best on some, and promises nothing.</summary>
/// <param name="Choice">The threshold, what it was chosen for and how stable it is.</param>
/// <param name="Rows">What is known of the rows it was chosen on.</param>
public sealed record ChosenRule(ChosenThreshold Choice, EstimationRows Rows) : DecisionRule
{
    internal override string Kind => "chosen";

    internal override double AcceptFrom(int answer) => Choice.Threshold ?? double.PositiveInfinity;
}
