namespace Probity.Learning.Tests.Files;

/// <summary>A directory that is gone with the test.</summary>
internal sealed class Scratch : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("probity-");

    public string this[string name] => Path.Combine(_directory.FullName, name);

    public IEnumerable<string> Files => _directory.EnumerateFileSystemInfos().Select(file => file.Name).Order(StringComparer.Ordinal);

    public string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(this[name], bytes);
        return this[name];
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
