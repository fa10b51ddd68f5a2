namespace Probity.Metrics;

/// <summary>What the figures that look at classes and labels are, in words that travel with the number.</summary>
internal static class ClassDefinitions
{
    private const string Bins = "equal-width bins (b/B, (b+1)/B] over [0, 1], right-closed, 0 in the first bin";
    private const string Reverse = "Biased upward, so the interval is a reverse-percentile (basic) bootstrap over rows, truncated at 0, that reaches 0 where p does not rule out perfect calibration and holds the value";
    private const string Percentile = "Interval: percentile bootstrap over rows";
    private const string Split = "over rows, the fits held fixed";

    public static string EceOfClass(int bins) =>
        $"L1 gap, in {bins} {Bins}, between the stated probability of this class and how often it is the label; over all rows. {Reverse}.";

    public static string Calibration(string loss) =>
        $"{loss} minus {loss.ToLowerInvariant()}_refinement: what temperature scaling, cross-fitted over five folds of rows, removes (negative where it does "
        + $"harm); a lower bound of all that recalibration could remove. Interval: percentile bootstrap {Split}, reaching up to 0 at least, below which no true loss lies.";

    public static string Refinement(string loss) =>
        $"{loss} of each row at the temperature fitted without its fold (five folds of rows): an upper bound, by temperature scaling, of the loss that no "
        + $"recalibration can remove. Interval: percentile bootstrap {Split}.";

    public static string Precision => "Share of the rows predicted as this class whose label it is. Interval: Wilson.";

    public static string Recall => "Share of the rows with this label that are predicted as it. Interval: Wilson.";

    public static string F1 =>
        "2TP/(2TP+FP+FN), the harmonic mean of precision and recall. Interval: that of TP/(TP+FP+FN) by Wilson, carried over by 2J/(1+J).";

    public static string MeanConfidence => "Mean stated probability of the rows predicted as this class. Interval: normal, from their spread.";

    public static string EceWherePredicted(int bins) =>
        $"Top-label expected calibration error, L1, of the rows predicted as this class: {bins} {Bins}. {Reverse}.";

    public static string OneVersusRest =>
        "Probability that a row with this label (positive) has a higher probability of the class than a row with another (negative); ties count one half. "
        + "Interval: Newcombe's score interval.";

    public static string CellAccuracy => $"Share of cells (row, label) that are right: present where p > 1/2. One minus the Hamming loss. {Percentile} with all their cells.";

    public static string SubsetAccuracy => "Share of rows whose every cell is right. Interval: Wilson.";

    public static string CellNll => $"Mean over cells of the negative natural logarithm of the probability of what is the case, unclipped. {Percentile} with all their cells.";

    public static string CellBrier => $"Mean over cells of the squared error of the probabilities, summed over present and absent. {Percentile} with all their cells.";

    public static string EceOfCells(int bins) =>
        $"L1 gap, in {bins} {Bins}, between the stated probability of a label and how often it is present; all cells together. {ReverseRows}.";

    public static string EceLabelwise(int bins) =>
        $"Mean over labels of the L1 gap, in {bins} {Bins} of each label, between its stated probability and how often it is present. {ReverseRows}.";

    public static string EceOfLabel(int bins) =>
        $"L1 gap, in {bins} {Bins}, between the stated probability of this label and how often it is present. {ReverseRows}.";

    public static string AurocMicro =>
        $"Probability that a cell with its label present (positive) has a higher logit than one without, all cells together; ties count one half. {Percentile} with all their cells.";

    public static string AurocMacro => $"Mean over labels of the AUROC of the label's present (positive) against absent rows; ties count one half. {Percentile}.";

    public static string PrecisionMicro => $"Step average precision of present cells, highest logit first, all cells together, groups of ties taken whole. {Percentile} with all their cells.";

    public static string PrecisionMacro => $"Mean over labels of the step average precision of the label's present rows, groups of ties taken whole. {Percentile}.";

    public static string LabelAuroc =>
        $"Probability that a row with this label (positive) has a higher logit of it than one without; ties count one half. {Percentile}, at least as wide as Newcombe's score interval.";

    public static string LabelPrecision => $"Step average precision of the rows with this label, highest logit first, groups of ties taken whole. {Percentile}.";

    public static string Gap(string name) =>
        $"Largest minus smallest {name} over the groups of at least {GroupTable.FewRows} rows. p: how often as large a gap comes about when rows are "
        + "assigned to these groups at random (permutation test).";

    private static string ReverseRows =>
        $"{Reverse}; null95 and p: every row's gaps, all its cells together, turned to a random sign (a wild bootstrap), so that labels may depend on each other";
}
