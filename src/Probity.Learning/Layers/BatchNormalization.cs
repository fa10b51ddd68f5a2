using System.Numerics;
using Probity.Learning.Engine;
using Probity.Numerics;

namespace Probity.Learning.Layers;

/// <summary>
/// Batch normalisation (Ioffe &amp; Szegedy, ICML 2015): in training by mean and variance of the column over the batch, outliers among them;
/// afterwards by running means of both, which move by a tenth a step (the variance divided by rows − 1).
/// </summary>
/// <remarks>
/// A batch of one row has no variance: it is normalised by the running statistics, as constants, and leaves them alone. Such a batch comes
/// of tiny batch sizes alone; training on nothing but single rows never learns the statistics.
/// </remarks>
internal sealed unsafe class BatchNormalization<T> : NormalizationLayer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal const string VarianceName = "variance";

    private const double Momentum = .1;
    private const int ColumnsAtOnce = 64;

    private readonly T[] _runningMean, _runningVariance;
    private readonly Action<int, int, int> _statistics, _slopes;
    private Training? _training;
    private T* _x, _dy;
    private int _rows;

    public BatchNormalization(int width) : base(width)
    {
        _runningMean = new T[width];
        _runningVariance = new T[width];
        Array.Fill(_runningVariance, T.One);
        Statistics = [("mean", _runningMean), (VarianceName, _runningVariance)];
        _statistics = (_, start, end) => Collect(_training!, start, end);
        _slopes = (_, start, end) => CollectBack(_training!, start, end);
    }

    public override IReadOnlyList<(string Name, T[] Values)> Statistics { get; }

    public override bool CouplesRows => true;

    public override void Initialise(RandomStream random, double gain)
    {
        base.Initialise(random, gain);
        Array.Clear(_runningMean);
        Array.Fill(_runningVariance, T.One);
    }

    public override void Reserve(int rows) => _training ??= new Training(Inputs);

    public override void Forward(T* x, T* y, int rows)
    {
        T epsilon = T.CreateTruncating(Epsilon);
        var epsilons = new Vector<T>(epsilon);
        fixed (T* means = _runningMean, variances = _runningVariance)
        {
            int j = 0;
            for (; j <= Inputs - Vector<T>.Count; j += Vector<T>.Count)
            {
                Vector<T> mean = Vector.Load(means + j), shift = Vector.Load(Shift.Values + j);
                Vector<T> factor = Vector.Load(Scale.Values + j) / Vector.SquareRoot(Vector.Load(variances + j) + epsilons);
                for (long at = j; at < (long)rows * Inputs; at += Inputs) (((Vector.Load(x + at) - mean) * factor) + shift).Store(y + at);
            }
            for (; j < Inputs; j++)
            {
                T factor = Scale.Values[j] / T.Sqrt(variances[j] + epsilon);
                for (long at = j; at < (long)rows * Inputs; at += Inputs) y[at] = ((x[at] - means[j]) * factor) + Shift.Values[j];
            }
        }
    }

    public override void Gather(T* x, int rows)
    {
        _x = x;
        _rows = rows;
        RowRanges.For(Inputs, ColumnsAtOnce, _statistics);
    }

    public override void Forward(in Step step, T* x, T* y, int start, int rows)
    {
        Training batch = _training!;
        for (int i = 0; i < rows; i++, x += Inputs, y += Inputs)
        {
            int j = 0;
            for (; j <= Inputs - Vector<T>.Count; j += Vector<T>.Count)
                (((Vector.Load(x + j) - Vector.Load(batch.Centre.Start + j)) * Vector.Load(batch.Factor.Start + j)) + Vector.Load(Shift.Values + j)).Store(y + j);
            for (; j < Inputs; j++) y[j] = ((x[j] - batch.Centre.Start[j]) * batch.Factor.Start[j]) + Shift.Values[j];
        }
    }

    /// <summary>The sums that derivatives need; those of scale and shift are among them.</summary>
    public override void GatherBack(T* x, T* dy, int rows)
    {
        _x = x;
        _dy = dy;
        _rows = rows;
        RowRanges.For(Inputs, ColumnsAtOnce, _slopes);
    }

    /// <summary>With x̂ the normalised value: (dy − mean dy − x̂·mean(dy·x̂))·scale/√(variance + ε).</summary>
    public override void Backward(in Step step, T* x, T* y, T* dy, T* dx, int start, int rows)
    {
        Training batch = _training!;
        T* centre = batch.Centre.Start, factor = batch.Factor.Start, less = batch.Less.Start, slope = batch.Slope.Start;
        for (int i = 0; i < rows; i++, x += Inputs, dy += Inputs, dx += Inputs)
        {
            int j = 0;
            for (; j <= Inputs - Vector<T>.Count; j += Vector<T>.Count)
            {
                Vector<T> pull = Vector.Load(dy + j) - Vector.Load(less + j) - ((Vector.Load(x + j) - Vector.Load(centre + j)) * Vector.Load(slope + j));
                (Vector.Load(factor + j) * pull).Store(dx + j);
            }
            for (; j < Inputs; j++) dx[j] = factor[j] * (dy[j] - less[j] - ((x[j] - centre[j]) * slope[j]));
        }
    }

    private void Collect(Training batch, int start, int end)
    {
        double* means = batch.Means.Start, variances = batch.Variances.Start;
        int count = end - start;
        if (_rows > 1)
        {
            new Span<double>(means + start, count).Clear();
            new Span<double>(variances + start, count).Clear();
            for (int i = 0; i < _rows; i++) ColumnSums.Add(_x + ((long)i * Inputs) + start, means + start, count);
            for (int j = start; j < end; j++) means[j] /= _rows;
            for (int i = 0; i < _rows; i++) ColumnSums.AddSquares(_x + ((long)i * Inputs) + start, means + start, variances + start, count);
        }
        for (int j = start; j < end; j++)
        {
            if (_rows > 1)
            {
                Move(ref _runningMean[j], means[j]);
                Move(ref _runningVariance[j], variances[j] / (_rows - 1));
                variances[j] /= _rows;
            }
            else
            {
                means[j] = double.CreateTruncating(_runningMean[j]);
                variances[j] = double.CreateTruncating(_runningVariance[j]);
            }
            batch.Centre.Start[j] = T.CreateTruncating(means[j]);
            batch.Factor.Start[j] = T.CreateTruncating(double.CreateTruncating(Scale.Values[j]) / Math.Sqrt(variances[j] + Epsilon));
        }
    }

    private void CollectBack(Training batch, int start, int end)
    {
        double* sums = batch.Sums.Start, products = batch.Products.Start, means = batch.Means.Start;
        new Span<double>(sums + start, end - start).Clear();
        new Span<double>(products + start, end - start).Clear();
        for (int i = 0; i < _rows; i++)
        {
            long at = ((long)i * Inputs) + start;
            ColumnSums.AddProducts(_dy + at, _x + at, means + start, sums + start, products + start, end - start);
        }
        double share = _rows > 1 ? 1.0 / _rows : 0;   // statistics that are constants pass nothing back
        for (int j = start; j < end; j++)
        {
            double variance = batch.Variances.Start[j] + Epsilon;
            Scale.Gradient[j] = T.CreateTruncating(products[j] / Math.Sqrt(variance));
            Shift.Gradient[j] = T.CreateTruncating(sums[j]);
            batch.Less.Start[j] = T.CreateTruncating(share * sums[j]);
            batch.Slope.Start[j] = T.CreateTruncating(share * products[j] / variance);
        }
    }

    private static void Move(ref T running, double batch) =>
        running = T.CreateTruncating(((1 - Momentum) * double.CreateTruncating(running)) + (Momentum * batch));

    /// <summary>What a batch leaves for its way forward and back, one number a column each.</summary>
    private sealed class Training(int width)
    {
        public PinnedArray<double> Means { get; } = new(width);

        public PinnedArray<double> Variances { get; } = new(width);

        public PinnedArray<double> Sums { get; } = new(width);

        /// <summary>Σ dy·(x − mean).</summary>
        public PinnedArray<double> Products { get; } = new(width);

        public PinnedArray<T> Centre { get; } = new(width);

        /// <summary>scale / √(variance + ε).</summary>
        public PinnedArray<T> Factor { get; } = new(width);

        /// <summary>Mean of dy.</summary>
        public PinnedArray<T> Less { get; } = new(width);

        public PinnedArray<T> Slope { get; } = new(width);
    }
}
