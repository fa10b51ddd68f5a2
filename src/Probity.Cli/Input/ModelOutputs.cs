using Probity.Data;
using Probity.IO;
using Probity.Learning;

namespace Probity.Cli.Input;

/// <summary>What a model says of rows of features, as a table of numbers: read, asked and forgotten chunk by chunk.</summary>
internal sealed class ModelOutputs : NumberReader
{
    private const int ChunkValues = 1 << 18;

    private readonly Classifier _model;
    private readonly NumberReader _features;
    private readonly float[] _rows;
    private float[] _logits = [];
    private long _read;

    private ModelOutputs(Classifier model, NumberReader features)
    {
        _model = model;
        _features = features;
        _rows = new float[Math.Max(1, ChunkValues / Math.Max(model.Inputs, model.LogitColumns)) * model.Inputs];
    }

    public override string Name => _features.Name;

    public override int Columns => _model.LogitColumns;

    public override long? Rows => _features.Rows;

    public override bool HasIds => _features.HasIds;

    public override ReadOnlySpan<string> Ids => _features.Ids;

    /// <summary>Rows that are read at once at most.</summary>
    public int ChunkRows => _rows.Length / _model.Inputs;

    public static ModelOutputs Open(Classifier model, string data, string? idColumn)
    {
        NumberReader features = NumberFile.Open(data, idColumn);
        try
        {
            FeatureFile.RequireColumns(features, model.Inputs, "the model was trained on");
            return new ModelOutputs(model, features);
        }
        catch
        {
            features.Dispose();
            throw;
        }
    }

    public override int Read(Span<float> destination)
    {
        int rows = ReadFeatures(Math.Min(destination.Length / Columns, ChunkRows));
        if (rows > 0) _model.Logits(Features.Dense(_rows.AsMemory(0, rows * _model.Inputs), _model.Inputs), destination[..(rows * Columns)]);
        return rows;
    }

    public override int Read(Span<double> destination)
    {
        int room = Math.Min(destination.Length / Columns, ChunkRows) * Columns;
        if (_logits.Length < room) _logits = new float[room];
        int rows = Read(_logits.AsSpan(0, room));
        for (int i = 0; i < rows * Columns; i++) destination[i] = _logits[i];
        return rows;
    }

    /// <summary>The next rows of features, checked; null at the end. Valid until the next read.</summary>
    public Features? NextFeatures() => ReadFeatures(ChunkRows) is > 0 and var rows ? Features.Dense(_rows.AsMemory(0, rows * _model.Inputs), _model.Inputs) : null;

    protected override void Dispose(bool disposing)
    {
        if (disposing) _features.Dispose();
        base.Dispose(disposing);
    }

    private int ReadFeatures(int rows)
    {
        int read = _features.Read(_rows.AsSpan(0, Math.Max(1, rows) * _model.Inputs));
        FeatureFile.RequireFinite(_features.Name, _rows.AsSpan(0, read * _model.Inputs), _model.Inputs, _read);
        _read += read;
        return read;
    }
}
