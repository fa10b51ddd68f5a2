namespace Probity.Similarity.Tests.Files;

/// <summary>Files that are kept for ever.</summary>
internal static class KeptFiles
{
    public static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Files", "kept", name + ".probity");

    public static void RequireSameBytes(string path, Action<string> save)
    {
        string again = Path.Combine(Directory.CreateTempSubdirectory().FullName, "again.probity");
        save(again);
        Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(again));
    }
}
