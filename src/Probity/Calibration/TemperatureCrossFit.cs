using System.Numerics;

namespace Probity.Calibration;

/// <summary>
/// Temperatures fitted without each fold in turn: what calibration does to rows that it has not seen. An estimate,
/// never a guarantee.
/// </summary>
public sealed class TemperatureCrossFit
{
    private const double FoldTolerance = 1e-5;   // an error of δ in β costs δ² in likelihood

    private readonly byte[] _foldOf;
    private readonly double[] _temperatures;

    private TemperatureCrossFit(byte[] foldOf, double[] temperatures, double nllBefore, double nllAfter)
    {
        _foldOf = foldOf;
        _temperatures = temperatures;
        NllBefore = nllBefore;
        NllAfter = nllAfter;
    }

    /// <summary>Mean negative log-likelihood at T = 1, NaN where nothing was cross-fitted.</summary>
    public double NllBefore { get; }

    /// <summary>Mean negative log-likelihood of each row at the temperature fitted without its fold, NaN where nothing was cross-fitted.</summary>
    public double NllAfter { get; }

    /// <summary>The temperature that was fitted without this row; 1 where nothing was cross-fitted.</summary>
    /// <param name="row">0 to N − 1.</param>
    public double TemperatureWithout(int row) => _temperatures[_foldOf[row]];

    internal static TemperatureCrossFit None(int rows) => new(new byte[rows], [1], double.NaN, double.NaN);

    /// <summary>Cross-fits around the optimum of all rows, at which the objective was last looked at.</summary>
    internal static TemperatureCrossFit Run<T>(TemperatureObjective<T> objective, int rows, double optimum, CalibrationOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int folds = Math.Min(options.Folds, rows);
        if (folds < 2) return None(rows);
        byte[] foldOf = Folds.Assign(rows, folds, options.Seed);
        RowSet Without(int fold) => new(1, foldOf, fold);
        RowSet Within(int fold) => new(1, foldOf, fold, Inside: true);

        // Leaving a fold out moves the optimum little: a Newton step from the common one, already paid for, lands close.
        var starts = new double[folds];
        for (int fold = 0; fold < folds; fold++)
        {
            (_, double gradient, double curvature) = objective.Means(Without(fold));
            double start = optimum - (gradient / curvature);
            starts[fold] = start > optimum / 2 && start < 2 * optimum ? start : optimum;
        }

        var temperatures = new double[folds];
        double sum = 0, sumWeights = 0;
        for (int fold = 0; fold < folds; fold++)
        {
            TemperatureOptimum fitted = TemperatureSolver.Solve(objective, Without(fold), starts[fold], FoldTolerance);
            temperatures[fold] = 1 / fitted.Beta;
            if (fitted.Reason is not null) objective.At(fitted.Beta, new RowSet(1));
            double weight = objective.TotalWeight(Within(fold));
            if (weight == 0) continue;
            sum += weight * objective.Means(Within(fold)).Nll;   // at the solver's last β, which is the fold's
            sumWeights += weight;
        }
        return new TemperatureCrossFit(foldOf, temperatures, objective.NllAtOne, sum / sumWeights);
    }
}
