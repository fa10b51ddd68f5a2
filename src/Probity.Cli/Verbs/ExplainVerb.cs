using System.CommandLine;
using Probity.Cli.Output;
using Probity.Cli.Usage;

namespace Probity.Cli.Verbs;

/// <summary><c>probity explain</c>: what a policy is, what it promises, from which rows.</summary>
internal static class ExplainVerb
{
    public static Command Create()
    {
        var file = new Argument<string>("policy") { Description = "A policy file (.probity)" };
        var command = new Verb("explain", "Say what a policy is, what it promises and from which rows", "probity explain p.probity") { file };
        command.SetAction(parsed =>
        {
            ConfidencePolicy policy = ConfidencePolicy.Load(parsed.GetValue(file)!);
            if (parsed.GetValue(CommonOptions.Json)) JsonOutput.Print(json => PolicyJsonMembers.Write(json, policy));
            else Terminal.Prose(policy.Explain());
        });
        return command;
    }
}
