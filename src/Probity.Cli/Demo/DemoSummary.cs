using System.Text.Json;
using Probity.Cli.Output;
using Probity.Decisions;
using Spectre.Console;

namespace Probity.Cli.Demo;

/// <summary>What the policy decided on rows that it has never seen.</summary>
internal sealed record DemoSummary
{
    /// <summary>Known test rows by decision, and how many of them were right.</summary>
    public required int[] Known { get; init; }

    public required int[] KnownRight { get; init; }

    /// <summary>Unknown rows by decision.</summary>
    public required int[] Unknown { get; init; }

    public static DemoSummary Of(ConfidencePolicy policy, float[] test, int[] labels, float[] unknown)
    {
        var (predicted, decisions) = Decide(policy, test);
        int[] known = new int[4], right = new int[4], strange = new int[4];
        for (int i = 0; i < labels.Length; i++)
        {
            known[(int)decisions[i]]++;
            if (predicted[i] == labels[i]) right[(int)decisions[i]]++;
        }
        foreach (Decision decision in Decide(policy, unknown).Decisions) strange[(int)decision]++;
        return new DemoSummary { Known = known, KnownRight = right, Unknown = strange };
    }

    public void Print()
    {
        var table = new Table().RoundedBorder().Title("What the policy decides");
        table.AddColumn("decision").AddColumn(new TableColumn("known images").RightAligned()).AddColumn(new TableColumn("of which right").RightAligned());
        table.AddColumn(new TableColumn("unknown images").RightAligned());
        foreach (Decision decision in (Decision[])[Decision.Accept, Decision.Review, Decision.Reject])
        {
            int i = (int)decision;
            table.AddRow(
                decision.Token(), $"{Known[i]:N0} ({Share.Of(Known[i], Known.Sum())})",
                Share.Of(KnownRight[i], Known[i]), $"{Unknown[i]:N0} ({Share.Of(Unknown[i], Unknown.Sum())})");
        }
        AnsiConsole.Write(table);
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("decisions");
        foreach (Decision decision in (Decision[])[Decision.Accept, Decision.Review, Decision.Reject])
        {
            int i = (int)decision;
            json.WriteStartObject(decision.Token());
            json.WriteNumber("known", Known[i]);
            json.WriteNumber("known_right", KnownRight[i]);
            json.WriteNumber("unknown", Unknown[i]);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static (int[] Predicted, Decision[] Decisions) Decide(ConfidencePolicy policy, float[] logits)
    {
        int rows = logits.Length / policy.Classes;
        var predicted = new int[rows];
        var decisions = new Decision[rows];
        policy.Assess(logits, null, predicted, new double[rows], decisions, new double[rows], new double[rows]);
        return (predicted, decisions);
    }
}
