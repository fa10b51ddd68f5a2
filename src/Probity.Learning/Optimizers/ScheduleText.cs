using System.Globalization;
using System.Text.RegularExpressions;

namespace Probity.Learning;

/// <summary>Reads a <see cref="Schedule"/> from text that may be anything.</summary>
internal sealed partial class ScheduleText(string text)
{
    private const int LongestQuote = 60;

    private const int LongestText = 200;

    public Schedule Read()
    {
        if (text.Length > LongestText) throw Unreadable($"{text.Length:N0} characters are no schedule");
        MatchCollection words = Words().Matches(text);
        int read = words.Sum(word => word.Length);
        if (words.Count is 0 or > 2 || read != text.Length) throw Unreadable("it must be constant, linear, cosine or step(epochs,factor), and then warmup(steps or share) if wanted");

        Schedule schedule = Decay(words[0].Groups["name"].Value, Numbers(words[0]));
        return words.Count == 1 ? schedule : WarmUp(schedule, words[1].Groups["name"].Value, Numbers(words[1]));
    }

    private Schedule Decay(string name, double[] numbers) => (name, numbers.Length) switch
    {
        ("constant", 0) => Schedule.Constant,
        ("linear", <= 1) => Schedule.Linear(numbers.FirstOrDefault()),
        ("cosine", <= 1) => Schedule.Cosine(numbers.FirstOrDefault()),
        ("step", 2) => Schedule.Step((int)Whole(numbers[0], int.MaxValue), numbers[1]),
        ("constant", _) => throw Unreadable("constant takes no number"),
        ("linear" or "cosine", _) => throw Unreadable($"{name} takes one number, the last share, or none"),
        ("step", _) => throw Unreadable("step takes two numbers: epochs and factor, as in step(30,0.1)"),
        _ => throw Unreadable($"'{Short(name)}' is none of constant, linear, cosine, step"),
    };

    private Schedule WarmUp(Schedule schedule, string name, double[] numbers)
    {
        if (name != "warmup") throw Unreadable($"'{Short(name)}' follows where only warmup can");
        if (numbers.Length != 1) throw Unreadable("warmup takes one number: steps, or below 1 a share of all steps");
        return numbers[0] is > 0 and < 1 ? schedule.WithWarmUpShare(numbers[0]) : schedule.WithWarmUp(Whole(numbers[0], 1L << 53));
    }

    private long Whole(double value, long most) =>
        value >= 1 && value <= most && value == Math.Floor(value) ? (long)value : throw Unreadable($"{value} is not a whole number of 1 or more");

    private double[] Numbers(Match word)
    {
        if (!word.Groups["numbers"].Success) return [];
        string[] parts = word.Groups["numbers"].Value.Split(',');
        double[] numbers = new double[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]) || !double.IsFinite(numbers[i]))
                throw Unreadable($"'{Short(parts[i].Trim())}' is not a number");
        }
        return numbers;
    }

    private ArgumentException Unreadable(string why) => new($"schedule '{Short(text)}': {why}");

    private static string Short(string part) => part.Length <= LongestQuote ? part : part[..LongestQuote] + "…";

    [GeneratedRegex(@"\s*(?<name>[A-Za-z]+)\s*(\((?<numbers>[^()]*)\))?\s*", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}
