using System.Globalization;
using CsvHelper;
using Probity.Decisions;
using Probity.IO;
using Probity.Scores;

namespace Probity.Cli.Assessing;

/// <summary>A row a line: id or row, predicted, its name where there are names, confidence, decision, reason, every score.</summary>
internal sealed class CsvAssessmentWriter : AssessmentWriter
{
    private readonly WholeFile _file;
    private readonly CsvWriter _csv;
    private readonly IReadOnlyList<string>? _names;

    public CsvAssessmentWriter(string path, IReadOnlyList<Score> scores, IReadOnlyList<string>? names, bool hasIds)
    {
        _names = names;
        _file = WholeFile.Create(path);
        _csv = CsvWriter.Create(_file.Stream, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
        _csv.WriteField(hasIds ? "id" : "row");
        _csv.WriteField("predicted");
        if (names is not null) _csv.WriteField("predicted_name");
        _csv.WriteField("confidence");
        _csv.WriteField("decision");
        _csv.WriteField("reason");
        foreach (Score score in scores) _csv.WriteField(score.Token());
        _csv.EndRecord();
    }

    public override void Write(AssessedRows rows, ReadOnlySpan<string> ids)
    {
        for (int i = 0; i < rows.Count; i++)
        {
            _csv.WriteField(ids.IsEmpty ? (rows.FirstRow + i).ToString(CultureInfo.InvariantCulture) : ids[i]);
            _csv.WriteField(rows.Predicted[i]);
            if (_names is not null) _csv.WriteField(_names[rows.Predicted[i]]);
            _csv.WriteField(rows.Confidence[i]);
            _csv.WriteField(rows.Decisions[i].Token());
            _csv.WriteField(rows.Reason(i));
            foreach (double[] score in rows.Scores) _csv.WriteField(score[i]);
            _csv.EndRecord();
        }
    }

    public override void Complete()
    {
        _csv.Flush();
        _csv.Dispose();
        _file.Complete();
    }

    public override void Dispose()
    {
        _csv.Dispose();
        _file.Dispose();
    }
}
