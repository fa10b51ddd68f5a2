using Probity.Decisions;
using Probity.Metrics;
using Probity.Numerics;
using Probity.Scores;

namespace Probity.Simulation;

/// <summary>How a promise fared in many resplits: see <see cref="PolicySimulation"/>.</summary>
public sealed record SimulationReport
{
    /// <summary>What was promised, of each class on its own where the rule is by class.</summary>
    public required DecisionPromise Promise { get; init; }

    /// <summary>How often rows were split, or drawn.</summary>
    public required int Resplits { get; init; }

    /// <summary>Rows that learned each time.</summary>
    public required int RowsLearned { get; init; }

    /// <summary>Rows that certified each time, drawn with replacement.</summary>
    public required int RowsCertified { get; init; }

    /// <summary>Rows that stood for the world.</summary>
    public required int RowsOfWorld { get; init; }

    /// <summary>Whether what was learned stayed as it is, since the certifying rows were a set of their own.</summary>
    public required bool CertifyingSideOnly { get; init; }

    /// <summary>The calibrator that was settled on all rows and fitted anew each time, or <c>none</c>.</summary>
    public required string Calibrator { get; init; }

    /// <summary>Seed of the splits.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Resplits in which the rows could not carry the promise.</summary>
    public int Refused => Resplits - Given;

    /// <summary>Why, the commonest first. Sentences that differ in their numbers alone count as one, of which the first is shown.</summary>
    public required IReadOnlyList<SimulatedRefusal> Refusals { get; init; }

    /// <summary>Resplits in which the promise was given.</summary>
    public required int Given { get; init; }

    /// <summary>Those in which it was kept, by every class where the rule is by class.</summary>
    public required int Kept { get; init; }

    /// <summary>Share kept of those given; null where none was given.</summary>
    public double? KeptShare => Given == 0 ? null : (double)Kept / Given;

    /// <summary>Lower end of the 95 % interval of that share (Clopper &amp; Pearson, 1934).</summary>
    public double? KeptLow => Given == 0 ? null : ClopperPearson.Lower(Kept, Given, .025);

    /// <summary>Upper end of it.</summary>
    public double? KeptHigh => Given == 0 ? null : ClopperPearson.Upper(Kept, Given, .025);

    /// <summary>Share of all resplits, refused ones included, in which a promise was given and broken: what δ bounds.</summary>
    public double BrokenShare => (double)(Given - Kept) / Resplits;

    /// <summary>
    /// Whether that is more than δ beyond chance (at 2.5 %): the rows are then not what the promise supposes. Where each class stands alone, whether that is so
    /// of any of them. False of a promise in expectation, see <see cref="SimulatedPart.Rate"/>.
    /// </summary>
    public bool BrokenTooOften => Promise.Confidence is { } confidence && (Scope == RuleScope.EachAlone
        ? Parts.Any(part => More(part.Given - part.Kept, .025 / Parts.Count, confidence))
        : More(Given - Kept, .025, confidence));

    /// <summary>Of which rows the promise is: of each alone nothing is promised of <see cref="Kept"/>, which is of all at once.</summary>
    public required RuleScope Scope { get; init; }

    /// <summary>Share of the world accepted, of promises given; null where none was.</summary>
    public required SimulatedSpread? Coverage { get; init; }

    /// <summary>Share of accepted rows that are right, likewise.</summary>
    public required SimulatedSpread? Precision { get; init; }

    /// <summary>Every promise of the rule: one, or one a class.</summary>
    public required IReadOnlyList<SimulatedPart> Parts { get; init; }

    internal static SimulationReport Of(Resplit[] resplits, PolicyOptions options, Setting setting)
    {
        Resplit[] given = [.. resplits.Where(one => one.Refusal is null)];
        return new()
        {
            Promise = options.Promise!,
            Resplits = resplits.Length,
            RowsLearned = setting.Learned,
            RowsCertified = setting.Certified,
            RowsOfWorld = setting.World,
            CertifyingSideOnly = setting.CertifyingSideOnly,
            Calibrator = setting.Calibrator,
            Seed = options.Seed,
            Scope = options.Scope,
            Refusals = [.. resplits.Where(one => one.Refusal is not null).GroupBy(one => Pattern(one.Refusal!)).Select(group => new SimulatedRefusal(group.First().Refusal!, group.Count())).OrderByDescending(one => one.Count)],
            Given = given.Length,
            Kept = given.Count(one => one.Kept),
            Coverage = SimulatedSpread.Of(given.Select(one => one.Coverage)),
            Precision = SimulatedSpread.Of(given.Select(one => one.Precision)),
            Parts = [.. given.SelectMany(one => one.Parts).GroupBy(part => part.Class).OrderBy(group => group.Key ?? -1).Select(group => new SimulatedPart
            {
                Class = group.Key,
                Target = group.First().Target,
                Given = group.Count(),
                Kept = group.Count(part => part.Kept),
                Rate = SimulatedSpread.Of(group.Select(part => part.Rate)),
                Threshold = SimulatedSpread.Of(group.Select(part => RankingScale.Stated(options.Score, part.Threshold)))!,
            })],
        };
    }

    private bool More(int broken, double level, double confidence) => broken > 0 && ClopperPearson.Lower(broken, Resplits, level) > (double)(1m - (decimal)confidence);

    /// <summary>A sentence without its numbers.</summary>
    private static string Pattern(string sentence) => string.Concat(sentence.Where(letter => !char.IsAsciiDigit(letter) && letter is not ('.' or ',')));

    internal sealed record Setting(int Learned, int Certified, int World, string Calibrator, bool CertifyingSideOnly);
}

/// <summary>Why a promise was refused, and how often.</summary>
/// <param name="Reason">The sentence of the first of them.</param>
/// <param name="Count">Resplits.</param>
public sealed record SimulatedRefusal(string Reason, int Count);

/// <summary>One promise of a simulated rule.</summary>
public sealed record SimulatedPart
{
    /// <summary>The class that it is about; null for all rows.</summary>
    public required int? Class { get; init; }

    /// <summary>The bound of the rate.</summary>
    public required double Target { get; init; }

    /// <summary>Resplits in which it was given.</summary>
    public required int Given { get; init; }

    /// <summary>Those in which it was kept.</summary>
    public required int Kept { get; init; }

    /// <summary>The promised rate as it truly was; of a promise in expectation the mean is what must keep to the target. Null where no row counted.</summary>
    public required SimulatedSpread? Rate { get; init; }

    /// <summary>The threshold, in the score's own units.</summary>
    public required SimulatedSpread Threshold { get; init; }
}

/// <summary>How a number varied over resplits; those where it is undefined are left out.</summary>
/// <param name="Count">How many numbers.</param>
/// <param name="Mean">Mean.</param>
/// <param name="StandardError">Standard error of the mean: how far chance in the resplits moves it.</param>
/// <param name="Median">Median.</param>
/// <param name="Low">5 % quantile.</param>
/// <param name="High">95 % quantile.</param>
/// <param name="Least">Least.</param>
/// <param name="Most">Largest.</param>
public sealed record SimulatedSpread(int Count, double Mean, double StandardError, double Median, double Low, double High, double Least, double Most)
{
    internal static SimulatedSpread? Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Where(value => !double.IsNaN(value)).Order()];
        if (sorted.Length == 0) return null;
        double mean = 0, squares = 0;
        foreach (double value in sorted) mean += value / sorted.Length;
        foreach (double value in sorted) squares += (value - mean) * (value - mean);
        double error = sorted.Length == 1 ? double.NaN : Math.Sqrt(squares / (sorted.Length - 1) / sorted.Length);
        return new(sorted.Length, mean, error, Interval.Quantile(sorted, .5), Interval.Quantile(sorted, .05), Interval.Quantile(sorted, .95), sorted[0], sorted[^1]);
    }
}
