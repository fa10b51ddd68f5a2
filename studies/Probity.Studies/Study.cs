using System.Text.Json;
using System.Text.Json.Serialization;
using Probity.IO;

namespace Probity.Studies;

/// <summary>What every study shares: where it writes, how many seeds, how much.</summary>
/// <param name="Documents">Folder of <c>studies.md</c>; figures go to <c>studies/</c> in it.</param>
/// <param name="Seeds">0 to this minus 1.</param>
/// <param name="Quick">Whether a run only shows that all parts work: few rows, few epochs, figures that mean nothing.</param>
internal sealed record Study(string Documents, int Seeds, bool Quick)
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes the figures of a study, and its tables into a page of the documents where that is there.</summary>
    public void Write(string name, object figures, IReadOnlyDictionary<string, MarkdownTable> tables, string pageName = "studies.md")
    {
        string folder = Path.Combine(Documents, "studies");
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, $"{name}.json");
        WholeFile.Write(path, stream =>
        {
            JsonSerializer.Serialize(stream, figures, Readable);
            stream.WriteByte((byte)'\n');
        });
        Console.Error.WriteLine($"figures: {path}");
        string page = Path.Combine(Documents, pageName);
        if (!File.Exists(page)) return;
        string text = File.ReadAllText(page);
        foreach ((string table, MarkdownTable content) in tables) text = content.PutInto(text, table);
        WholeFile.Write(page, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));
        Console.Error.WriteLine($"tables:  {page}");
    }

    /// <summary>Gives the file of a run to what writes it again.</summary>
    public void Read(string name, Action<Study, JsonElement> rewrite)
    {
        string path = Path.Combine(Documents, "studies", $"{name}.json");
        if (!File.Exists(path)) throw new InvalidDataException($"{path}: not there; run the study first");
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        JsonElement written = document.RootElement;
        rewrite(this with { Seeds = written.GetProperty("seeds").GetInt32(), Quick = written.GetProperty("quick").GetBoolean() }, written);
    }

    public static void Progress(string line) => Console.Error.WriteLine(line);
}
