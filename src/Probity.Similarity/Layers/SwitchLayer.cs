using System.Buffers;
using System.Numerics;
using Probity.Learning;
using Probity.Learning.Engine;
using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>
/// Layers of its own for each key; the last number of a row is the index of its key. Training brings the rows of a key together, so that
/// their layers see ranges of rows. No row's output depends on other rows; the batch is only sorted as a whole.
/// </summary>
internal sealed unsafe class SwitchLayer<T> : Layer<T>, IAnneals where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int RowsAtOnce = 16;

    private readonly Branch<T>[] _branches;
    private readonly Action<int, int, int> _back;
    private (int Branch, int Layer, int Part)[] _preparations = [], _gradients = [];
    private int[] _keys = [], _places = [];   // of a row of the batch: its branch, and its place among that branch's rows
    private Step _step;
    private T* _dy;

    /// <param name="branches">Each takes and gives as many numbers as the others, and looks at one row at a time.</param>
    public SwitchLayer(IReadOnlyList<(string Key, IReadOnlyList<Layer<T>> Layers)> branches) : base(branches[0].Layers[0].Inputs + 1, branches[0].Layers[^1].Outputs)
    {
        _branches = [.. branches.Select(branch => new Branch<T>(branch.Layers))];
        var parameters = new List<Parameter<T>>();
        var statistics = new List<(string, T[])>();
        foreach ((string key, IReadOnlyList<Layer<T>> layers) in branches)
        {
            for (int i = 0; i < layers.Count; i++)
            {
                foreach (Parameter<T> parameter in layers[i].Parameters)
                {
                    parameter.Name = $"{key}.{i}.{parameter.Name}";
                    parameters.Add(parameter);
                }
                foreach ((string name, T[] values) in layers[i].Statistics) statistics.Add(($"{key}.{i}.{name}", values));
            }
        }
        (Parameters, Statistics) = (parameters, statistics);
        _back = (_, start, end) => Back(start, end);
    }

    /// <summary>Named by key and layer, such as <c>image.0.weight</c>.</summary>
    public override IReadOnlyList<Parameter<T>> Parameters { get; }

    public override IReadOnlyList<(string Name, T[] Values)> Statistics { get; }

    public override bool CouplesRows => true;

    public override double? GainBefore => null;

    public override int PreparationParts => _preparations.Length;

    public override int GradientParts => _gradients.Length;

    public override void Initialise(RandomStream random, double gain)
    {
        ulong seed = random.NextUInt64(), stream = 0;
        foreach (Branch<T> branch in _branches)
        {
            for (int i = 0; i < branch.Layers.Count; i++)
            {
                double own = branch.Layers.Skip(i + 1).Select(layer => layer.GainBefore).FirstOrDefault(before => before is not null) ?? gain;
                branch.Layers[i].Initialise(new RandomStream(seed, stream++), own);
            }
        }
    }

    public bool Anneals => _branches.Any(branch => branch.Layers.Any(layer => layer is IAnneals { Anneals: true }));

    public void Anneal(double progress)
    {
        foreach (Branch<T> branch in _branches)
        {
            for (int i = 0; i < branch.Layers.Count; i++) (branch.Layers[i] as IAnneals)?.Anneal(progress);
        }
    }

    /// <summary>Starts from data every branch that wants to, by the rows of its key.</summary>
    public void StartFrom(Network<T> network, Features sample)
    {
        for (int b = 0; b < _branches.Length; b++)
        {
            Branch<T> branch = _branches[b];
            int most = LogitStart<T>.RowsWanted(branch.Room), count = 0;
            T[] room = new T[checked(Math.Min(most, sample.Rows) * branch.Room)], row = new T[Inputs], rows = new T[checked(Math.Min(most, sample.Rows) * branch.Inputs)];
            for (int i = 0; i < sample.Rows && count < most; i++)
            {
                network.Read(sample, i, row);
                if (Key(row) == b) row.AsSpan(0, branch.Inputs).CopyTo(rows.AsSpan(count++ * branch.Inputs));
            }
            for (int i = 0; i < branch.Layers.Count; i++)
            {
                if (branch.Layers[i] is not GroupSoftmaxLayer<T> { Start: { } start }) continue;
                int linear = Enumerable.Range(0, i).Last(k => branch.Layers[k] == start.Linear);
                rows.AsSpan(0, count * branch.Inputs).CopyTo(room);
                fixed (T* from = room) start.Apply(new ReadOnlySpan<T>(branch.Infer(from, count, linear + 1), count * start.Linear.Outputs));
            }
        }
    }

    public override void Reserve(int rows)
    {
        (_keys, _places) = (new int[rows], new int[rows]);
        foreach (Branch<T> branch in _branches) branch.Reserve(rows);
        _preparations = [.. Parts(layer => layer.PreparationParts)];
        _gradients = [.. Parts(layer => layer.GradientParts)];
    }

    public override void Prepare(int part) => _branches[_preparations[part].Branch].Layers[_preparations[part].Layer].Prepare(_preparations[part].Part);

    public override void Gradient(int part, T* x, T* dy, int rows) => _branches[_gradients[part].Branch].Gradient(_gradients[part].Layer, _gradients[part].Part);

    public override void Forward(T* x, T* y, int rows)
    {
        int[] keys = ArrayPool<int>.Shared.Rent(rows), own = ArrayPool<int>.Shared.Rent(rows);
        for (int i = 0; i < rows; i++) keys[i] = Key(Row(x, i));
        for (int b = 0; b < _branches.Length; b++)
        {
            int count = 0;
            for (int i = 0; i < rows; i++)
            {
                if (keys[i] == b) own[count++] = i;
            }
            if (count > 0) Infer(_branches[b], x, y, own.AsSpan(0, count));
        }
        ArrayPool<int>.Shared.Return(keys);
        ArrayPool<int>.Shared.Return(own);
    }

    /// <summary>Row by row: rows draw by their own numbers.</summary>
    public override void Forward(in Sampling sampling, T* x, T* y, long start, int rows)
    {
        for (int i = 0; i < rows; i++) Infer(_branches[Key(Row(x, i))], x, y, [i], sampling, start + i);
    }

    public override void Gather(T* x, int rows)
    {
        foreach (Branch<T> branch in _branches) branch.Count = 0;
        for (int i = 0; i < rows; i++)
        {
            _keys[i] = Key(Row(x, i));
            _places[i] = _branches[_keys[i]].Count++;
        }
    }

    public override void Forward(in Step step, T* x, T* y, int start, int rows)
    {
        _step = step;
        for (int i = 0; i < rows; i++) Row(x, i)[..^1].CopyTo(_branches[_keys[start + i]].Input(_places[start + i]));
        for (int b = 0; b < _branches.Length; b++)
        {
            (int first, int count) = Of(b, start, start + rows);
            if (count > 0) _branches[b].Forward(step, first, count);
        }
        for (int i = 0; i < rows; i++) _branches[_keys[start + i]].Output(_places[start + i]).CopyTo(new Span<T>(y + ((long)i * Outputs), Outputs));
    }

    /// <summary>All the way back: a network never asks its first layer for more.</summary>
    public override void GatherBack(T* x, T* dy, int rows)
    {
        _dy = dy;
        RowRanges.For(rows, RowsAtOnce, _back);
    }

    /// <exception cref="NotSupportedException">Always: what a key would be is not to be learned, so this is a network's first layer.</exception>
    public override void Backward(in Step step, T* x, T* y, T* dy, T* dx, int start, int rows) =>
        throw new NotSupportedException("a switch reads keys from the rows that come in, so nothing before it can learn");

    private void Back(int start, int end)
    {
        for (int i = start; i < end; i++) new ReadOnlySpan<T>(_dy + ((long)i * Outputs), Outputs).CopyTo(_branches[_keys[i]].OutputDelta(_places[i]));
        for (int b = 0; b < _branches.Length; b++)
        {
            (int first, int count) = Of(b, start, end);
            if (count > 0) _branches[b].Backward(_step, first, count);
        }
    }

    private static void Infer(Branch<T> branch, T* x, T* y, ReadOnlySpan<int> rows, Sampling? sampling = null, long number = 0)
    {
        T[] room = ArrayPool<T>.Shared.Rent(checked(rows.Length * branch.Room));
        fixed (T* start = room)
        {
            for (int i = 0; i < rows.Length; i++)
                new ReadOnlySpan<T>(x + ((long)rows[i] * (branch.Inputs + 1)), branch.Inputs).CopyTo(new Span<T>(start + ((long)i * branch.Inputs), branch.Inputs));
            T* outputs = branch.Infer(start, rows.Length, branch.Layers.Count, sampling, number);
            for (int i = 0; i < rows.Length; i++)
                new ReadOnlySpan<T>(outputs + ((long)i * branch.Outputs), branch.Outputs).CopyTo(new Span<T>(y + ((long)rows[i] * branch.Outputs), branch.Outputs));
        }
        ArrayPool<T>.Shared.Return(room);
    }

    private IEnumerable<(int, int, int)> Parts(Func<Layer<T>, int> parts) =>
        from b in Enumerable.Range(0, _branches.Length)
        from i in Enumerable.Range(0, _branches[b].Layers.Count)
        from part in Enumerable.Range(0, parts(_branches[b].Layers[i]))
        select (b, i, part);

    /// <summary>Where a branch's rows among rows [start, end) of the batch lie, which are one range.</summary>
    private (int First, int Count) Of(int branch, int start, int end)
    {
        int first = 0, count = 0;
        for (int i = start; i < end; i++)
        {
            if (_keys[i] != branch) continue;
            if (count++ == 0) first = _places[i];
        }
        return (first, count);
    }

    private Span<T> Row(T* x, int i) => new(x + ((long)i * Inputs), Inputs);

    private int Key(ReadOnlySpan<T> row) =>
        SwitchHead.IsIndex(row[^1], _branches.Length)
            ? int.CreateTruncating(row[^1])
            : throw new ArgumentException($"switch: a row ends in {row[^1]}; its last number must be the index of a key, 0 to {_branches.Length - 1}");
}
