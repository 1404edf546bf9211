using System.CommandLine;
using Spawner.Bench.Placement;

// Simulates placement: Spawner's own deciding code and the rules that it is measured by, on the same arrivals and durations.
// One cell by its options, or with --all the tables of docs/placement.md.
return await PlacementCommand.Create().Parse(args).InvokeAsync();
