using static System.FormattableString;

namespace Probity.Calibration;

/// <summary>A class in the words of an explanation.</summary>
internal static class ClassLabel
{
    /// <summary>Its index, and its name where there is one: <c>3 'cat'</c>.</summary>
    public static string Of(int index, IReadOnlyList<string>? names) => names is null ? Invariant($"{index}") : Invariant($"{index} '{names[index]}'");
}
