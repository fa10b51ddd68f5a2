namespace Probity.Metrics;

/// <summary>One pass over ranked rows, most confident first, for every figure of selective prediction.</summary>
internal struct RiskCoveragePass
{
    private double _weight, _errors, _risks, _area, _discordant;

    /// <summary>Expected selective risk of the first ⌈c·n⌉ rows.</summary>
    public double RiskAtCoverage;

    /// <summary>Largest coverage over whole tie groups whose risk is low enough, else 0.</summary>
    public double CoverageAtRisk;

    /// <summary>Largest coverage over whole tie groups whose accuracy is high enough, else 0.</summary>
    public double CoverageAtAccuracy;

    /// <summary>Mean selective risk of the i most confident rows.</summary>
    public readonly double Aurc => _risks / _weight;

    /// <summary>AURC of the same outcomes with every error ranked last.</summary>
    public readonly double Oracle => SumOfRisks(_weight - _errors, 0, _errors, _errors) / _weight;

    /// <summary>AURC minus its oracle; the difference is ≥ 0 but for rounding.</summary>
    public readonly double Eaurc => Math.Max(0, Aurc - Oracle);

    /// <summary>Area under the generalised risk.</summary>
    public readonly double Augrc => _area / _weight / _weight;

    /// <summary>AUROC of right against wrong, ties one half; NaN where one of them is missing.</summary>
    public readonly double Auroc =>
        _errors > 0 && _weight > _errors ? 1 - (_discordant / _errors / (_weight - _errors)) : double.NaN;

    /// <summary>Prediction rejection ratio: on that curve the two areas are to each other as 2·AUROC − 1.</summary>
    public readonly double Prr => (2 * Auroc) - 1;

    public static RiskCoveragePass Of(
        ReadOnlySpan<double> ranking, ReadOnlySpan<bool> correct, ReadOnlySpan<double> weights,
        double coverage = 0.8, double risk = 0.05, double accuracy = 0.99)
    {
        Require.Ranking(ranking, correct, weights, nameof(ranking), nameof(correct));
        return OfRepeated(ranking, correct, RepetitionWeights.Of(weights, ranking.Length), coverage, risk, accuracy);
    }

    /// <summary>From checked columns, the weights taken as they are.</summary>
    public static RiskCoveragePass OfRepeated(
        ReadOnlySpan<double> ranking, ReadOnlySpan<bool> correct, double[] weights, double coverage = 0.8, double risk = 0.05, double accuracy = 0.99)
    {
        var ranked = RankedRows.Descending(ranking);
        return Run(ranked.GroupEnds, ranked.Indicate(correct, false), ranked.Arrange(weights), coverage, risk, accuracy);
    }

    /// <param name="groupEnds">Ends of the tie groups, most confident first.</param>
    /// <param name="wrong">1 or 0 in that order.</param>
    /// <param name="weights">In that order; zeros are fine.</param>
    /// <param name="coverage">Where to read the risk.</param>
    /// <param name="risk">Where to read the coverage.</param>
    /// <param name="accuracy">Where to read the coverage at an accuracy.</param>
    public static RiskCoveragePass Run(
        ReadOnlySpan<int> groupEnds, ReadOnlySpan<double> wrong, ReadOnlySpan<double> weights, double coverage, double risk,
        double accuracy = 0.99)
    {
        double target = CoveredRows(coverage, WeightedSums.Of(weights, wrong).Weight);

        var pass = new RiskCoveragePass();
        double m = 0, errors = 0, covered = 0, accurate = 0;
        int start = 0;
        foreach (int end in groupEnds)
        {
            double group = 0, groupErrors = 0;
            for (int i = start; i < end; i++)
            {
                group += weights[i];
                groupErrors += weights[i] * wrong[i];
            }
            start = end;
            if (group == 0) continue;

            pass._risks += SumOfRisks(m, errors, group, groupErrors);
            // Trapezoids: a random order within the group is a straight line from its start to its end.
            double halfway = errors + (groupErrors / 2);
            pass._area += group * halfway;
            pass._discordant += (group - groupErrors) * halfway;
            if (m < target && target <= m + group) pass.RiskAtCoverage = (errors + (groupErrors * ((target - m) / group))) / target;
            m += group;
            errors += groupErrors;
            if (errors / m <= risk) covered = m;
            if ((m - errors) / m >= accuracy) accurate = m;   // not 1 − accuracy, which rounds
        }
        if (target > m) pass.RiskAtCoverage = errors / m;   // sums of fractional weights, added in another order

        pass._weight = m;
        pass._errors = errors;
        pass.CoverageAtRisk = covered / m;
        pass.CoverageAtAccuracy = accurate / m;
        return pass;
    }

    /// <summary>⌈coverage · total⌉ with the coverage read as a decimal: .07·100 is 7 rows, not 8.</summary>
    public static double CoveredRows(double coverage, double total)
    {
        if (total > 1e15) return coverage * total;
        // Nine digits after the point: fractional weights add up to whole totals only up to rounding.
        return Math.Min(total, (double)Math.Ceiling((decimal)coverage * (decimal)Math.Round(total, 9)));
    }

    /// <summary>
    /// Σ over j = 1 … g of the expected selective risk (E + e·j/g) / (m + j) at position m + j, within a group of g tied
    /// rows with e errors, after m rows with E errors. In closed form e + (E − e·m/g)·(H(m+g) − H(m)), which also
    /// continues it to fractional weights.
    /// </summary>
    private static double SumOfRisks(double m, double errors, double group, double groupErrors)
    {
        if (group == 1) return (errors + groupErrors) / (m + 1);
        if (group == 0) return 0;
        double slope = groupErrors / group;
        if (group <= 16 && group == (int)group)
        {
            double sum = 0;
            for (int j = 1; j <= (int)group; j++) sum += (errors + (slope * j)) / (m + j);
            return sum;
        }
        return groupErrors + ((errors - (slope * m)) * HarmonicNumbers.Difference(m, group));
    }
}
