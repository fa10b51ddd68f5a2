using Probity.Numerics.Products;

namespace Probity.Similarity;

/// <summary>
/// The keys of some queries and some references. Products come from a few queries at a time, so that their keys are still in a near cache when
/// they are looked at, and with references that are copied once for all queries; or from whole numbers, where their error is known to be small.
/// </summary>
/// <remarks>Belongs to one thread.</remarks>
internal sealed unsafe class ScanTile
{
    /// <summary>Most references at once.</summary>
    public const int Width = DistanceTile.Width;

    private const int Height = 24;            // queries whose product is made at a time
    private const int QueriesThatPay = 12;    // for copying references

    private readonly ScanForm _form;
    private readonly int _columns;
    private readonly float[] _turned, _panels, _keys;
    private readonly DistanceRows _queries, _references;
    private readonly DistanceTile? _plain;          // where keys are no products or queries are few
    private readonly CoarseTile? _coarse;
    private readonly SharedFactor<float>? _shared;  // where keys are neither plain nor coarse
    private int _count, _width, _first;

    /// <param name="form">Of the references.</param>
    /// <param name="mostQueries">At once.</param>
    /// <param name="coarse">Keys may be coarse, where that is faster.</param>
    public ScanTile(ScanForm form, int mostQueries, bool coarse)
    {
        (_form, _columns) = (form, form.Columns);
        _references = DistanceRows.Ready(form.Keys, GC.AllocateArray<float>(Width * _columns, pinned: true), _columns);
        bool copies = form.Keys == Distance.DotProduct && mostQueries >= QueriesThatPay;
        if (copies && coarse && form.SuitsCoarse && PairKernel.IsSupported) _coarse = new CoarseTile(_columns, form.AddsLast, mostQueries, Width);
        bool shares = copies && _coarse is null;
        _turned = new float[_columns];
        _queries = DistanceRows.Ready(form.Keys, new float[copies ? 0 : mostQueries * _columns], _columns);
        _panels = new float[shares ? (mostQueries + Height - 1) / Height * Height * _columns : 0];
        _keys = new float[copies ? Height * Width : 0];
        if (!copies) _plain = new DistanceTile(form.Keys, _columns, mostQueries);
        else if (shares) fixed (float* pinned = _references.Values) _shared = MatrixMultiply.Share(new Operand<float>(pinned, _columns).Transposed, _columns, Width);
    }

    /// <summary>Whether keys are those of <see cref="CoarseTile"/>.</summary>
    public bool IsCoarse => _coarse is not null;

    /// <summary>Takes in a query, in order from the first.</summary>
    /// <param name="query">As it is.</param>
    /// <param name="at">Its place.</param>
    /// <param name="absolute">As <see cref="ScanForm.TryQuery"/> gives it.</param>
    /// <param name="relative">As <see cref="ScanForm.TryQuery"/> gives it.</param>
    /// <returns>False where its keys say nothing.</returns>
    public bool TrySetQuery(ReadOnlySpan<float> query, int at, out double absolute, out double relative)
    {
        bool keys = _form.TryQuery(query, _turned, out absolute, out relative);
        if (!keys) _turned.AsSpan().Clear();
        if (_plain is not null)
        {
            _turned.CopyTo(_queries.Values.AsSpan(at * _columns));
            return keys;
        }
        if (_coarse is not null)
        {
            absolute += _form.CoarseSlack(_turned);
            _coarse.SetQuery(_turned, at);
            return keys;
        }
        Span<float> panel = _panels.AsSpan(at / Height * Height * _columns, Height * _columns);
        for (int column = 0; column < _columns; column++) panel[(column * Height) + (at % Height)] = -_turned[column];
        return keys;
    }

    /// <summary>The queries that the next keys are of.</summary>
    public void Start(int count)
    {
        _count = count;
        _plain?.SetQueries(_queries, 0, count);
    }

    /// <summary>The references that the next keys are of.</summary>
    /// <param name="references">As they are.</param>
    /// <param name="row">The row of the first.</param>
    /// <param name="count">How many.</param>
    public void SetReferences(ReadOnlySpan<float> references, int row, int count)
    {
        _form.References(references, row, _references.Values);
        (_width, _first) = (count, -Height);
        _plain?.Compute(_references, 0, count);
        _coarse?.SetReferences(_references.Values, count);
        for (int part = 0; part < _shared?.Parts; part++) _shared.Copy(part);
    }

    /// <summary>The keys of a query, one a reference; queries are asked for in order.</summary>
    public ReadOnlySpan<float> Keys(int query)
    {
        if (_plain is not null) return _plain.Keys(query, 0, _width);
        if (query >= _first + Height) Multiply(query / Height * Height);
        return _keys.AsSpan((query - _first) * Width, _width);
    }

    private void Multiply(int first)
    {
        _first = first;
        if (_coarse is not null)
        {
            _coarse.Keys(first, Math.Min(Height, _count - first), _width, _keys, Width);
            return;
        }
        fixed (float* panels = _panels, keys = _keys)
        {
            _shared!.Multiply(new Operand<float>(panels + (first * _columns), 1, Height), new Operand<float>(keys, Width), Math.Min(Height, _count - first), _width);
        }
    }
}
