using Spawner;
using Spawner.Client;
using Spawner.Client.Hosting;
using Spawner.Demo;

var builder = WebApplication.CreateBuilder(args);
builder.AddSpawnerClient();
builder.Services.AddProblemDetails();
var app = builder.Build();
app.UseStatusCodePages();

// Spawner's messages say what was found and what is accepted: they are made to be read by whoever asked.
var api = app.MapGroup("").AddEndpointFilter(async (request, next) =>
{
    try { return await next(request); }
    catch (UnknownTaskException unknown) { return Results.Problem(unknown.Message, statusCode: 404); }
    catch (FormatException noId) { return Results.Problem(noId.Message, statusCode: 400); }
    catch (Exception busy) when (busy is SpawnRefusedException or ClusterUnavailableException) { return Results.Problem(busy.Message, statusCode: 503); }
});

// Answers as soon as a silo holds the task; the work goes on there.
api.MapPost("/primes", async (long below, ISpawnerClient spawner, CancellationToken cancel) =>
{
    if (below is < 0 or > 1_000_000_000_000) throw new FormatException($"'below' is {below}. Accepted: 0 to 1000000000000.");
    var task = await spawner.SpawnAsync(DemoKinds.CountPrimes, new NumberRange(0, below), options: null, cancel);
    return Results.Accepted($"/tasks/{task.Id}", new { Id = task.Id.ToString() });
});

// Any instance of this app can answer: the id is all that a handle needs.
api.MapGet("/tasks/{id}", async (string id, ISpawnerClient spawner, CancellationToken cancel, bool wait = false) =>
{
    var task = spawner.GetTask(DemoKinds.CountPrimes, TaskId.Parse(id));
    var state = wait ? await task.GetOutcomeAsync(cancel) : await task.DescribeAsync(cancel);
    var result = state.Phase == TaskPhase.Succeeded ? await task.GetResultAsync(cancel) : (PrimeCount?)null;
    return Results.Ok(new { Phase = state.Phase.ToString(), Silo = state.SiloName, state.Progress?.Fraction, result, state.Failure?.Message });
});

await app.RunAsync();
