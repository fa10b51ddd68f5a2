namespace Probity.Decisions;

/// <summary>A threshold for every class that is answered, each certified on that class's rows.</summary>
/// <remarks>
/// Precision and coverage are promised by class answered (rows answered k), recall by true class (rows of class k: accepted and answered k), false
/// alarms by every other class (rows of other classes accepted as k), joint risk of all rows (accepted as k and wrong). With
/// <see cref="RuleScope.PerClass"/> each is certified at 1 − δ/<see cref="Parts"/>, so that all hold at once with probability 1 − δ.
/// </remarks>
public sealed record ClassThresholdsRule : DecisionRule
{
    internal ClassThresholdsRule(RuleScope scope, double? confidence, int parts, IReadOnlyList<ClassThreshold> classes) =>
        (Scope, Confidence, Parts, Classes) = (scope, confidence, parts, classes);

    /// <summary>All at once, or each alone.</summary>
    public RuleScope Scope { get; }

    /// <summary>1 − δ of all classes at once, or of each alone; null for promises in expectation.</summary>
    public double? Confidence { get; }

    /// <summary>Classes that δ was split over; 1 where each stands alone or nothing had to be split.</summary>
    public int Parts { get; }

    /// <summary>One a class, in their order.</summary>
    public IReadOnlyList<ClassThreshold> Classes { get; }

    /// <summary>The promise of any class that has one: kind and target are the same in all.</summary>
    public DecisionPromise Promise => Classes.First(one => one.Threshold is not null).Threshold!.Promise;

    internal override string Kind => "class_thresholds";

    internal override double AcceptFrom(int answer) => Classes[answer].Threshold?.Threshold ?? double.PositiveInfinity;
}

/// <summary>The threshold of one class.</summary>
/// <param name="Threshold">Certified on the class's rows, or null where the class is never accepted. Learning and certifying rows are those of all classes; what counts for the promise is the class's own.</param>
/// <param name="Refusal">Why there is none, with the numbers; null where there is one.</param>
public sealed record ClassThreshold(CertifiedThreshold? Threshold, string? Refusal);
