using System.Globalization;
using System.Numerics;
using Probity.Learning.Engine;
using Probity.Numerics;

namespace Probity.Learning;

/// <summary>
/// Stochastic gradient descent with momentum (Sutskever et al., ICML 2013), after Nesterov (1983) or classical: v = μ·v + g, then
/// p −= rate·v, or p −= rate·(g + μ·v) with Nesterov's look-ahead.
/// </summary>
/// <remarks>
/// This is PyTorch's convention: the rate multiplies the whole velocity. Sutskever et al. keep it inside (v = μ·v − rate·g); both are the
/// same as long as the rate is, and differ by a factor in what is remembered when a schedule moves it. Weight decay is coupled: g gains
/// decay·p before anything else, which is the gradient of ½·decay·‖p‖².
/// </remarks>
public sealed record StochasticGradientDescent : Optimizer
{
    /// <summary>Multiplies the velocity. The default value is 0.1.</summary>
    public override double LearningRate { get; init; } = .1;

    /// <summary>μ: the share of the velocity that is kept, in [0, 1); 0 is plain gradient descent. The default value is 0.9.</summary>
    public double Momentum { get; init; } = .9;

    /// <summary>Whether the velocity is looked ahead once more. The default value is false.</summary>
    public bool Nesterov { get; init; }

    /// <summary>Ridge on weights (not biases, not scales), at least 0. The default value is 0.</summary>
    public double WeightDecay { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"sgd(rate={LearningRate},{(Nesterov ? "nesterov" : "momentum")}={Momentum},decay={WeightDecay})");

    internal override void Check()
    {
        base.Check();
        CheckShare(Momentum, "momentum");
        CheckDecay(WeightDecay);
    }

    internal override OptimizerRun<T> Start<T>(ParameterStore<T> parameters) => new Run<T>(this, parameters);

    private sealed unsafe class Run<T> : OptimizerRun<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private const int RangeLength = 32_768;

        private readonly StochasticGradientDescent _settings;
        private readonly ParameterStore<T> _parameters;
        private readonly PinnedArray<T> _velocity;
        private readonly Action<int, int, int> _update;
        private T _rate;

        public Run(StochasticGradientDescent settings, ParameterStore<T> parameters)
        {
            _settings = settings;
            _parameters = parameters;
            _velocity = new PinnedArray<T>(parameters.Length);
            State = [("velocity", _velocity)];
            _update = Update;
        }

        public override IReadOnlyList<(string Name, PinnedArray<T> Values)> State { get; }

        private protected override void Move(double learningRate)
        {
            _rate = T.CreateTruncating(learningRate);
            RowRanges.For(_parameters.Length, RangeLength, _update);
        }

        private void Update(int range, int start, int end)
        {
            int decaying = Math.Clamp(_parameters.Decaying, start, end);
            Update(start, decaying, T.CreateTruncating(_settings.WeightDecay));
            Update(decaying, end, T.Zero);
        }

        // Both ends are whole vectors: every parameter has its room rounded up to a cache line.
        private void Update(int start, int end, T decay)
        {
            T* values = _parameters.ValuesStart, gradients = _parameters.GradientStart, velocities = _velocity.Start;
            T momentum = T.CreateTruncating(_settings.Momentum);

            // Both variants move along ahead·v + own·g, with (1, 0) or (μ, 1).
            Vector<T> keep = new(momentum), ahead = new(_settings.Nesterov ? momentum : T.One), own = new(_settings.Nesterov ? T.One : T.Zero);
            Vector<T> rate = new(_rate), decays = new(decay);
            for (int i = start; i < end; i += Vector<T>.Count)
            {
                Vector<T> value = Vector.Load(values + i);
                Vector<T> gradient = Vector.Load(gradients + i) + (value * decays);
                Vector<T> velocity = (Vector.Load(velocities + i) * keep) + gradient;
                velocity.Store(velocities + i);
                (value - (((velocity * ahead) + (gradient * own)) * rate)).Store(values + i);
            }
        }
    }
}
