namespace Probity.Learning.Engine;

/// <summary>Targets in messages.</summary>
internal static class TargetKindWords
{
    public static string InWords(this TargetKind targets) => targets switch
    {
        TargetKind.Classes => "classes by softmax",
        TargetKind.Binary => "one sigmoid",
        TargetKind.Cells => "multi-label rows",
        _ => "rows whose target is a number",
    };
}
