using System.Numerics;
using Probity.Learning;
using Probity.Learning.Engine;
using Probity.Numerics;

namespace Probity.Similarity;

/// <summary>
/// A similarity loss of batches: fills the table of pairs, lets miner, loss and reducer work on it, and carries the derivative back to the
/// embeddings and to what the loss learns of its own.
/// </summary>
internal sealed unsafe class EmbeddingObjective<T> : Objective<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const ulong ProxyStream = 24UL << 32;
    private const long MostPairs = 1 << 28;   // some 6 GB

    private readonly SimilarityLoss _loss;
    private readonly IReadOnlyList<EmbeddingPenalty> _penalties;
    private readonly ItemRelations _relations;
    private readonly int _columns, _featureGroups;
    private readonly PinnedArray<T> _outputs, _gradient;
    private readonly PinnedArray<T> _references;        // the batch and behind it the memory; nothing without a memory
    private readonly int[] _rows;
    private readonly PairTable _table;
    private readonly LossElements _elements = new();
    private readonly PairDistances<T> _distances;
    private readonly double[] _numbers, _numbersGradient, _shares, _sharesGradient;
    private readonly Parameter<T>? _proxies, _own;
    private readonly ParameterStore<T> _parameters;
    private Batch _batch = new(0);

    /// <param name="loss">What is minimised.</param>
    /// <param name="penalties">What is added to it.</param>
    /// <param name="relations">Of the training set.</param>
    /// <param name="columns">E.</param>
    /// <param name="featureGroups">G of the head, 1 where it has none.</param>
    /// <param name="capacity">Rows of a batch at most.</param>
    /// <param name="memory">Rows of earlier batches that are references too.</param>
    public EmbeddingObjective(
        SimilarityLoss loss, IReadOnlyList<EmbeddingPenalty> penalties, ItemRelations relations, int columns, int featureGroups, int capacity, int memory = 0)
    {
        loss.Miner?.Check(loss.Distance);
        bool proxies = loss.Subject == LossSubject.Proxies;
        (_loss, _penalties, _relations, _columns, _featureGroups) = (loss, penalties, relations, columns, featureGroups);
        int mostReferences = proxies ? relations.Groups : checked(capacity + memory);
        RequireRoom(capacity, mostReferences, columns);
        _outputs = new PinnedArray<T>(checked(capacity * columns));
        _gradient = new PinnedArray<T>(_outputs.Length);
        _references = new PinnedArray<T>(proxies || memory == 0 ? 0 : checked(mostReferences * columns));
        _rows = new int[capacity];
        _table = new PairTable(capacity, mostReferences) { Columns = columns, Distance = loss.Distance };
        _distances = PairDistances<T>.Of(loss.Distance, columns, capacity, mostReferences);
        _numbers = new double[loss.OwnNumbers.Count];
        _numbersGradient = new double[_numbers.Length];
        _shares = new double[penalties.Count > 0 ? _outputs.Length : 0];
        _sharesGradient = new double[_shares.Length];
        Memory = new EmbeddingMemory<T>(memory, columns);
        if (proxies) _proxies = new Parameter<T>("proxies", relations.Groups, columns, decays: false);
        if (_numbers.Length > 0) _own = new Parameter<T>("numbers", 1, _numbers.Length, decays: false);
        _parameters = new ParameterStore<T>(new[] { _proxies, _own }.OfType<Parameter<T>>());
        _ = _parameters.Gradient;
    }

    /// <summary>What the loss learns of its own: proxies of the groups, or numbers. Empty for most losses.</summary>
    public ParameterStore<T> Parameters => _parameters;

    /// <summary>One row a group, where the loss has proxies.</summary>
    public Parameter<T>? Proxies => _proxies;

    /// <summary>The loss's own numbers as they are now.</summary>
    public double[] LossNumbers => _own is null ? [] : [.. _own.Span.ToArray().Select(double.CreateTruncating)];

    /// <summary>Embeddings of earlier batches.</summary>
    public EmbeddingMemory<T> Memory { get; }

    /// <summary>Whether batches go into the memory.</summary>
    public bool Remembers { get; set; } = true;

    public override T* OutputsStart => _outputs.Start;

    public override T* GradientStart => _gradient.Start;

    public override bool CouplesRows => true;

    /// <summary>Proxies in random directions with length 1 on average, and the loss's numbers at their start.</summary>
    public void Initialise(ulong seed)
    {
        var random = new RandomStream(seed, ProxyStream);
        double deviation = Math.Sqrt(1.0 / _columns);
        if (_proxies is not null)
        {
            foreach (ref T value in _proxies.Span) value = T.CreateTruncating(deviation * random.NextGaussian());
        }
        for (int i = 0; i < _numbers.Length; i++) _own!.Span[i] = T.CreateTruncating(_loss.OwnNumbers[i]);
    }

    public override void Begin(Batch batch) => _batch = batch;

    public override void Take(int i, int row) => _rows[i] = row;

    public override LossSums Rows(int start, int end) => default;

    public override double Whole()
    {
        int rows = _batch.Count;
        _gradient.Span[..(rows * _columns)].Clear();
        T* references = _proxies is not null ? _proxies.Values : Memory.Count > 0 ? _references.Start : _outputs.Start;
        int referenceRows = _proxies?.Rows ?? Gather(rows);
        _table.Begin(rows, referenceRows);
        _distances.Forward(_outputs.Start, rows, references, referenceRows, _table.Values);
        if (_loss.ReadsSimilarity) Similarities.Of(_loss.Distance, _table.Values);
        Relate(rows);
        _loss.Miner?.Mine(_table, _loss.ReadsSimilarity, _batch.Step);

        for (int i = 0; i < _numbers.Length; i++) _numbers[i] = double.CreateTruncating(_own!.Values[i]);
        _numbersGradient.AsSpan().Clear();
        _elements.Clear();
        _loss.Compute(_table, _elements, _numbers, _numbersGradient);
        double value = (_loss.Reducer ?? _loss.OwnReducer).Apply(_elements, _table);
        for (int i = 0; i < _numbers.Length; i++) _own!.Gradient[i] = T.CreateTruncating(_numbersGradient[i]);

        if (_loss.ReadsSimilarity) Similarities.ToDistances(_loss.Distance, _table.Values, _table.Gradient);
        if (_proxies is null)
        {
            _distances.Backward(_table.Gradient, _gradient.Start, _gradient.Start, rows);
        }
        else
        {
            _proxies.GradientSpan.Clear();
            _distances.Backward(_table.Gradient, _gradient.Start, _proxies.Gradient, referenceRows);
        }
        return value + Penalties(rows);
    }

    public override void End(in LossSums sums)
    {
        if (Remembers) Memory.Add(_outputs.Span[..(_batch.Count * _columns)], _rows.AsSpan(0, _batch.Count));
    }

    private static void RequireRoom(int anchors, int references, int columns)
    {
        if ((long)anchors * references > MostPairs)
            throw new ArgumentException($"batch: {anchors:N0} rows against {references:N0} others or proxies make {(long)anchors * references:N0} pairs a step; {MostPairs:N0} is the most. Make the batch or the memory smaller");
        if ((long)Math.Max(anchors, references) * columns > Array.MaxLength)
            throw new ArgumentException($"batch: {Math.Max(anchors, references):N0} embeddings of {columns:N0} numbers a step; {Array.MaxLength:N0} numbers is the most. Make the head narrower, or the batch or the memory smaller");
    }

    /// <summary>Copies the batch and the memory behind it; without a memory the batch is read where it is.</summary>
    private int Gather(int rows)
    {
        if (Memory.Count == 0) return rows;
        Span<T> to = _references.Span;
        _outputs.Span[..(rows * _columns)].CopyTo(to);
        Memory.CopyTo(to[(rows * _columns)..]);
        return rows + Memory.Count;
    }

    private void Relate(int rows)
    {
        for (int i = 0; i < rows; i++)
        {
            int row = _rows[i];
            _table.Groups[i] = _relations.GroupOf(row);
            _table.Scores[i] = _relations.Score(row);
            Span<Relation> relations = _table.RelationsOf(i);
            if (_proxies is not null)
            {
                _relations.RelateToGroups(row, relations);
                continue;
            }
            _relations.Relate(row, _rows.AsSpan(0, rows), relations);
            _relations.Relate(row, Memory.Rows.AsSpan(0, Memory.Count), relations[rows..]);
        }
        if (_loss.Subject != LossSubject.GivenPairs) return;
        for (int j = 0; j < _table.References; j++) _table.Seconds[j] = _relations.IsSecond(RowOf(j, rows));
    }

    /// <summary>Which row of the training set a reference is.</summary>
    private int RowOf(int reference, int rows) => reference < rows ? _rows[reference] : Memory.Rows[reference - rows];

    private double Penalties(int rows)
    {
        if (_penalties.Count == 0) return 0;
        int length = rows * _columns;
        for (int i = 0; i < length; i++) _shares[i] = double.CreateTruncating(_outputs.Start[i]);
        _sharesGradient.AsSpan().Clear();
        double sum = 0;
        foreach (EmbeddingPenalty penalty in _penalties) sum += penalty.Apply(_shares.AsSpan(0, length), rows, _featureGroups, _sharesGradient.AsSpan(0, length));
        for (int i = 0; i < length; i++) _gradient.Start[i] += T.CreateTruncating(_sharesGradient[i]);
        return sum;
    }
}
