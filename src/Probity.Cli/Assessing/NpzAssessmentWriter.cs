using Probity.IO;
using Probity.Scores;

namespace Probity.Cli.Assessing;

/// <summary>An array a column: id where there are ids, predicted, confidence, decision (0 none, 1 accept, 2 review, 3 reject), reason, every score.</summary>
internal sealed class NpzAssessmentWriter : AssessmentWriter
{
    private readonly NpzWriter _archive;
    private readonly NpyWriter _predicted, _confidence, _decision;
    private readonly NpyTextWriter? _id;
    private readonly NpyTextWriter _reason;
    private readonly NpyWriter[] _scores;
    private int[] _codes = [];

    public NpzAssessmentWriter(string path, IReadOnlyList<Score> scores, bool hasIds)
    {
        _archive = NpzWriter.Create(path);
        _id = hasIds ? _archive.AddText("id") : null;
        _predicted = _archive.Add("predicted", NumberType.Int32);
        _confidence = _archive.Add("confidence", NumberType.Float64);
        _decision = _archive.Add("decision", NumberType.Int32);
        _reason = _archive.AddText("reason");
        _scores = [.. scores.Select(score => _archive.Add(score.Token(), NumberType.Float64))];
    }

    public override void Write(AssessedRows rows, ReadOnlySpan<string> ids)
    {
        if (_codes.Length < rows.Count) _codes = new int[rows.Count];
        for (int i = 0; i < rows.Count; i++)
        {
            _codes[i] = (int)rows.Decisions[i];
            _id?.Append(ids[i]);
            _reason.Append(rows.Reason(i));
        }
        _predicted.Append(rows.Predicted.AsSpan(0, rows.Count));
        _confidence.Append(rows.Confidence.AsSpan(0, rows.Count));
        _decision.Append(_codes.AsSpan(0, rows.Count));
        for (int s = 0; s < _scores.Length; s++) _scores[s].Append(rows.Scores[s].AsSpan(0, rows.Count));
    }

    public override void Complete() => _archive.Complete();

    public override void Dispose() => _archive.Dispose();
}
