using System.Globalization;

namespace Probity.Similarity;

/// <summary>What a label is called.</summary>
internal static class LabelWords
{
    /// <summary>Its name where there is one, else its number.</summary>
    public static string Name(int label, IReadOnlyList<string>? names) =>
        names is not null && label >= 0 && label < names.Count ? names[label] : label.ToString(CultureInfo.InvariantCulture);
}
