using BenchmarkDotNet.Running;
using Probity.Benchmarks;

if (args is ["peers", .. var rest]) return Peers.Run(rest);

BenchmarkSwitcher.FromAssembly(typeof(Peers).Assembly).Run(args);
return 0;
