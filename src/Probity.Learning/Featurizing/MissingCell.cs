namespace Probity.Learning.Featurizing;

/// <summary>What counts as no value: nothing, spaces, <c>?</c>, NA, N/A, NaN and null, whatever the case. Not in texts.</summary>
internal static class MissingCell
{
    public static bool Is(string? cell)
    {
        ReadOnlySpan<char> word = cell.AsSpan().Trim();
        return word.Length switch
        {
            0 => true,
            1 => word[0] == '?',
            2 => word.Equals("NA", StringComparison.OrdinalIgnoreCase),
            3 => word.Equals("NaN", StringComparison.OrdinalIgnoreCase) || word.Equals("N/A", StringComparison.OrdinalIgnoreCase),
            4 => word.Equals("null", StringComparison.OrdinalIgnoreCase),
            _ => false,
        };
    }
}
