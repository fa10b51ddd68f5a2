using Probity.IO;
using Probity.Learning;

namespace Probity.Cli.Input;

/// <summary>What a model says of rows of features, as a table of numbers: read, asked and forgotten chunk by chunk.</summary>
/// <remarks>A chunk is always as long, whoever reads: with dropout passes an answer depends on the row's place in its chunk.</remarks>
internal sealed class ModelOutputs : NumberReader
{
    private const int ChunkValues = 1 << 18;

    private readonly Classifier _model;
    private readonly FeatureChunks _features;
    private readonly float[] _logits;
    private int _held, _given, _firstId;

    private ModelOutputs(Classifier model, FeatureChunks features)
    {
        _model = model;
        _features = features;
        _logits = new float[ChunkRows * model.LogitColumns];
    }

    public override string Name => _features.Name;

    public override int Columns => _model.LogitColumns;

    public override long? Rows => _features.Rows;

    public override bool HasIds => _features.HasIds;

    public override ReadOnlySpan<string> Ids => HasIds ? _features.Ids[_firstId.._given] : [];

    /// <summary>Rows of a chunk, of all but the last.</summary>
    public int ChunkRows => _features.ChunkRows;

    public static ModelOutputs Open(Classifier model, string data, string? idColumn)
    {
        if (model.Featurizer is { } featurizer) return new ModelOutputs(model, new TableChunks(featurizer, data, idColumn, Math.Max(1, ChunkValues / Math.Max(64, model.LogitColumns))));
        int rows = Math.Max(1, ChunkValues / Math.Max(model.Inputs, model.LogitColumns));
        return new ModelOutputs(model, new NumberChunks(FeatureFile.Open(data, idColumn, model.Inputs, model.FeatureNames, "the model reads"), rows));
    }

    public override int Read(Span<float> destination)
    {
        int rows = Take(destination.Length);
        _logits.AsSpan(_firstId * Columns, rows * Columns).CopyTo(destination);
        return rows;
    }

    public override int Read(Span<double> destination)
    {
        int rows = Take(destination.Length);
        for (int i = 0; i < rows * Columns; i++) destination[i] = _logits[(_firstId * Columns) + i];
        return rows;
    }

    /// <summary>The next chunk whole: its features and what the model says of them; null at the end. Valid until the next read.</summary>
    public Features? Next(out ReadOnlySpan<float> logits)
    {
        Features? features = Fill();
        (_firstId, _given) = (0, _held);
        logits = _logits.AsSpan(0, _held * Columns);
        return features;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _features.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Gives out rows of the chunk, of a new one where none are left.</summary>
    private int Take(int room)
    {
        if (room < Columns) throw new ArgumentException($"destination: room for {room:N0} values, but a row of {Name} has {Columns:N0}");
        if (_given == _held) Fill();
        int rows = Math.Min(_held - _given, room / Columns);
        (_firstId, _given) = (_given, _given + rows);
        return rows;
    }

    private Features? Fill()
    {
        _given = _held = 0;
        if (_features.Next() is not { } features) return null;
        _held = features.Rows;
        _model.Logits(features, _logits.AsSpan(0, _held * Columns));
        return features;
    }
}
