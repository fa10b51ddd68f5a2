using System.Text.Json;
using Probity.Numerics;

namespace Probity.Cli.Tests;

/// <summary>Tests that take the console for themselves.</summary>
[CollectionDefinition("console", DisableParallelization = true)]
public sealed class ConsoleCollection;

/// <summary>What a run of the tool left on its streams.</summary>
internal sealed record Outcome(int Code, string Out, string Error)
{
    /// <summary>Standard output as the one JSON object that it must be.</summary>
    public JsonElement Json
    {
        get
        {
            using var document = JsonDocument.Parse(Out, new JsonDocumentOptions { AllowDuplicateProperties = false });
            Assert.Equal(JsonValueKind.Object, document.RootElement.ValueKind);
            return document.RootElement.Clone();
        }
    }

    public string[] Notes => [.. Error.Split('\n').Where(line => line.StartsWith("note: ", StringComparison.Ordinal))];
}

internal static class Tool
{
    /// <summary>Runs the tool within this process, with the console redirected.</summary>
    public static Outcome Run(params string[] args)
    {
        using StringWriter output = new(), error = new();
        var (console, errors, threads) = (Console.Out, Console.Error, Threads.Maximum);
        try
        {
            Console.SetOut(output);
            Console.SetError(error);
            int code = CommandLine.Run(args);
            return new Outcome(code, output.ToString(), error.ToString());
        }
        finally
        {
            Console.SetOut(console);
            Console.SetError(errors);
            Threads.Maximum = threads;
        }
    }

    /// <summary>The same, for runs that must go well.</summary>
    public static Outcome Well(params string[] args)
    {
        Outcome outcome = Run(args);
        Assert.True(outcome.Code == 0, outcome.Error);
        Assert.DoesNotContain('\u001b', outcome.Out);
        return outcome;
    }
}
