using System.Globalization;
using System.Numerics;
using Probity.Learning.Engine;
using Probity.Numerics;

namespace Probity.Learning;

/// <summary>
/// Adam (Kingma &amp; Ba, ICLR 2015) with decoupled weight decay (Loshchilov &amp; Hutter, ICLR 2019): each step first shrinks weights by the
/// factor 1 − rate·decay, then moves by rate·m̂/(√v̂ + ε). Without decay it is Adam.
/// </summary>
public sealed record AdamW : Optimizer
{
    internal const double DefaultRate = .001;

    /// <summary>About how far a parameter moves in one step. The default value is 0.001.</summary>
    public override double LearningRate { get; init; } = DefaultRate;

    /// <summary>Pull of weights (not biases, not scales) towards 0, at least 0. The default value is 0.</summary>
    public double WeightDecay { get; init; }

    /// <summary>How long the mean of gradients remembers, in [0, 1). The default value is 0.9.</summary>
    public double Beta1 { get; init; } = .9;

    /// <summary>How long the mean of squares remembers, in [0, 1). The default value is 0.999.</summary>
    public double Beta2 { get; init; } = .999;

    /// <summary>Added to the root of the mean square, positive. The default value is 1e-8.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>
    /// Whether a first layer that reads sparse rows moves (and decays) only weights of columns that occur in the batch, as SparseAdam and LazyAdam do:
    /// with many columns the others are nearly all the work. Their moments wait too, so that a rare column's steps stay long. No difference
    /// for dense rows. The default value is false.
    /// </summary>
    public bool Lazy { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"adamw(rate={LearningRate},decay={WeightDecay},beta1={Beta1},beta2={Beta2},epsilon={Epsilon}{(Lazy ? ",lazy" : "")})");

    internal override void Check()
    {
        base.Check();
        CheckDecay(WeightDecay);
        CheckShare(Beta1, "beta1");
        CheckShare(Beta2, "beta2");
        Require.Positive(Epsilon, "epsilon");
    }

    internal override OptimizerRun<T> Start<T>(ParameterStore<T> parameters) => new Run<T>(this, parameters);

    private sealed unsafe class Run<T> : OptimizerRun<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private const double Tiny = 1e-37;   // just above what is denormal among floats
        private const int RangeLength = 8_192;

        private readonly AdamW _settings;
        private readonly ParameterStore<T> _parameters;
        private readonly PinnedArray<T> _mean, _square;
        private readonly Action<int, int, int> _update, _updateOccurring, _updateOthers;
        private T _rate, _correction, _shrink;

        public Run(AdamW settings, ParameterStore<T> parameters)
        {
            _settings = settings;
            _parameters = parameters;
            _mean = new PinnedArray<T>(parameters.Length);
            _square = new PinnedArray<T>(parameters.Length);
            State = [("mean", _mean), ("square", _square)];
            _update = Update;
            _updateOccurring = UpdateOccurring;
            _updateOthers = UpdateOthers;
        }

        public override IReadOnlyList<(string Name, PinnedArray<T> Values)> State { get; }

        private protected override void Move(double learningRate)
        {
            _rate = T.CreateTruncating(learningRate / (1 - Math.Pow(_settings.Beta1, Steps)));
            _correction = T.CreateTruncating(1 / (1 - Math.Pow(_settings.Beta2, Steps)));
            _shrink = T.CreateTruncating(1 - (learningRate * _settings.WeightDecay));
            if (!_settings.Lazy || _parameters.Occurring is not { } occurring)
            {
                RowRanges.For(_parameters.Length, RangeLength, _update);
                return;
            }
            RowRanges.For(occurring.Rows.Length, occurring.RowsAtOnce, _updateOccurring);
            RowRanges.For(_parameters.Length - occurring.End, RangeLength, _updateOthers);
        }

        private void UpdateOccurring(int range, int start, int end)
        {
            OccurringRows occurring = _parameters.Occurring!;
            foreach (int row in occurring.Rows[start..end]) Update(row * occurring.Width, (row + 1) * occurring.Width, _shrink);
        }

        private void UpdateOthers(int range, int start, int end)
        {
            int first = _parameters.Occurring!.End;
            Update(range, first + start, first + end);
        }

        private void Update(int range, int start, int end)
        {
            int decaying = Math.Clamp(_parameters.Decaying, start, end);
            Update(start, decaying, _shrink);
            Update(decaying, end, T.One);
        }

        // Where no gradient comes for some hundreds of steps, moments would end as denormal numbers and stay there: a product with .9 rounds
        // back up. They cost many times the work of others and move nothing, so they become 0.
        // Ranges of the store are whole vectors, for every parameter has its room rounded up to a cache line; single rows of weights need not be.
        private void Update(int start, int end, T shrink)
        {
            T* values = _parameters.ValuesStart, gradients = _parameters.GradientStart, means = _mean.Start, squares = _square.Start;
            T beta1 = T.CreateTruncating(_settings.Beta1), beta2 = T.CreateTruncating(_settings.Beta2);
            Vector<T> keepMean = new(beta1), addMean = new(T.CreateTruncating(1 - _settings.Beta1)), keepSquare = new(beta2), addSquare = new(T.CreateTruncating(1 - _settings.Beta2));
            Vector<T> rate = new(_rate), correction = new(_correction), epsilon = new(T.CreateTruncating(_settings.Epsilon)), shrinks = new(shrink), tiny = new(T.CreateTruncating(Tiny));
            int i = start;
            for (; i <= end - Vector<T>.Count; i += Vector<T>.Count)
            {
                Vector<T> gradient = Vector.Load(gradients + i);
                Vector<T> mean = (Vector.Load(means + i) * keepMean) + (gradient * addMean);
                Vector<T> square = (Vector.Load(squares + i) * keepSquare) + (gradient * gradient * addSquare);
                mean &= Vector.GreaterThan(Vector.Abs(mean), tiny);
                square &= Vector.GreaterThan(square, tiny);
                mean.Store(means + i);
                square.Store(squares + i);
                Vector<T> move = mean * rate / (Vector.SquareRoot(square * correction) + epsilon);
                ((Vector.Load(values + i) * shrinks) - move).Store(values + i);
            }
            for (; i < end; i++)
            {
                T gradient = gradients[i], mean = (means[i] * beta1) + (gradient * addMean[0]), square = (squares[i] * beta2) + (gradient * gradient * addSquare[0]);
                means[i] = mean = T.Abs(mean) > tiny[0] ? mean : T.Zero;
                squares[i] = square = square > tiny[0] ? square : T.Zero;
                values[i] = (values[i] * shrink) - (mean * _rate / (T.Sqrt(square * _correction) + epsilon[0]));
            }
        }
    }
}
