using Probity.Metrics;

namespace Probity.Decisions;

/// <summary>
/// Chow's rule: a row is answered with the class of least expected cost, or handed to whichever of review and rejection is expected to cost less. The rule's
/// score is what answering saves against those; a row is accepted from 0 on. It promises nothing: it is as good as the calibrated probabilities.
/// </summary>
/// <param name="Costs">What answers, reviews and rejections cost.</param>
/// <param name="Estimate">What it costs a row, or null where that could not be estimated.</param>
public sealed record CostRule(CostMatrix Costs, CostEstimate? Estimate) : DecisionRule
{
    internal override string Kind => "costs";

    internal override double AcceptFrom(int answer) => 0;
}

/// <summary>What a cost rule and its alternatives cost a row: estimates, no promises.</summary>
public sealed record CostEstimate
{
    /// <summary>On which rows.</summary>
    public required EstimationRows Source { get; init; }

    /// <summary>Mean cost of a row under the policy.</summary>
    public required Figure Policy { get; init; }

    /// <summary>Mean cost of a row where every row is given the answer of least expected cost.</summary>
    public required Figure AlwaysAnswer { get; init; }

    /// <summary>Mean cost of a row where every row is reviewed; null where there are no reviews.</summary>
    public required Figure? AlwaysReview { get; init; }

    /// <summary>Share of rows answered.</summary>
    public required double Accepted { get; init; }

    /// <summary>Share of rows reviewed.</summary>
    public required double Reviewed { get; init; }

    /// <summary>Share of rows rejected.</summary>
    public required double Rejected { get; init; }
}
