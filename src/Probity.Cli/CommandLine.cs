using System.CommandLine;
using System.CommandLine.Help;
using System.Reflection;
using System.Runtime.InteropServices;
using Probity.Cli.Demo;
using Probity.Cli.Output;
using Probity.Cli.Usage;
using Probity.Cli.Verbs;
using Probity.IO;
using Probity.Numerics;

namespace Probity.Cli;

/// <summary>The <c>probity</c> command: parses, runs a verb, and turns what goes wrong into one line and an exit code.</summary>
internal static class CommandLine
{
    private const int Failure = 1, BadInput = 2;

    /// <returns>0; 2 for bad usage or input; 1 for failure.</returns>
    public static int Run(string[] args)
    {
        if (args is ["--version"])   // before anything is set up: scripts ask often
        {
            Console.Out.WriteLine(Version);
            return 0;
        }

        ParseResult parsed = Root().Parse(args);
        if (UsageErrors.Describe(parsed) is { } misuse) return Complain(misuse, BadInput);
        Terminal.SetUpTables();
        using PosixSignalRegistration interrupt = LeaveNothingOn(PosixSignal.SIGINT), end = LeaveNothingOn(PosixSignal.SIGTERM), hangup = LeaveNothingOn(PosixSignal.SIGHUP);
        try
        {
            if (parsed.GetResult(CommonOptions.Threads) is not null && parsed.GetValue(CommonOptions.Threads) is { } threads) Threads.Maximum = threads;
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception problem)
        {
            int code = Complain(problem);
            if (parsed.GetValue(CommonOptions.Verbose)) Console.Error.WriteLine(problem);
            return code;
        }
    }

    /// <summary>The version of this build.</summary>
    public static string Version { get; } =
        typeof(CommandLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    private static RootCommand Root()
    {
        var root = new RootCommand("Probity: when can I trust what a model says?")
        {
            DemoVerb.Create(), EvaluateVerb.Create(), ThresholdsVerb.Create(), FitVerb.Create(), AssessVerb.Create(), ExplainVerb.Create(), ReportVerb.Create(), ReviewVerb.Create(),
            TrainVerb.Create(), PredictVerb.Create(), SimilarityVerb.Create(),
        };
        foreach (Option option in CommonOptions.All) root.Options.Add(option);
        root.Options.OfType<HelpOption>().Single().Action = new HelpWithExample();
        return root;
    }

    // The signal then ends the process as it always does.
    private static PosixSignalRegistration LeaveNothingOn(PosixSignal signal) => PosixSignalRegistration.Create(signal, _ => WholeFile.DeleteUnfinished());

    private static int Complain(Exception problem) => problem switch
    {
        AggregateException { InnerException: { } inner } => Complain(inner),
        ArgumentException or InvalidDataException or FileNotFoundException or DirectoryNotFoundException or EndOfStreamException or PathTooLongException
            or UnauthorizedAccessException or NotSupportedException => Complain(problem.Message, BadInput),
        OutOfMemoryException => Complain("out of memory; assess and predict stream in constant memory; evaluate, fit, report and train hold all rows", Failure),
        _ => Complain(problem.Message, Failure),
    };

    private static int Complain(string message, int code)
    {
        Console.Error.WriteLine($"error: {message.ReplaceLineEndings(" ")}");
        return code;
    }
}
