using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Probity.Decisions;
using Probity.IO;
using Probity.Review;

namespace Probity.Data;

/// <summary>Queues for review as jsonl files: an object a line with row, id, policy, predicted, predicted_name, confidence, decision, reason, stratum, audit, propensity.</summary>
public static class ReviewQueueFile
{
    private static readonly string[] Members = ["row", "id", "policy", "predicted", "confidence", "decision", "reason", "stratum", "audit", "propensity"];

    /// <summary>Writes a queue, most useful rows first: the whole file or none.</summary>
    /// <param name="path">Overwritten where it exists.</param>
    /// <param name="queue">The queue.</param>
    /// <param name="classNames">Names of the classes, or null.</param>
    public static void Write(string path, ReviewQueue queue, IReadOnlyList<string>? classNames = null)
    {
        ArgumentNullException.ThrowIfNull(queue);
        WholeFile.Write(path, stream =>
        {
            using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
            foreach (ReviewItem item in queue.Items)
            {
                json.WriteStartObject();
                json.WriteNumber("row", item.Row);
                if (item.Id is not null) json.WriteString("id", item.Id);
                json.WriteString("policy", queue.PolicyHash);
                json.WriteNumber("predicted", item.Predicted);
                if (classNames is not null) json.WriteString("predicted_name", classNames[item.Predicted]);
                json.WriteNumber("confidence", item.Confidence);
                json.WriteString("decision", item.Stratum.Decision.Token());
                json.WriteString("reason", item.Reason);
                json.WriteString("stratum", item.Stratum.Name);
                json.WriteBoolean("audit", item.Audit);
                json.WriteNumber("propensity", item.Propensity);
                json.WriteEndObject();
                json.Flush();
                stream.WriteByte((byte)'\n');
                json.Reset();
            }
        });
    }

    /// <summary>Reads a queue. Members that it does not know are passed over.</summary>
    /// <param name="path">A jsonl file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">A line that is no row of a queue, or lines of several policies.</exception>
    public static ReviewQueue Read(string path)
    {
        using var lines = new LineReader(path);
        string file = Path.GetFileName(path);
        string? policy = null;
        List<ReviewItem> items = [];
        while (lines.TryRead(out var line))
        {
            string where = $"{file}: line {lines.Line:N0}";
            var members = new JsonMembers(line, where, Members);
            string hash = members.Text("policy");
            if (policy is not null && hash != policy) throw new InvalidDataException($"{where} is of policy {NumberText.Shown(hash)} where those before are of {NumberText.Shown(policy)}; a queue is of one policy");
            policy = hash;
            items.Add(Item(members, where));
        }
        return policy is null ? throw new InvalidDataException($"{file}: the queue is empty; nothing was asked") : new ReviewQueue(policy, items);
    }

    private static ReviewItem Item(JsonMembers members, string where)
    {
        string stratum = members.Text("stratum"), decision = members.Text("decision");
        var item = new ReviewItem
        {
            Row = members.Value("row", "a whole number of 0 or more", JsonTokenType.Number, ReviewAnswerFile.Whole),
            Id = members.Has("id") ? members.Text("id") : null,
            Predicted = (int)members.Value<long>("predicted", "the index of a class", JsonTokenType.Number, text => ReviewAnswerFile.Whole(text) is { } value && value <= int.MaxValue ? value : null),
            Confidence = members.Value("confidence", "a probability", JsonTokenType.Number, text => Share(text, above: -1)),
            Stratum = ReviewStratum.Named(stratum) ?? throw new InvalidDataException($"{where}: '{NumberText.Shown(stratum)}' is no stratum, such as {ReviewStratum.Of(Decision.Accept, 1)}"),
            Reason = members.Has("reason") ? members.Text("reason") : "",
            Audit = members.Type("audit") switch
            {
                JsonTokenType.True => true,
                JsonTokenType.False => false,
                _ => throw new InvalidDataException($"{where}: 'audit' must be true or false"),
            },
            Propensity = members.Value("propensity", "a probability above 0", JsonTokenType.Number, text => Share(text, above: 0)),
        };
        if (item.Stratum.Decision.Token() != decision) throw new InvalidDataException($"{where}: decision '{NumberText.Shown(decision)}' in stratum {stratum}");
        return item;
    }

    private static double? Share(string text, double above) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value > above && value is >= 0 and <= 1 ? value : null;
}
