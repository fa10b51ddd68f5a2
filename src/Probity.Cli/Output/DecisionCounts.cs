using System.Text.Json;
using Probity.Decisions;

namespace Probity.Cli.Output;

/// <summary>How many rows were decided how, by the number of <see cref="Decision"/>.</summary>
internal static class DecisionCounts
{
    public static void Write(Utf8JsonWriter json, ReadOnlySpan<long> decided)
    {
        foreach (Decision decision in Enum.GetValues<Decision>()) json.WriteNumber(decision.Token(), decided[(int)decision]);
    }

    public static void Print(ReadOnlySpan<long> decided, long rows)
    {
        foreach (Decision decision in Enum.GetValues<Decision>())
        {
            if (decided[(int)decision] > 0) Console.Out.WriteLine($"{decision.Token(),-7} {decided[(int)decision],12:N0}  {Share.Of(decided[(int)decision], rows),7}");
        }
    }
}
