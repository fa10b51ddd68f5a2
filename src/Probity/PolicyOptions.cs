using Probity.Calibration;
using Probity.Decisions;
using Probity.Scores;

namespace Probity;

/// <summary>What the matrix that a policy is fitted on and applied to holds.</summary>
public enum OutputKind
{
    /// <summary>Logits, before softmax or sigmoid.</summary>
    Logits,

    /// <summary>Probabilities, of which the logarithms stand in for logits: log-sum-exp and the largest logit mean nothing then.</summary>
    Probabilities,

    /// <summary>
    /// One column: log-odds that an answer given elsewhere is right, such as the best match of a search. Labels are 1 where it is, else 0. The prediction is
    /// always 1, and confidence may lie below one half.
    /// </summary>
    Correctness,
}

/// <summary>What a policy is to learn and to promise.</summary>
public sealed record PolicyOptions
{
    /// <summary>How confidence is calibrated: <c>auto</c>, which chooses, <c>none</c>, or the name of a <see cref="CalibrationMethod"/>. The default value is <c>auto</c>.</summary>
    public string Calibrator { get; init; } = AutoCalibration.Name;

    /// <summary>
    /// The score that the threshold is set on. The default value is <see cref="Score.MaxProbability"/>, which means the
    /// calibrated confidence; all others are those of the raw outputs.
    /// </summary>
    public Score Score { get; init; } = Score.MaxProbability;

    /// <summary>What the accepting threshold is to guarantee, or null to promise nothing. The default value is null.</summary>
    public DecisionPromise? Promise { get; init; }

    /// <summary>Of which rows the promise holds: of all classes together, of every class at once, or of each class alone. The default value is together.</summary>
    public RuleScope Scope { get; init; }

    /// <summary>
    /// The class of interest, 0 to K − 1, or null. The threshold is then on its calibrated probability, which may lie below one half; an accepted row
    /// is answered with it, and right rows are those of this class: precision, recall and false alarms are those of detecting it. The default value is null.
    /// </summary>
    public int? Positive { get; init; }

    /// <summary>Several scores, joined on the learning rows into one that the threshold is set on; null to use <see cref="Score"/> alone. The default value is null.</summary>
    public IReadOnlyList<Score>? Scores { get; init; }

    /// <summary>What errors, reviews and rejections cost: rows are then answered, reviewed or rejected at the least expected cost (Chow's rule). Not together with a promise. The default value is null.</summary>
    public CostMatrix? Costs { get; init; }

    /// <summary>
    /// What the accepting threshold is to look best at, or null. It is a point estimate and promises nothing; not together with
    /// <see cref="Promise"/> or new class priors. The default value is null.
    /// </summary>
    public ThresholdTarget? Choice { get; init; }

    /// <summary>The score of the raw outputs that the gate for unknowns is set on, or null for no gate. The default value is null.</summary>
    public Score? GateScore { get; init; }

    /// <summary>Share of known rows that the gate may stop, in (0, 1). The default value is 0.05.</summary>
    public double MaxFalseAlarm { get; init; } = .05;

    /// <summary>
    /// Class priors of where the policy will be used, one a class (two for a binary column), above 0, sum 1; calibrated confidence is moved
    /// to them from those of the learning rows. Not together with a promise. The default value is null.
    /// </summary>
    public IReadOnlyList<double>? Priors { get; init; }

    /// <summary>
    /// M×K unlabelled outputs, row-major, from where the policy will be used, of the same kind as the fitting rows: the class priors there are
    /// estimated from them. Not together with <see cref="Priors"/> or a promise. The default value is empty.
    /// </summary>
    public ReadOnlyMemory<float> Unlabelled { get; init; }

    /// <summary>
    /// The most that any row could weigh, known before the rows were drawn: with inverse-propensity weights one over the lowest propensity. A promise on rows with weights
    /// needs it, for a bound by betting. The default value is null.
    /// </summary>
    public double? MaxWeight { get; init; }

    /// <summary>Share of rows set aside to certify the promise, in (0, 1). Unused where nothing is promised. The default value is 0.5.</summary>
    public double CertifyShare { get; init; } = .5;

    /// <summary>Seed of every split. The default value is 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>Logits or probabilities. The default value is logits.</summary>
    public OutputKind Outputs { get; init; } = OutputKind.Logits;

    /// <summary>K names, or null. The default value is null.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>What the policy is to warn of beside what is found while it is fitted.</summary>
    internal IReadOnlyList<string> Notes { get; init; } = [];
}
