using Probity.Data;
using Probity.Learning;

namespace Probity.Cli.Input;

/// <summary>Rows of a table, made into numbers by a model's featurizer. Columns that it does not need are passed over, whatever the order.</summary>
internal sealed class TableChunks : FeatureChunks
{
    private readonly Featurizer _featurizer;
    private readonly TableReader _reader;
    private readonly int _id;
    private long _read;

    public TableChunks(Featurizer featurizer, string data, string? idColumn, int chunkRows) : base(Path.GetFileName(FileSpec.Parse(data).Path), chunkRows)
    {
        _featurizer = featurizer;
        HasIds = idColumn is not null;
        string[] needed = [.. featurizer.Columns];
        _reader = TableReader.Open(data, idColumn is null ? needed : [.. needed.Append(idColumn).Distinct(StringComparer.Ordinal)]);
        try
        {
            _id = idColumn is null ? -1 : _reader.Names.ToList().IndexOf(idColumn);
            if (HasIds && _id < 0) throw new ArgumentException($"{Name}: no column '{idColumn}'");
            string[] missing = [.. needed.Where(name => !_reader.Names.Contains(name, StringComparer.Ordinal))];
            if (missing.Length > 0) throw new ArgumentException($"{Name}: no column {NumberText.Listed([.. missing.Select(name => $"'{NumberText.Shown(name)}'")])}, which the model reads");
        }
        catch
        {
            _reader.Dispose();
            throw;
        }
    }

    public override long? Rows => null;

    public override bool HasIds { get; }

    public override void Dispose() => _reader.Dispose();

    protected override Features? Read(List<string> ids)
    {
        IReadOnlyList<string?[]> columns = _reader.Read(ChunkRows);
        int rows = columns[0].Length;
        if (rows == 0) return null;
        if (HasIds) ids.AddRange(columns[_id].Select(id => id ?? ""));
        try
        {
            Features features = _featurizer.Transform(new Table(_reader.Names, columns), _read);
            _read += rows;
            return features;
        }
        catch (ArgumentException refusal)
        {
            throw new InvalidDataException($"{Name}: {refusal.Message}", refusal);
        }
    }
}
