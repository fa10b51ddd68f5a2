using System.Text.Json.Nodes;
using Probity.IO;
using Probity.Learning.Files;

namespace Probity.Similarity.Tests.Files;

/// <summary>Sealed files with another content under a valid seal.</summary>
internal static class Resealed
{
    public static void Write(string from, string to, Action<JsonNode> change, Func<SafetensorsTensor[], SafetensorsTensor[]> tensors)
    {
        SafetensorsFile file = SafetensorsFile.Read(from, SealedFile.MaxBytes);
        JsonNode manifest = JsonNode.Parse(file.Metadata[ProbityFile.ManifestKey])!;
        change(manifest);
        SealedFile.Write(to, manifest.ToJsonString(), tensors([.. file.Tensors.Values]));
    }
}
