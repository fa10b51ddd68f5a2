using Probity.IO;
using Probity.Numerics;
using static System.FormattableString;

namespace Probity.Calibration;

/// <summary>
/// Temperature scaling mixed with the uniform distribution (ts-mix; Berta, Holzmüller, Jordan &amp; Bach, 2025, arXiv 2511.03685):
/// probabilities are (1 − α)·softmax(z/T) + α/K with α = 1/(n + 1), n the fitting rows.
/// </summary>
/// <remarks>
/// T is that of <see cref="TemperatureScaling"/>, exact. The mixing says that no more certainty than n rows can show is claimed: no
/// probability is below 1/(K·(n + 1)). Use it in place of the temperature where one confident error must not cost much, or where
/// rows are few; with thousands of rows the two hardly differ. Blind to miscalibration that differs between classes, as the
/// temperature is. A column of its own means binary, read as [0, z].
/// </remarks>
public sealed class TemperatureMixScaling : Calibrator
{
    private const double MostMix = 1 - 1e-12;   // of rows whose weights are next to nothing

    private TemperatureMixScaling(CalibratorBasis basis, double temperature, double mix) : base(basis)
    {
        Temperature = temperature;
        Mix = mix;
    }

    /// <inheritdoc/>
    public override string Kind => "ts-mix";

    /// <summary>T &gt; 0.</summary>
    public double Temperature { get; }

    /// <summary>α: the weight of the uniform distribution, in (0, 1).</summary>
    public double Mix { get; }

    /// <inheritdoc/>
    public override bool KeepsPrediction => true;

    /// <inheritdoc/>
    /// <remarks>Probabilities below α/K, which it never gives, are read as just above it, and for one column those above 1 − α/2 as just below.</remarks>
    public override bool CanInvert => true;

    /// <inheritdoc/>
    public override IReadOnlyList<CalibratorParameter> Parameters => [CalibratorParameter.Number("temperature", Temperature), CalibratorParameter.Number("mix", Mix)];

    internal LogisticFeatures Features => new(1 / Temperature, Mix);

    /// <summary>Fits T; α follows from the number of rows.</summary>
    /// <param name="rows">Rows of any number of classes.</param>
    public static TemperatureMixScaling Fit(CalibrationRows rows)
    {
        var scaling = TemperatureScaling.Fit(rows);
        var fitted = new TemperatureMixScaling(rows.Basis(FitDiagnostics.None), scaling.Temperature, Math.Min(1 / (rows.Total + 1), MostMix));
        FitDiagnostics found = scaling.Diagnostics;
        return new(rows.Basis(fitted.Diagnosed(rows, found.Iterations, found.Converged, found.Gradient, found.Warnings)), fitted.Temperature, fitted.Mix);
    }

    /// <inheritdoc/>
    public override string Explain() =>
        Invariant($"Confidence is the softmax at temperature {Temperature:G6}, ") +
        (Temperature == 1 ? "the model's own, " : Temperature > 1 ? "as the model was overconfident, " : "as the model was underconfident, ") +
        Invariant($"mixed with {Mix:G3} of the uniform distribution: no class is given less than {Mix / Math.Max(2, Classes):G3}.");

    internal override void Transform(Span<double> rows)
    {
        LogisticFeatures features = Features;
        if (Classes > 1)
        {
            for (int i = 0; i < rows.Length; i += Classes) features.Apply(rows.Slice(i, Classes));
            return;
        }
        Span<double> pair = stackalloc double[2];
        foreach (ref double logit in rows)
        {
            (pair[0], pair[1]) = (0, logit);
            features.Apply(pair);
            logit = pair[1] - pair[0];
        }
    }

    private protected override void InvertRow(Span<double> row)
    {
        if (Classes > 1)
        {
            Features.Invert(row);
            return;
        }
        Span<double> pair = [-Elementary.Softplus(row[0]), -Elementary.Softplus(-row[0])];
        Features.Invert(pair);
        row[0] = pair[1] - pair[0];
    }

    internal static TemperatureMixScaling Restore(CalibratorReader from)
    {
        (double temperature, double mix) = ReadFeatures(from);
        return new(from.Basis, temperature, mix);
    }

    /// <summary>A temperature and a mixing weight that are what their names say.</summary>
    internal static (double Temperature, double Mix) ReadFeatures(CalibratorReader from)
    {
        double temperature = from.Number("temperature"), mix = from.Number("mix");
        from.Expect(temperature > 0 && double.IsFinite(1 / temperature), $"temperature {temperature}");
        from.Expect(mix > 0 && mix < 1, $"a weight {mix} of the uniform distribution");
        return (temperature, mix);
    }
}
