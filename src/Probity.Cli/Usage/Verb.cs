using System.CommandLine;

namespace Probity.Cli.Usage;

/// <summary>A verb of the tool, with the example that its help ends on.</summary>
internal sealed class Verb(string name, string description, string example) : Command(name, description)
{
    public string Example { get; } = example;
}
