using System.Diagnostics;

namespace Probity.Cli.Tests;

/// <summary>What only a process of its own can show: exit codes and streams as a shell sees them.</summary>
public class ProcessTests
{
    private static (int Code, string Out, string Error) Run(params string[] args)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LC_ALL"] = "en_US.ISO-8859-1";   // JSON is UTF-8 all the same
        start.StandardOutputEncoding = new System.Text.UTF8Encoding(false, throwOnInvalidBytes: true);
        foreach (string arg in (string[])[Path.Combine(AppContext.BaseDirectory, "Probity.Cli.dll"), .. args]) start.ArgumentList.Add(arg);
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.GetAwaiter().GetResult());
    }

    [Fact]
    public void The_version_is_a_number_alone() => Assert.Matches(@"^\d+\.\d+\.\d+\S*\n$", Run("--version").Out.ReplaceLineEndings("\n"));

    [Fact]
    public void Errors_go_to_standard_error_with_exit_code_2()
    {
        var (code, output, error) = Run("explain", "absent.probity");
        Assert.Equal((2, "", "error: absent.probity: no such file\n"), (code, output, error.ReplaceLineEndings("\n")));
    }

    [Fact]
    public void Json_is_utf_8_whatever_the_locale()
    {
        using var scratch = new Scratch();
        var (logits, labels) = new Rows(300, 4).Npy(scratch);
        var (code, output, error) = Run("fit", "--logits", logits, "--labels", labels, "--out", scratch["p.probity"], "--json");
        Assert.True(code == 0, error);
        using var json = System.Text.Json.JsonDocument.Parse(output);
        Assert.Contains('±', json.RootElement.GetProperty("explanation").GetString()!);
        Assert.Empty(error);
    }
}
