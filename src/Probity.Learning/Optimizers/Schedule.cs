using System.Globalization;

namespace Probity.Learning;

/// <summary>What the learning rate is multiplied by as training goes on. Immutable.</summary>
/// <remarks>
/// Steps count from 0. What decays goes from 1 at the first step after the warm-up to its last share just behind the last step, so that no
/// step is wasted at rate 0. Of the schedules here cosine is a good first choice; a short warm-up helps AdamW with large rates.
/// </remarks>
public abstract record Schedule
{
    private protected Schedule()
    {
    }

    /// <summary>1 throughout.</summary>
    public static Schedule Constant { get; } = new ConstantRate();

    /// <summary>Steps of the warm-up, or 0.</summary>
    public long WarmUpSteps { get; private init; }

    /// <summary>The warm-up as a share of all steps, or 0.</summary>
    public double WarmUpShare { get; private init; }

    /// <summary>Falls along a line to a share.</summary>
    /// <param name="lastShare">Of the learning rate, in [0, 1]. The default value is 0.</param>
    /// <exception cref="ArgumentException">The share is out of range.</exception>
    public static Schedule Linear(double lastShare = 0) => new LinearDecay(CheckLast(lastShare));

    /// <summary>Falls along half a cosine to a share (Loshchilov &amp; Hutter, ICLR 2017, without restarts).</summary>
    /// <param name="lastShare">Of the learning rate, in [0, 1]. The default value is 0.</param>
    /// <exception cref="ArgumentException">The share is out of range.</exception>
    public static Schedule Cosine(double lastShare = 0) => new CosineDecay(CheckLast(lastShare));

    /// <summary>Is multiplied by a factor every so many epochs.</summary>
    /// <param name="epochs">At least 1, counted from the start of training.</param>
    /// <param name="factor">In (0, 1].</param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public static Schedule Step(int epochs, double factor)
    {
        Require.InRange(epochs, 1, int.MaxValue, "schedule: epochs between steps");
        if (!(factor > 0 && factor <= 1)) throw new ArgumentException($"schedule: a step by the factor {factor}; it must lie above 0 and be at most 1");
        return new StepDecay(epochs, factor);
    }

    /// <summary>The same after a warm-up that rises along a line: 1/n at the first of n steps, 1 at the n-th.</summary>
    /// <param name="steps">n, at least 1.</param>
    /// <exception cref="ArgumentException">The number is out of range.</exception>
    public Schedule WithWarmUp(long steps)
    {
        if (steps < 1) throw new ArgumentException($"schedule: a warm-up of {steps} steps; at least 1 is needed");
        return this with { WarmUpSteps = steps, WarmUpShare = 0 };
    }

    /// <summary>The same after a warm-up over the first share of all steps, to the nearest step.</summary>
    /// <param name="share">Strictly between 0 and 1.</param>
    /// <exception cref="ArgumentException">The share is out of range.</exception>
    public Schedule WithWarmUpShare(double share)
    {
        Require.OpenShare(share, "schedule: share of the warm-up");
        return this with { WarmUpSteps = 0, WarmUpShare = share };
    }

    /// <summary>What multiplies the learning rate of a step.</summary>
    /// <param name="step">Steps made before it, at least 0.</param>
    /// <param name="totalSteps">Of the whole training, at least 1; steps beyond keep the last share.</param>
    /// <param name="stepsPerEpoch">What <see cref="Step"/> counts epochs by, at least 1.</param>
    /// <returns>In [0, 1].</returns>
    public double Factor(long step, long totalSteps, long stepsPerEpoch = 1)
    {
        double warmUp = WarmUpShare > 0 ? Math.Round(WarmUpShare * totalSteps) : WarmUpSteps;
        double rise = step < warmUp ? (step + 1) / warmUp : 1;
        double progress = step <= warmUp ? 0 : Math.Min(1, (step - warmUp) / Math.Max(1, totalSteps - warmUp));
        return rise * Decay(progress, step / Math.Max(1, stepsPerEpoch));
    }

    /// <summary>Reads what <see cref="ToString"/> writes: <c>cosine</c>, <c>linear(0.1)</c>, <c>step(30,0.1) warmup(500)</c>.</summary>
    /// <param name="text">
    /// <c>constant</c>, <c>linear</c>, <c>cosine</c> (the latter two with the last share in brackets if not 0) or <c>step(epochs,factor)</c>;
    /// then, if wanted, <c>warmup(n)</c>: steps, or below 1 a share of all steps.
    /// </param>
    /// <exception cref="ArgumentException">It is none of these.</exception>
    public static Schedule Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new ScheduleText(text).Read();
    }

    /// <summary>As text, such as <c>cosine(0.01) warmup(500)</c>.</summary>
    public sealed override string ToString() => Name + (WarmUpShare > 0 ? Named(" warmup", WarmUpShare) : WarmUpSteps > 0 ? Named(" warmup", WarmUpSteps) : "");

    private protected abstract string Name { get; }

    /// <param name="progress">0 at the end of the warm-up, 1 behind the last step.</param>
    /// <param name="epoch">Epochs done.</param>
    private protected abstract double Decay(double progress, long epoch);

    private static double CheckLast(double share) =>
        share is >= 0 and <= 1 ? share : throw new ArgumentException($"schedule: a last share of {share}; it must lie in [0, 1]");

    private static string Named(string name, double share) =>
        share == 0 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}({share})");

    private sealed record ConstantRate : Schedule
    {
        private protected override string Name => "constant";

        private protected override double Decay(double progress, long epoch) => 1;
    }

    private sealed record LinearDecay(double Last) : Schedule
    {
        private protected override string Name => Named("linear", Last);

        private protected override double Decay(double progress, long epoch) => 1 - ((1 - Last) * progress);
    }

    private sealed record CosineDecay(double Last) : Schedule
    {
        private protected override string Name => Named("cosine", Last);

        private protected override double Decay(double progress, long epoch) => Last + ((1 - Last) * .5 * (1 + Math.Cos(Math.PI * progress)));
    }

    private sealed record StepDecay(int Epochs, double By) : Schedule
    {
        private protected override string Name => string.Create(CultureInfo.InvariantCulture, $"step({Epochs},{By})");

        private protected override double Decay(double progress, long epoch) => Math.Pow(By, epoch / Epochs);
    }
}
