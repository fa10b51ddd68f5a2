using System.Numerics;
using Probity.Learning;
using Probity.Learning.Engine;

namespace Probity.Similarity;

/// <summary>Trains a network of one output by a loss over whole batches. What the features come from stays as it is: the gradient ends at them.</summary>
internal sealed unsafe class UncertaintyObjective<T> : Objective<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly UncertaintyLoss _loss;
    private readonly PinnedArray<T> _outputs, _gradient;
    private readonly double[] _numbers, _derivative, _own, _ownDerivative;
    private readonly Parameter<T>? _learned;
    private Batch _batch = new(0);

    public UncertaintyObjective(UncertaintyLoss loss, int capacity)
    {
        _loss = loss;
        loss.Reserve(capacity);
        (_outputs, _gradient) = (new PinnedArray<T>(capacity), new PinnedArray<T>(capacity));
        (_numbers, _derivative) = (new double[capacity], new double[capacity]);
        (_own, _ownDerivative) = (new double[loss.OwnNumbers.Count], new double[loss.OwnNumbers.Count]);
        if (_own.Length > 0) _learned = new Parameter<T>("numbers", 1, _own.Length, decays: false);
        Parameters = new ParameterStore<T>(new[] { _learned }.OfType<Parameter<T>>());
        _ = Parameters.Gradient;
        for (int i = 0; i < _own.Length; i++) _learned!.Span[i] = T.CreateTruncating(loss.OwnNumbers[i]);
    }

    /// <summary>What the loss learns of its own.</summary>
    public ParameterStore<T> Parameters { get; }

    public override T* OutputsStart => _outputs.Start;

    public override T* GradientStart => _gradient.Start;

    public override bool CouplesRows => true;

    public override void Begin(Batch batch) => _batch = batch;

    public override void Take(int i, int row)
    {
    }

    public override LossSums Rows(int start, int end) => default;

    public override double Whole()
    {
        int rows = _batch.Count;
        for (int i = 0; i < rows; i++) _numbers[i] = double.CreateTruncating(_outputs.Start[i]);
        for (int i = 0; i < _own.Length; i++) _own[i] = double.CreateTruncating(_learned!.Values[i]);
        _derivative.AsSpan(0, rows).Clear();
        _ownDerivative.AsSpan().Clear();
        double value = _loss.Compute(_batch.Rows.AsSpan(0, rows), _numbers.AsSpan(0, rows), _derivative.AsSpan(0, rows), _own, _ownDerivative, _batch.Step);
        for (int i = 0; i < rows; i++) _gradient.Start[i] = T.CreateTruncating(_derivative[i]);
        for (int i = 0; i < _own.Length; i++) _learned!.Gradient[i] = T.CreateTruncating(_ownDerivative[i]);
        return value;
    }
}
