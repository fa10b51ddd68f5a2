using BenchmarkDotNet.Running;
using Probity.Benchmarks;

if (args is ["peers", .. var rest]) return Peers.Run(rest);
if (args is ["allocations", .. var options]) return Allocations.Run(options);

BenchmarkSwitcher.FromAssembly(typeof(Peers).Assembly).Run(args);
return 0;
