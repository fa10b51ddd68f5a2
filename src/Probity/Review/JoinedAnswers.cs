using static System.FormattableString;

namespace Probity.Review;

/// <summary>The answers to a queue's rows, item by item.</summary>
internal sealed class JoinedAnswers
{
    private const int Listed = 5;

    private readonly List<string> _notes = [];

    private JoinedAnswers(int items) => Labels = new int?[items];

    /// <summary>By item; null where there is no answer.</summary>
    public int?[] Labels { get; }

    /// <summary>What was passed over, in words.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <exception cref="InvalidDataException">A label that is no class, answers that contradict each other, an answer that names no row or two, or none that was asked for.</exception>
    public static JoinedAnswers Of(IReadOnlyList<ReviewItem> items, IReadOnlyList<ReviewAnswer> answers, int classes)
    {
        var byRow = new Dictionary<long, int>(items.Count);
        var byId = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < items.Count; i++)
        {
            if (!byRow.TryAdd(items[i].Row, i)) throw new InvalidDataException($"the queue asks about row {items[i].Row:N0} twice");
            if (items[i].Id is { } id && !byId.TryAdd(id, i)) byId[id] = -1;   // which of the two is meant cannot be told by the id
        }

        var joined = new JoinedAnswers(items.Count);
        var first = new string[items.Count];
        List<string> unasked = [], contradictions = [];
        int repeated = 0, empty = 0;
        foreach (ReviewAnswer answer in answers)
        {
            int item = Find(answer, items, byRow, byId);
            if (item < 0)
            {
                unasked.Add($"{answer.Where} ({(answer.Id is { } id ? $"'{Shown(id)}'" : Invariant($"row {answer.Row}"))})");
                continue;
            }
            if (answer.Label is not { } label)
            {
                empty++;
                continue;
            }
            if (label != ReviewAnswer.NoClass && (label < 0 || label >= classes))
                throw new InvalidDataException($"{answer.Where}: label {label}, but there are {classes} classes, 0 to {classes - 1}; {ReviewAnswer.NoClass} means none of them");
            if (joined.Labels[item] is { } before)
            {
                if (before == label) repeated++;
                else contradictions.Add($"{items[item].Name} is {before} in {first[item]} and {label} in {answer.Where}");
                continue;
            }
            (joined.Labels[item], first[item]) = (label, answer.Where);
        }
        if (contradictions.Count > 0)
            throw new InvalidDataException($"{contradictions.Count:N0} answers contradict others: {Some(contradictions)}; decide which is right and leave the others out");
        if (unasked.Count > 0 && unasked.Count == answers.Count)
            throw new InvalidDataException($"none of {answers.Count:N0} answers is of a row in the queue, such as {Some(unasked)}; they belong to another queue");
        if (unasked.Count > 0) joined._notes.Add($"{unasked.Count:N0} answers are of rows that were not asked about and are passed over, since nothing is known of how they were chosen: {Some(unasked)}");
        if (repeated > 0) joined._notes.Add($"{repeated:N0} answers say again what another says and count once");
        if (empty > 0) joined._notes.Add($"{empty:N0} lines hold no label and count as not answered");
        return joined;
    }

    private static int Find(ReviewAnswer answer, IReadOnlyList<ReviewItem> items, Dictionary<long, int> byRow, Dictionary<string, int> byId)
    {
        if (answer.Row is null && answer.Id is null) throw new InvalidDataException($"{answer.Where} names no row: give row or id");
        int byNumber = answer.Row is { } row ? byRow.GetValueOrDefault(row, -1) : -1;
        if (answer.Id is not { } id) return byNumber;
        if (answer.Row is not null)
        {
            if (byNumber >= 0 && items[byNumber].Id is { } asked && asked != id) throw new InvalidDataException($"{answer.Where}: id '{Shown(id)}', but row {answer.Row} of the queue is '{Shown(asked)}'");
            return byNumber;
        }
        if (!byId.TryGetValue(id, out int item)) return -1;
        return item >= 0 ? item : throw new InvalidDataException($"{answer.Where}: several rows of the queue have the id '{Shown(id)}'; answer by row");
    }

    private static string Some(List<string> all) => string.Join(", ", all.Take(Listed)) + (all.Count > Listed ? $" and {all.Count - Listed:N0} more" : "");

    private static string Shown(string id) => string.Concat((id.Length <= 40 ? id : id[..40] + "…").Select(c => char.IsControl(c) ? ' ' : c));
}
