using BenchmarkDotNet.Running;
using Spawner.Bench.Decision;

// What one placement decision costs, by the number of silos that the dispatcher knows.
BenchmarkRunner.Run<Decisions>(args: args);
