using System.Globalization;
using System.Text.Json;
using Probity.Review;

namespace Probity.Data;

/// <summary>Answers to a queue: jsonl with an object a line, or csv or tsv with a header: <c>row</c> or <c>id</c>, and <c>label</c>.</summary>
public static class ReviewAnswerFile
{
    private static readonly string[] Members = ["row", "id", "label", "policy"];

    /// <summary>Reads answers.</summary>
    /// <param name="path">A file that ends in .jsonl, .csv or .tsv. A label is the index of a class, a name, −1 for none of the classes, or null or empty for no answer.</param>
    /// <param name="classNames">Names of the classes, or null. A text that is a name is that class, even where it looks like a number.</param>
    /// <param name="policyHash">Hash of the policy that asked: lines that have a <c>policy</c> must have this one. Null takes any.</param>
    /// <exception cref="ArgumentException">A format that is not read, or a column that is not there.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">A line that is no answer, with its number.</exception>
    public static IReadOnlyList<ReviewAnswer> Read(string path, IReadOnlyList<string>? classNames = null, string? policyHash = null)
    {
        var file = FileSpec.Parse(path);
        if (file.Part is not null) throw new ArgumentException($"{file.Name}: columns of answers are named row or id, and label; give the file alone");
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < (classNames?.Count ?? 0); i++)
        {
            if (!names.TryAdd(classNames![i], i)) throw new ArgumentException($"classNames: '{classNames[i]}' names two classes");
        }
        List<ReviewAnswer> answers = [.. file.Kind switch
        {
            FileKind.JsonLines => Lines(file, names, policyHash),
            FileKind.Csv or FileKind.Tsv => Records(file, names),
            _ => throw new ArgumentException($"{file.Name}: answers are read from .jsonl, .csv and .tsv"),
        }];
        return answers.Count > 0 ? answers : throw new InvalidDataException($"{file.Name}: no answers");
    }

    internal static long? Whole(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : null;

    private static List<ReviewAnswer> Lines(FileSpec file, Dictionary<string, int> names, string? policyHash)
    {
        using var lines = new LineReader(file.Path);
        List<ReviewAnswer> answers = [];
        while (lines.TryRead(out var line))
        {
            string where = $"{file.Name}: line {lines.Line:N0}";
            var members = new JsonMembers(line, where, Members);
            if (!members.Has("row") && !members.Has("id")) throw new InvalidDataException($"{where} names no row: give row or id");
            if (policyHash is not null && members.Has("policy") && members.Text("policy") != policyHash)
                throw new InvalidDataException($"{where} answers policy {NumberText.Shown(members.Text("policy"))}, not {policyHash}; the answers belong to another queue");
            if (members.Type("label") == JsonTokenType.None) throw new InvalidDataException($"{where} has no 'label'; null means no answer");
            if (members.Type("label") is JsonTokenType.True or JsonTokenType.False) throw new InvalidDataException($"{where}: a label is the index or the name of a class, not {members.Text("label")}");
            answers.Add(new ReviewAnswer
            {
                Row = members.Has("row") ? members.Value("row", "a whole number of 0 or more", JsonTokenType.Number, Whole) : null,
                Id = members.Has("id") ? members.Text("id") : null,
                Label = !members.Has("label") ? null : members.Type("label") == JsonTokenType.Number ? Index(members.Text("label"), where, names) : Label(members.Text("label"), where, names),
                Where = where,
            });
        }
        return answers;
    }

    private static List<ReviewAnswer> Records(FileSpec file, Dictionary<string, int> names)
    {
        using var records = new DelimitedFile(file, needsHeader: true);
        int row = Array.IndexOf(records.Header!, "row") < 0 ? -1 : records.Find("row"), id = Array.IndexOf(records.Header!, "id") < 0 ? -1 : records.Find("id"), label = records.Find("label");
        if (row < 0 && id < 0) throw new ArgumentException($"{file.Name}: no column 'row' or 'id'; there are {NumberText.Listed(records.Header!)}");
        List<ReviewAnswer> answers = [];
        while (records.Next())
        {
            string where = $"{file.Name}: line {records.Line:N0}", answer = records.Text(label);
            string? number = row >= 0 && records.Text(row) is { Length: > 0 } text ? text : null;
            answers.Add(new ReviewAnswer
            {
                Row = number is null ? null : Whole(number) ?? throw new InvalidDataException($"{where}: row '{NumberText.Shown(number)}' is not a whole number of 0 or more"),
                Id = id >= 0 && records.Text(id) is { Length: > 0 } name ? name : null,
                Label = answer.Length == 0 ? null : Label(answer, where, names),
                Where = where,
            });
        }
        return answers;
    }

    private static int Label(string text, string where, Dictionary<string, int> names) => names.TryGetValue(text, out int named) ? named : Index(text, where, names);

    private static int Index(string text, string where, Dictionary<string, int> names)
    {
        // "3.0" is what a column with gaps becomes in a data frame.
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number == (int)number) return (int)number;
        string advice = names.Count == 0 ? "; to use names give the list of class names" : $", or one of the {names.Count:N0} class names";
        throw new InvalidDataException($"{where}: label '{NumberText.Shown(text)}' is not the index of a class{advice}");
    }
}
