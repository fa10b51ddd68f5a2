namespace Probity.Decisions;

/// <summary>What tells accepted rows from those for a human: a threshold on the rule's score, which may depend on the class that is answered.</summary>
public abstract record DecisionRule
{
    private protected DecisionRule()
    {
    }

    /// <summary>What it is called in files.</summary>
    internal abstract string Kind { get; }

    /// <summary>A row answered with this class is accepted from this score on, on the scale that ranks; +∞ where it never is.</summary>
    internal abstract double AcceptFrom(int answer);
}

/// <summary>One threshold for all rows, certified.</summary>
/// <param name="Threshold">The threshold and its promise.</param>
public sealed record ThresholdRule(CertifiedThreshold Threshold) : DecisionRule
{
    internal override string Kind => "threshold";

    internal override double AcceptFrom(int answer) => Threshold.Threshold;
}
