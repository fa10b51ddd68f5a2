using System.Numerics;
using Probity.Learning.Layers;
using Probity.Numerics;

namespace Probity.Learning.Engine;

/// <summary>
/// Loss and gradient of a batch through a network (Rumelhart, Hinton &amp; Williams, 1986). Rows go through all layers, forward and back, a
/// range at a time, and meet only where a layer or a penalty looks at the whole batch. All buffers are made once; the work is split
/// by shape alone and partial sums are added in a fixed order, so the gradient has the same bits whatever the number of threads.
/// </summary>
internal sealed unsafe class Backpropagation<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Rows of a range: a tile of twelve and one of four. Batches of a power of two split into them without a rest.</summary>
    public const int RowsAtOnce = 16;

    private readonly Network<T> _network;
    private readonly Layer<T>[] _layers;
    private readonly Objective<T> _objective;
    private readonly Features _features;
    private readonly Features? _outliers;
    private readonly SparseInput<T>? _sparse;          // reads the rows in place of the first layer
    private readonly PinnedArray<T>[] _activations;    // [i] is what layer i reads; the last layer writes where the objective reads
    private readonly PinnedArray<T>?[] _deltas;        // [i] is the derivative of the loss in what layer i reads; none for the input
    private readonly int[] _stages;                    // the first layer of each run of layers that rows pass on their own; then the number of layers
    private readonly LossSums[] _sums;                 // one a range of rows
    private readonly Action<int, int, int>[] _forward;
    private readonly Action<int, int, int>[] _backward;
    private readonly Action<int, int, int> _preparations, _losses, _lastStage, _gradients;
    private readonly (int Layer, int Part)[] _preparationParts, _gradientParts;
    private readonly PinnedArray<T>? _partners;        // what rows are mixed with
    private Batch _batch;

    /// <summary>Towards the mean of a loss over labelled rows.</summary>
    public Backpropagation(
        Network<T> network, Loss loss, IReadOnlyList<Penalty> penalties, Features features, Targets targets, int capacity,
        double[]? classWeights = null, Features? outliers = null, bool mixes = false)
        : this(network, new LabelObjective<T>(loss, penalties, targets, capacity, network.Outputs, classWeights, mixes), features, capacity, outliers, mixes)
    {
    }

    public Backpropagation(Network<T> network, Objective<T> objective, Features features, int capacity, Features? outliers = null, bool mixes = false)
    {
        _network = network;
        _layers = [.. network.Layers];
        _objective = objective;
        _features = features;
        _outliers = outliers;
        _batch = new Batch(0);
        _ = network.Parameters.Gradient;
        foreach (Layer<T> layer in _layers) layer.Reserve(capacity);
        if (!mixes && outliers is null && network.AsSparse(features) is { } sparse) _sparse = new SparseInput<T>((LinearLayer<T>)_layers[0], network.Parameters, sparse, capacity);
        foreach (Layer<T> layer in _layers.Skip(1)) layer.ReserveBackward();

        _activations = new PinnedArray<T>[_layers.Length];
        _deltas = new PinnedArray<T>?[_layers.Length];
        for (int i = 0; i < _layers.Length; i++)
        {
            bool shares = i > 0 && SharesMemory(i - 1);
            _activations[i] = shares ? _activations[i - 1] : new PinnedArray<T>(i == 0 && _sparse is not null ? 0 : checked(capacity * _layers[i].Inputs));
            _deltas[i] = i == 0 ? null : shares ? _deltas[i - 1] : new PinnedArray<T>(checked(capacity * _layers[i].Inputs));
        }

        if (mixes) _partners = new PinnedArray<T>(_activations[0].Length);
        _stages = [0, .. Enumerable.Range(1, _layers.Length - 1).Where(i => _layers[i].CouplesRows), _layers.Length];
        _sums = new LossSums[RowRanges.Count(capacity, RowsAtOnce)];
        _forward = [.. Enumerable.Range(0, _stages.Length - 1).Select(stage => (Action<int, int, int>)((_, start, end) => Forward(stage, start, end)))];
        _backward = [.. Enumerable.Range(0, _stages.Length - 1).Select(stage => (Action<int, int, int>)((_, start, end) => Backward(stage, start, end)))];
        _losses = (range, start, end) => _sums![range] = _objective.Rows(start, end);
        _lastStage = (range, start, end) =>
        {
            Forward(_stages.Length - 2, start, end);
            _sums![range] = _objective.Rows(start, end);
            Backward(_stages.Length - 2, start, end);
        };
        _gradients = (_, part, _) =>
        {
            (int layer, int own) = _gradientParts![part];
            if (layer < 0) _sparse!.Gradient(own, OutputDelta(0));
            else _layers[layer].Gradient(own, Input(layer), OutputDelta(layer), _batch.Count);
        };
        _gradientParts = [.. _layers.SelectMany((layer, i) => Enumerable.Range(0, layer.GradientParts).Select(part => (i, part)))];
        if (_sparse is not null)   // of its first layer the bias alone, which is the last part
            _gradientParts = [.. Enumerable.Range(0, SparseInput<T>.GradientParts).Select(part => (-1, part)), .. _gradientParts.Where(p => p.Layer > 0 || p.Part == _layers[0].GradientParts - 1)];
        _preparations = (_, part, _) => _layers[_preparationParts![part].Layer].Prepare(_preparationParts[part].Part);
        _preparationParts = [.. _layers.SelectMany((layer, i) => Enumerable.Range(0, layer.PreparationParts).Select(part => (i, part)))];
    }

    /// <summary>What the loss carries from step to step; saved in checkpoints.</summary>
    public double[] LossState => _objective.State;

    /// <summary>Computes the gradient of the mean loss of some rows, into the network's parameters.</summary>
    /// <param name="batch">The rows, no more than the capacity.</param>
    /// <returns>Sums over the known rows.</returns>
    public LossSums Run(Batch batch)
    {
        _batch = batch;
        _objective.Begin(batch);
        RowRanges.For(_preparationParts.Length, 1, _preparations);
        int last = _stages.Length - 2;
        for (int stage = 0; stage < last; stage++)
        {
            Gather(stage);
            RowRanges.For(batch.Count, RowsAtOnce, _forward[stage]);
        }
        Gather(last);
        double coupled = 0;
        if (!_objective.CouplesRows)
        {
            RowRanges.For(batch.Count, RowsAtOnce, _lastStage);
        }
        else
        {
            RowRanges.For(batch.Count, RowsAtOnce, _forward[last]);
            RowRanges.For(batch.Count, RowsAtOnce, _losses);
            coupled = _objective.Whole();
            RowRanges.For(batch.Count, RowsAtOnce, _backward[last]);
        }
        for (int stage = last - 1; stage >= 0; stage--)
        {
            int above = _stages[stage + 1];
            _layers[above].GatherBack(Input(above), OutputDelta(above), batch.Count);
            BackwardThrough(above, 0, batch.Count);
            RowRanges.For(batch.Count, RowsAtOnce, _backward[stage]);
        }
        if (_layers[0].CouplesRows) _layers[0].GatherBack(Input(0), OutputDelta(0), batch.Count);
        _sparse?.Gather(_batch.Rows.AsSpan(0, batch.Count));
        RowRanges.For(_gradientParts.Length, 1, _gradients);

        var sums = new LossSums { Loss = coupled };
        for (int range = 0; range < RowRanges.Count(batch.Count, RowsAtOnce); range++) sums.Add(_sums[range]);
        _objective.End(sums);
        return sums;
    }

    private void Gather(int stage)
    {
        int first = _stages[stage];
        if (first == 0 && _layers[0].CouplesRows) ReadRows(0, _batch.Count);
        if (_layers[first].CouplesRows) _layers[first].Gather(Input(first), _batch.Count);
    }

    private void Forward(int stage, int start, int end)
    {
        if (stage == 0 && !_layers[0].CouplesRows) ReadRows(start, end);
        int rows = end - start;
        for (int i = _stages[stage]; i < _stages[stage + 1]; i++)
        {
            Layer<T> layer = _layers[i];
            T* y = OutputAt(i, start);
            if (i == 0 && _sparse is not null) _sparse.Forward(_batch.Rows, start, end, y);
            else layer.Forward(_batch.Step, InputAt(i, start), y, start, rows);
            if (layer is ResidualSum<T> sum) ElementWise.Add(new(InputAt(sum.From, start), rows * sum.Inputs), new Span<T>(y, rows * sum.Inputs));
        }
    }

    /// <summary>Back through the layers of a stage but its first where that couples rows: its derivative needs the whole batch.</summary>
    private void Backward(int stage, int start, int end)
    {
        int first = _stages[stage];
        for (int i = _stages[stage + 1] - 1; i >= first; i--)
        {
            if (i == 0 || (i == first && _layers[i].CouplesRows)) break;
            BackwardThrough(i, start, end - start);
        }
    }

    private void BackwardThrough(int i, int start, int rows)
    {
        Layer<T> layer = _layers[i];
        T* dx = _deltas[i]!.Start + ((long)start * layer.Inputs);
        layer.Backward(_batch.Step, InputAt(i, start), OutputAt(i, start), OutputDelta(i) + ((long)start * layer.Outputs), dx, start, rows);
        for (int k = i; k < _layers.Length; k++)
        {
            if (_layers[k] is ResidualSum<T> sum && sum.From == i)
                ElementWise.Add(new(OutputDelta(k) + ((long)start * sum.Outputs), rows * sum.Outputs), new Span<T>(dx, rows * sum.Outputs));
        }
    }

    private void ReadRows(int start, int end)
    {
        for (int i = start; i < end; i++)
        {
            int row = _batch.Rows[i];
            var to = new Span<T>(InputAt(0, i), _layers[0].Inputs);
            if (i >= _batch.Known)
            {
                _network.Read(_outliers!, row, to);
                continue;
            }
            if (_sparse is null) _network.Read(_features, row, to);
            if (_batch.Partners.Length > 0) Mix(i, to);
            _objective.Take(i, row);
        }
    }

    /// <summary>Mixup (Zhang et al., ICLR 2018): a row becomes a point between itself and another, and so does its target.</summary>
    private void Mix(int i, Span<T> row)
    {
        int partner = _batch.Partners[i];
        _objective.TakePartner(i, partner);
        Span<T> other = _partners!.Span.Slice(i * row.Length, row.Length);
        _network.Read(_features, partner, other);
        T share = T.CreateTruncating(_batch.Shares[i]), rest = T.CreateTruncating(1 - _batch.Shares[i]);
        for (int j = 0; j < row.Length; j++) row[j] = (share * row[j]) + (rest * other[j]);
    }

    /// <summary>Whether layer i writes its output over its input: nobody else needs the input any more.</summary>
    private bool SharesMemory(int i) =>
        i > 0 && _layers[i].InPlace && !_layers[i - 1].ReadsOutput && !_layers.Any(layer => layer is ResidualSum<T> sum && sum.From == i);

    private T* Input(int i) => _activations[i].Start;

    private T* InputAt(int i, int row) => Input(i) + ((long)row * _layers[i].Inputs);

    private T* OutputAt(int i, int row) => i == _layers.Length - 1 ? _objective.OutputsStart + ((long)row * _layers[i].Outputs) : InputAt(i + 1, row);

    private T* OutputDelta(int i) => i == _layers.Length - 1 ? _objective.GradientStart : _deltas[i + 1]!.Start;
}
