using System.Globalization;
using Probity.Decisions;
using Probity.Scores;
using Probity.Tests.IO;

namespace Probity.Tests.Policies;

/// <summary>The same words and bytes whatever the caller's culture, such as one that writes 0,95 and 1.200.</summary>
public class CultureTests
{
    [Fact]
    public void Words_and_bytes_do_not_depend_on_the_culture()
    {
        using var scratch = new Scratch();
        var (words, bytes) = Under(CultureInfo.InvariantCulture);
        var (commaWords, commaBytes) = Under(Commas());
        Assert.Equal(words, commaWords);
        Assert.Equal(bytes, commaBytes);
        Assert.Contains(words, text => text.Contains("1,500 rows", StringComparison.Ordinal));   // numbers there are, or it would prove nothing
        Assert.Contains(words, text => text.StartsWith("confidence 0.", StringComparison.Ordinal));

        (string[] Words, byte[] Bytes) Under(CultureInfo culture)
        {
            CultureInfo before = CultureInfo.CurrentCulture;
            try
            {
                CultureInfo.CurrentCulture = culture;
                Assert.Equal(culture == CultureInfo.InvariantCulture ? "0.5" : "0,5", $"{.5}");
                SimulatedOutputs fit = SimulatedOutputs.Draw(3_000, 4, 71), fresh = SimulatedOutputs.Draw(100, 4, 72);
                var (learning, _) = fit.Cut(1_500);
                var options = new PolicyOptions { Promise = new PrecisionPromise(.85), GateScore = Score.LogSumExp, MaxFalseAlarm = .1, Seed = 4 };
                var policy = ConfidencePolicy.Fit(fit.Logits, fit.Labels, 4, options);
                var (_, overlapping) = fit.Cut(1_400);
                var warned = ConfidencePolicy.Fit(learning.Logits, learning.Labels, overlapping.Logits, overlapping.Labels, 4, options);
                Assert.NotEmpty(warned.Warnings);
                var stopsNothing = ConfidencePolicy.Fit(fit.Logits.AsSpan(..60), fit.Labels.AsSpan(..15), 4, new() { GateScore = Score.MaxLogit });
                string refusal = Assert.Throws<PromiseRefusedException>(() => ConfidencePolicy.Fit(fit.Logits, fit.Labels, 4, options with { Promise = new PrecisionPromise(.9999) })).Message;
                string hopeless = Assert.Throws<PromiseRefusedException>(() => ConfidencePolicy.Fit(
                    fit.Logits, [.. fit.Labels.Select(label => (label + 1) % 4)], 4, options with { Calibrator = "temperature", Promise = new PrecisionPromise(.985) })).Message;
                policy.Save(scratch["p"]);
                string[] words =
                [
                    policy.Explain(), ConfidencePolicy.Load(scratch["p"]).Explain(), warned.Explain(), stopsNothing.Explain(), refusal, hopeless,
                    .. Enumerable.Range(0, 100).Select(i => policy.Assess(fresh.Row(i)).Reason),
                ];
                Assert.NotEmpty(stopsNothing.Warnings);
                return (words, File.ReadAllBytes(scratch["p"]));
            }
            finally
            {
                CultureInfo.CurrentCulture = before;
            }
        }
    }

    private static CultureInfo Commas() =>
        new("") { NumberFormat = new NumberFormatInfo { NumberDecimalSeparator = ",", NumberGroupSeparator = ".", PercentDecimalSeparator = ",", NegativeSign = "−" } };
}
