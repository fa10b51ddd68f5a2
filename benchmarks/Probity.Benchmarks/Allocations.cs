using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Probity.Numerics;

namespace Probity.Benchmarks;

/// <summary>
/// Bytes that one call of every benchmark allocates, against those recorded: the same on any machine, so that CI can refuse
/// a change that allocates more. Times are shown and judge nothing.
/// </summary>
internal static class Allocations
{
    private const string Usage = "usage: allocations FILE.json [--update]";
    private const int WarmUp = 5, Calls = 5;

    // What the runtime itself now and then allocates on the side.
    private const double Slack = 1.02;
    private const long SlackBytes = 256;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static int Run(string[] args)
    {
        if (args is not ([_] or [_, "--update"]))
        {
            Console.Error.WriteLine(Usage);
            return 2;
        }

        string file = args[0];
        bool update = args.Length == 2;
        Environment.SetEnvironmentVariable("PROBITY_BENCHMARK_ROWS", "2000");
        Environment.SetEnvironmentVariable("PROBITY_BENCHMARK_CLASSES", "100");
        Threads.Maximum = 1;   // every call on this thread, whose bytes are counted
        var recorded = update ? [] : JsonSerializer.Deserialize<Dictionary<string, long>>(File.ReadAllText(file))!;
        var measured = new SortedDictionary<string, long>(StringComparer.Ordinal);
        int worse = 0;
        Console.WriteLine($"{"benchmark",-60} {"bytes",12} {"recorded",12} {"least ms",10}");
        foreach (var (name, call) in Benchmarks())
        {
            (long bytes, double milliseconds) = Measure(call);
            measured.Add(name, bytes);
            bool known = recorded.TryGetValue(name, out long before);
            bool grew = !update && (!known || bytes > (before * Slack) + SlackBytes);
            if (grew) worse++;
            string verdict = !grew ? "" : known ? "  allocates more than recorded" : "  is not recorded";
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-60} {bytes,12:N0} {(known ? before.ToString("N0", CultureInfo.InvariantCulture) : "-"),12} {milliseconds,10:F3}{verdict}"));
        }

        foreach (string gone in recorded.Keys.Except(measured.Keys, StringComparer.Ordinal))
        {
            worse++;
            Console.WriteLine($"{gone}: recorded, but there is no such benchmark");
        }
        if (update) File.WriteAllText(file, JsonSerializer.Serialize(measured, Indented) + "\n");
        if (worse == 0) return 0;
        Console.Error.WriteLine($"{worse} of {measured.Count} benchmarks differ from {Path.GetFileName(file)}; where that is meant, run with --update and commit the file");
        return 1;
    }

    /// <summary>Every method marked as a benchmark, once for each combination of its class's parameters.</summary>
    private static IEnumerable<(string Name, Action Call)> Benchmarks()
    {
        foreach (var type in typeof(Allocations).Assembly.GetTypes().Where(type => type.GetCustomAttribute<MemoryDiagnoserAttribute>() is not null).OrderBy(type => type.Name, StringComparer.Ordinal))
        {
            var methods = type.GetMethods().Where(method => method.GetCustomAttribute<BenchmarkAttribute>() is not null).ToArray();
            foreach (var (instance, parameters) in Instances(type))
            {
                type.GetMethods().SingleOrDefault(method => method.GetCustomAttribute<GlobalSetupAttribute>() is not null)?.Invoke(instance, null);
                foreach (var method in methods)
                {
                    string name = $"{type.Name}.{method.Name}{(parameters.Length > 0 ? $"({parameters})" : "")}";
                    // A delegate, because a reflected call boxes what it returns.
                    yield return (name, method.ReturnType == typeof(void)
                        ? method.CreateDelegate<Action>(instance)
                        : (Action)typeof(Allocations).GetMethod(nameof(Discarding), BindingFlags.NonPublic | BindingFlags.Static)!
                            .MakeGenericMethod(method.ReturnType).Invoke(null, [method, instance])!);
                }
            }
        }
    }

    private static Action Discarding<T>(MethodInfo method, object instance)
    {
        var call = method.CreateDelegate<Func<T>>(instance);
        return () => call();
    }

    private static IEnumerable<(object Instance, string Parameters)> Instances(Type type)
    {
        var properties = type.GetProperties().Where(property => Choices(type, property) is not null).ToArray();
        IEnumerable<object[]> combinations = [[]];
        foreach (var property in properties)
            combinations = combinations.SelectMany(chosen => Choices(type, property)!.Select(choice => (object[])[.. chosen, choice])).ToArray();
        foreach (object[] chosen in combinations)
        {
            object instance = Activator.CreateInstance(type)!;
            for (int i = 0; i < chosen.Length; i++) properties[i].SetValue(instance, chosen[i]);
            yield return (instance, string.Join(", ", chosen.Select(choice => Convert.ToString(choice, CultureInfo.InvariantCulture))));
        }
    }

    private static object[]? Choices(Type type, PropertyInfo property)
    {
        if (property.GetCustomAttribute<ParamsAttribute>() is { } listed) return [.. listed.Values!];
        if (property.GetCustomAttribute<ParamsSourceAttribute>() is not { } source) return null;
        var values = (System.Collections.IEnumerable)type.GetProperty(source.Name, BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;
        return [.. values.Cast<object>()];
    }

    private static (long Bytes, double Milliseconds) Measure(Action call)
    {
        for (int i = 0; i < WarmUp; i++) call();
        long bytes = long.MaxValue;
        double milliseconds = double.PositiveInfinity;
        for (int i = 0; i < Calls; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread(), start = Stopwatch.GetTimestamp();
            call();
            milliseconds = Math.Min(milliseconds, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            bytes = Math.Min(bytes, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return (bytes, milliseconds);
    }
}
