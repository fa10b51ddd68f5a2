namespace Probity.Metrics;

/// <summary>What each figure is, in words that travel with the number.</summary>
internal static class Definitions
{
    private const string Binned = "equal-width bins (b/B, (b+1)/B] over [0, 1], right-closed, 0 in the first bin, empty bins ignored";
    private const string Reaching = "reaches 0 where p does not rule out perfect calibration and holds the value";
    private const string Reverse = "Biased upward, so the interval is a reverse-percentile (basic) bootstrap, its upper half no narrower than the spread of resamples, its lower end less "
        + "up to the bias of calibrated rows, truncated at 0, that " + Reaching;
    private const string Percentile = "Interval: percentile bootstrap over rows";

    /// <summary>What the value is, without what the interval of a bootstrap is.</summary>
    public static string OfValue(string definition)
    {
        int end = definition.Length;
        foreach (string words in new[] { "Interval", "Biased upward" })
        {
            int at = definition.IndexOf(words, StringComparison.Ordinal);
            if (at >= 0) end = Math.Min(end, at);
        }
        return definition[..end].TrimEnd();
    }

    private const string Skewed = $"{Percentile}, at least as wide as Student's on the logarithm with one degree of freedom less than there are errors";

    public static string Accuracy => "Share of rows whose predicted class is the label. Interval: Wilson.";

    public static string Nll => $"Mean negative natural logarithm of the probability of the label, unclipped. {Percentile}.";

    public static string Brier =>
        "Squared error of the probabilities against the one-hot label, summed over all classes (also for binary), mean over rows. "
        + $"{Percentile}.";

    public static string Ece(int bins) => $"Top-label expected calibration error, L1: {bins} {Binned}. {Reverse}.";

    public static string Mce(int bins) =>
        $"Largest gap between mean confidence and accuracy of a non-empty bin: {bins} {Binned}. {Reverse}.";

    public static string Rmsce(int bins) => $"Top-label root mean square calibration error, L2: {bins} {Binned}. {Reverse}.";

    public static string EceEqualMass(int bins) =>
        $"Top-label expected calibration error, L1: at most {bins} bins of equal mass, cut by cumulative weight and never inside a "
        + $"tie. {Reverse}; resamples keep the cuts.";

    public static string RmsceDebiased(int bins) =>
        $"Top-label debiased root mean square calibration error (Kumar 2019): at most {bins} bins of equal mass, never cut inside a tie; "
        + "each squared gap less p̂(1−p̂)/(n−1) of its bin, summed by share, root of what is above 0. "
        + $"Interval: bootstrap of the debiased square around the plain one, resamples keep the cuts; it {Reaching}.";

    public static string Overconfidence(int bins) =>
        $"The part of ece from bins whose mean confidence is above their accuracy; with underconfidence it sums to ece: {bins} {Binned}. {Reverse}.";

    public static string Underconfidence(int bins) =>
        $"The part of ece from bins whose mean confidence is below their accuracy; with overconfidence it sums to ece: {bins} {Binned}. {Reverse}.";

    public static string SmoothEce =>
        "Top-label smooth calibration error (Błasiok & Nakkiran 2024): gap between confidence and correctness smoothed by a reflected "
        + $"Gaussian, mean of the absolute value, at the scale that equals it (beside it as scale). {Reverse}.";

    public static string Ks =>
        $"Largest absolute cumulative difference of outcome and confidence, in order of rising confidence, {Cumulated} as the maximum of |Brownian motion|. {Reverse}.";

    public static string Kuiper =>
        $"Largest less smallest cumulative difference of outcome and confidence (0 before the first row), in order of rising confidence, {Cumulated} as the range of Brownian motion. {Reverse}.";

    public static string Spiegelhalter =>
        "Spiegelhalter's z: excess of the top-label Brier score over what the stated probabilities promise, in standard deviations; positive "
        + $"where the score is worse, p two-sided normal. It grows with √n. {Percentile}.";

    public static string BrierReliability(int bins) =>
        $"Murphy's reliability of the top-label Brier score: squared gap of mean confidence and accuracy, by share, {bins} {Binned}; "
        + $"top_label_brier = reliability − resolution + uncertainty + within_bins. {Reverse}.";

    public static string BrierResolution(int bins) =>
        $"Murphy's resolution of the top-label Brier score: squared distance of a bin's accuracy from all rows', by share, {bins} {Binned}. "
        + "Biased upward, so the interval is a reverse-percentile (basic) bootstrap, truncated at 0.";

    public static string BrierUncertainty =>
        "Murphy's uncertainty of the top-label Brier score: accuracy·(1 − accuracy). Interval: its range over Wilson's interval of the accuracy.";

    public static string EceClasswise(int bins) =>
        $"Mean over classes of the L1 calibration error of the class's probability: {bins} {Binned}. {Reverse}.";

    public static string Auroc =>
        "Probability that a right row (positive) has higher max probability than a wrong one (negative); ties count one half. "
        + $"{Percentile}, at least as wide as Newcombe's score interval.";

    public static string Aurc =>
        "Mean over i of the selective risk (share wrong) of the i most confident rows, ranked by max probability, expected under "
        + $"random order of ties. {Skewed}.";

    public static string Eaurc =>
        $"AURC minus that of the exact discrete oracle, which ranks every error last; never negative. {Skewed}.";

    public static string Augrc =>
        "Share of all rows both accepted and wrong, integrated over coverage by trapezoids, ranked by max probability, expected "
        + $"under random order of ties; equals (1−AUROC)·acc·(1−acc)+½(1−acc)². {Skewed}.";

    public static string RiskAtCoverage =>
        $"Share wrong among the ⌈0.8·n⌉ rows of highest max probability, expected under random order of ties. {Percentile}, at "
        + "least as wide as Wilson's of those rows.";

    public static string CoverageAtRisk =>
        "Largest share of rows, cut between groups of tied max probability, of which at most 5 % are wrong; 0 where no cut is good "
        + $"enough. {Percentile}, reaching down to the largest cut at which Wilson's upper end is at most 5 %.";

    public static string Sac =>
        "Selective accuracy constraint: largest share of rows, cut between groups of tied max probability, of which at least 99 % are "
        + $"right; 0 where no cut is good enough. {Percentile}, reaching down to the largest cut at which Wilson's upper end is at most 1 %.";

    public static string Prr =>
        "Prediction rejection ratio (Malinin & Gales 2021): how much of what an oracle would gain over random rejection is gained by "
        + "rejecting the rows of lowest max probability. Equals 2·AUROC − 1, and so does its interval.";

    public static string AurcClassBalanced =>
        "AURC with each row weighing N/(K·rows of its true class), so that every class counts the same, ranked by max probability, "
        + $"expected under random order of ties. {Skewed}; resamples balance their own classes.";

    public static string OodAuroc(string score) =>
        $"Probability that an in-distribution row (positive) ranks above an unknown one (negative) by {score}; ties count one half. "
        + $"{Separately}, at least as wide as Newcombe's score interval.";

    public static string OodFpr95(string score) =>
        $"Share of unknown rows (negative) at or above the largest threshold on {score} that keeps at least 95 % of the "
        + $"in-distribution rows (positive). {Separately}, at least as wide as Wilson's.";

    public static string OodAuprIn(string score) =>
        $"Step average precision of in-distribution rows (positive) by {score}, highest first, groups of ties taken whole; depends "
        + $"on the share of unknown rows. {Separately}.";

    public static string OodAuprOut(string score) =>
        $"Step average precision of unknown rows (positive) by {score} negated, groups of ties taken whole; depends on the share of "
        + $"unknown rows. {Separately}.";

    private static string Cumulated =>
        "read at ends of tie groups, divided by its standard deviation under the stated probabilities (Arrieta-Ibarra 2022; the "
        + "undivided one beside as deviation; the statistic grows with √n). p: asymptotic,";

    public static string OodAutc(string score) =>
        $"Half the sum of the areas under the rates of false positives and false negatives over a threshold on {score}, scaled to "
        + $"[0, 1] by the range of these rows; 0 is best. {Separately}, the scale held.";

    public static string OodOscr(string score) =>
        $"Share of in-distribution rows classified right with {score} at or above a threshold, averaged over the thresholds that "
        + "unknown rows set; ties count one half. Equals the probability that an in-distribution row is right and ranks above an "
        + $"unknown one; at most the accuracy. {Separately}, at least as wide as Newcombe's score interval.";

    private static string Separately => "Interval: percentile bootstrap, in-distribution and unknown rows drawn apart";
}
