using Probity.IO;
using Probity.Numerics;
using static System.FormattableString;

namespace Probity.Calibration;

/// <summary>
/// Isotonic regression (Zadrozny &amp; Elkan, KDD 2002): the rising staircase that fits the labels best, by pooling adjacent
/// violators. It minimises squared error and negative log-likelihood alike.
/// </summary>
/// <remarks>
/// Between blocks the probability runs in a straight line over the log-odds, as scikit-learn's does over whatever score it is
/// given: fitted on log-odds, both agree everywhere before the floor. Blocks at the ends that hold one class only would claim
/// certainty, at the price of an infinite loss: they get ½/(n + 1) of their n rows instead of 0 (Krichevsky &amp; Trofimov,
/// 1981), never more than the next block. Within a block all rows tie; where ranking matters use
/// <see cref="CenteredIsotonicCalibration"/>. Wants a thousand rows or more: with few it fits noise.
/// </remarks>
public sealed class IsotonicCalibration : BinaryCalibrator
{
    private readonly IsotonicBlock[] _blocks;   // of rising score and share
    private readonly double[] _probabilities;
    private readonly ScoreCurve _curve;

    private IsotonicCalibration(CalibratorBasis basis, IsotonicBlock[] blocks) : base(basis)
    {
        _blocks = blocks;
        _probabilities = EndFloor.Apply(Array.ConvertAll(blocks, block => block.Raw), Array.ConvertAll(blocks, block => block.Rows));
        List<double> scores = [], values = [];
        for (int i = 0; i < blocks.Length; i++)
        {
            scores.Add(blocks[i].Low);
            values.Add(_probabilities[i]);
            if (blocks[i].High == blocks[i].Low) continue;
            scores.Add(blocks[i].High);
            values.Add(_probabilities[i]);
        }
        _curve = new ScoreCurve([.. scores], [.. values]);
    }

    /// <inheritdoc/>
    public override string Kind => "isotonic";

    /// <summary>The steps, lowest first, with their shares before the floor.</summary>
    public IReadOnlyList<IsotonicBlock> Blocks => _blocks;

    /// <inheritdoc/>
    public override bool IsMonotone => true;

    /// <inheritdoc/>
    public override IReadOnlyList<CalibratorParameter> Parameters =>
        [new("blocks", [.. _blocks.SelectMany(block => new[] { block.Low, block.High, block.Ones, block.Rows })], 4)];

    /// <summary>Fits the staircase, in the time that a sort takes.</summary>
    /// <param name="rows">Rows of two classes.</param>
    /// <exception cref="ArgumentException">More than two classes.</exception>
    public static IsotonicCalibration Fit(CalibrationRows rows)
    {
        using var groups = ScoreGroups.Of(rows, rented: true);
        var pooled = AdjacentViolators.Pool(groups, rows.Total);
        var blocks = new IsotonicBlock[pooled.Count];
        for (int i = 0; i < blocks.Length; i++)
            blocks[i] = new(groups.Scores[pooled.Start(i)], groups.Scores[pooled.Ends[i] - 1], pooled.Ones[i], pooled.Totals[i]);

        var fitted = new IsotonicCalibration(rows.Basis(FitDiagnostics.None), blocks);
        double nll = 0;   // of blocks, not of rows: every fitting row has its block's probability
        for (int i = 0; i < blocks.Length; i++)
        {
            double p = fitted._probabilities[i];
            nll -= (blocks[i].Ones * Math.Log(p)) + ((blocks[i].Rows - blocks[i].Ones) * Elementary.Log1P(-p));
        }
        string[] warnings = blocks.Length > 1 ? [] : ["no higher score goes with more rows of class 1: every row gets the same confidence"];
        return new(rows.Basis(new(rows.Count, 1, pooled.Violation <= 1e-9, pooled.Violation, groups.MeanNll(rows.Total), nll / rows.Total, warnings)), blocks);
    }

    /// <inheritdoc/>
    public override double LogOdds(double logOdds) => _curve.LogOdds(logOdds);

    /// <inheritdoc/>
    public override string Explain()
    {
        if (_blocks.Length == 1) return Invariant($"Every row gets the probability {_probabilities[0]:G5} of class 1.");
        string steps = Invariant($"A staircase of {_blocks.Length:N0} steps: the probability of class 1 rises from {_probabilities[0]:G5} at log-odds {_blocks[0].High:G5} and below to {_probabilities[^1]:G5} at {_blocks[^1].Low:G5} and above, in straight lines between steps.");
        if (_blocks[0].Ones == 0) steps += Invariant($" The lowest step saw {_blocks[0].Rows:#,0.##} rows, none of class 1.");
        if (_blocks[^1].Ones == _blocks[^1].Rows) steps += Invariant($" The highest step saw {_blocks[^1].Rows:#,0.##} rows, all of class 1.");
        return steps;
    }

    private protected override double InverseLogOdds(double calibrated) => _curve.Inverse(calibrated);

    internal static IsotonicCalibration Restore(CalibratorReader from)
    {
        double[] values = from.Values("blocks");
        from.Expect(values.Length % 4 == 0, $"blocks of 4 numbers, but {values.Length:N0} in all");
        var blocks = new IsotonicBlock[values.Length / 4];
        for (int i = 0; i < blocks.Length; i++)
        {
            IsotonicBlock block = blocks[i] = new(values[4 * i], values[(4 * i) + 1], values[(4 * i) + 2], values[(4 * i) + 3]);
            from.Expect(block.Low <= block.High && block.Rows > 0 && block.Ones >= 0 && block.Ones <= block.Rows, $"block {i} is no block: {block}");
            from.Expect(i == 0 || (blocks[i - 1].High < block.Low && blocks[i - 1].Raw <= block.Raw), $"block {i} does not lie above the one before");
        }
        return new(from.Basis, blocks);
    }
}
