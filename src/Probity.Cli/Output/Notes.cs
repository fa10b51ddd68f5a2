namespace Probity.Cli.Output;

/// <summary>Remarks for people: standard error, so that standard output stays what was asked for.</summary>
internal static class Notes
{
    public static void Print(IEnumerable<string> notes)
    {
        foreach (string note in notes) Console.Error.WriteLine($"note: {note}");
    }
}
