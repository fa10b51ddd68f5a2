namespace Probity.Metrics.Accumulators;

/// <summary>Right and wrong weight of ranges of a ranking, most trustworthy first, as rows that tied groups are made of.</summary>
internal sealed class RankedCells
{
    private readonly List<double> _wrong = [], _weights = [];
    private readonly List<int> _ends = [];

    public void Add(double right, double wrong)
    {
        // Errors first within a range, which is what the worst order needs.
        if (wrong > 0) Row(wrong, 1);
        if (right > 0) Row(right, 0);
        _ends.Add(_weights.Count);

        void Row(double weight, double isWrong)
        {
            _weights.Add(weight);
            _wrong.Add(isWrong);
        }
    }

    /// <summary>As if each range were one group of ties.</summary>
    public RiskCoveragePass Tied(double coverage, double risk) => Run([.. _ends], _wrong, _weights, coverage, risk);

    /// <summary>As if the errors of each range came first.</summary>
    public RiskCoveragePass Worst(double coverage, double risk) => Run([.. Enumerable.Range(1, _weights.Count)], _wrong, _weights, coverage, risk);

    /// <summary>As if the errors of each range came last.</summary>
    public RiskCoveragePass Best(double coverage, double risk)
    {
        List<double> wrong = [.. _wrong], weights = [.. _weights];
        int start = 0;
        foreach (int end in _ends)
        {
            wrong.Reverse(start, end - start);
            weights.Reverse(start, end - start);
            start = end;
        }
        return Run([.. Enumerable.Range(1, weights.Count)], wrong, weights, coverage, risk);
    }

    /// <summary>The largest coverage that any order within the ranges allows at a risk.</summary>
    public double MostCoverage(double risk)
    {
        double m = 0, errors = 0, most = 0, total = 0;
        foreach (double weight in _weights) total += weight;
        int start = 0;
        foreach (int end in _ends)
        {
            double before = errors;
            for (int i = start; i < end; i++)
            {
                m += _weights[i];
                errors += _weights[i] * _wrong[i];
            }
            start = end;
            // Right rows first, then as many errors x as keep (before + x) / (rights + before + x) ≤ risk.
            double rights = m - errors;
            double allowed = Math.Min(errors, risk / (1 - risk) * rights);
            if (allowed >= before) most = Math.Max(most, rights + allowed);
        }
        return Math.Min(1, most / total);
    }

    private static RiskCoveragePass Run(int[] ends, List<double> wrong, List<double> weights, double coverage, double risk) =>
        RiskCoveragePass.Run(ends, [.. wrong], [.. weights], coverage, risk);
}
