using Spawner;
using Spawner.Client;
using Spawner.Client.Hosting;
using Spawner.Demo;

var builder = WebApplication.CreateBuilder(args);
builder.AddSpawnerClient();
var app = builder.Build();

// Answers as soon as a silo holds the task; the work goes on there.
app.MapPost("/primes", async (long below, ISpawnerClient spawner, CancellationToken cancel) =>
{
    var task = await spawner.SpawnAsync(DemoKinds.CountPrimes, new NumberRange(0, below), options: null, cancel);
    return Results.Accepted($"/tasks/{task.Id}", new { Id = task.Id.ToString() });
});

// Any instance of this app can answer: the id is all that a handle needs.
app.MapGet("/tasks/{id}", async (TaskId id, ISpawnerClient spawner, CancellationToken cancel) =>
{
    var task = spawner.GetTask(DemoKinds.CountPrimes, id);
    var state = await task.DescribeAsync(cancel);
    return Results.Ok(new
    {
        Phase = state.Phase.ToString(),
        Silo = state.SiloName,
        state.Progress?.Fraction,
        Result = state.Phase == TaskPhase.Succeeded ? await task.GetResultAsync(cancel) : (PrimeCount?)null,
        state.Failure?.Message,
    });
});

await app.RunAsync();
