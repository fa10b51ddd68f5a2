namespace Probity.RealData;

/// <summary>Where the shared data lie: the folder that PROBITY_DATA names, else ../shared/data beside the repository.</summary>
internal static class SharedData
{
    /// <summary>The folder, or null where it is absent.</summary>
    public static string? Folder { get; } = Find();

    /// <summary>A file of it.</summary>
    public static string File(string folder, string name) => Path.Combine(Folder!, folder, name);

    /// <summary>Why tests on one of its folders are skipped, or null where they are not.</summary>
    public static string? Missing(string folder)
    {
        if (Folder is null)
        {
            return Named is null
                ? "the shared data are absent: there is no ../shared/data beside the repository, and PROBITY_DATA names no other place"
                : $"the shared data are absent: PROBITY_DATA names {Named}, which is not there";
        }
        return Directory.Exists(Path.Combine(Folder, folder)) ? null : $"the shared data hold no {folder}";
    }

    private static string? Named => Environment.GetEnvironmentVariable("PROBITY_DATA") is { Length: > 0 } named ? named : null;

    private static string? Find()
    {
        if (Named is { } named) return Directory.Exists(named) ? named : null;
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (!System.IO.File.Exists(Path.Combine(at.FullName, "Probity.slnx"))) continue;
            string data = Path.GetFullPath(Path.Combine(at.FullName, "..", "shared", "data"));
            return Directory.Exists(data) ? data : null;
        }
        return null;
    }
}

/// <summary>A test on a folder of the shared data, skipped at discovery where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RealDataFactAttribute : FactAttribute
{
    public RealDataFactAttribute(string folder = "")
    {
        Skip = SharedData.Missing(folder);
    }
}

/// <summary>A theory on a folder of the shared data, skipped at discovery where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RealDataTheoryAttribute : TheoryAttribute
{
    public RealDataTheoryAttribute(string folder = "")
    {
        Skip = SharedData.Missing(folder);
    }
}
