using BenchmarkDotNet.Running;
using Probity.Benchmarks;

if (args is ["peers", .. var rest]) return Peers.Run(rest);
if (args is ["allocations", .. var options]) return Allocations.Run(options);
if (args is ["store"]) return StoreComparison.Run();
if (args is ["codes", .. var size]) return CodeIndexComparison.Run(size);

BenchmarkSwitcher.FromAssembly(typeof(Peers).Assembly).Run(args);
return 0;
