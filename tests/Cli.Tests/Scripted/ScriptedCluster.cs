using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Spawner.Cli.Tests.Scripted;

/// <summary>A cluster behind a scripted server that takes batches and tells ends: tasks give their input back in upper case.</summary>
internal sealed class ScriptedCluster
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _idOfKey = [];
    private readonly Dictionary<string, JsonNode> _inputs = [];
    private readonly List<int> _open = [];
    private int _ended;

    public ScriptedCluster(ScriptedServer server)
    {
        server.On("POST tasks/batch", Spawn).On("POST tasks/outcomes", Tell);
    }

    /// <summary>What becomes of the first requests instead.</summary>
    public ConcurrentQueue<Func<HttpResponseMessage>> BatchMishaps { get; } = new();

    /// <summary>What becomes of the first requests after they have been done: the answer is lost.</summary>
    public ConcurrentQueue<Func<HttpResponseMessage>> BatchAnswersLost { get; } = new();

    /// <summary>What is told of an item instead of a task, the first time that it comes.</summary>
    public ConcurrentDictionary<string, JsonNode> Refusals { get; } = new();

    /// <summary>Tells the newest tasks first, a few at a time.</summary>
    public bool TellsBackwards { get; set; }

    /// <summary>Tasks that were made.</summary>
    public int Tasks => _inputs.Count;

    /// <summary>Most tasks that had not ended at the same time.</summary>
    public int MostOpen => _open.Count == 0 ? 0 : _open.Max();

    private HttpResponseMessage Spawn(ScriptedRequest request)
    {
        if (BatchMishaps.TryDequeue(out var mishap))
        {
            return mishap();
        }

        var body = JsonNode.Parse(request.Body)!;
        string answer;
        lock (_gate)
        {
            answer = new JsonObject { ["tasks"] = new JsonArray([.. body["items"]!.AsArray().Select((item, index) => Entry(item!, index))]) }.ToJsonString();
            _open.Add(_inputs.Count - _ended);
        }

        return BatchAnswersLost.TryDequeue(out var lost) ? lost() : ScriptedServer.Json(answer);
    }

    private JsonObject Entry(JsonNode item, int index)
    {
        if (Refusals.TryRemove(item["input"]!.ToJsonString(), out var refusal))
        {
            return new JsonObject { ["index"] = index, ["problem"] = refusal.DeepClone() };
        }

        var key = item["idempotencyKey"]?.GetValue<string>() ?? Guid.NewGuid().ToString();
        if (!_idOfKey.TryGetValue(key, out var id))
        {
            id = _idOfKey[key] = $"{_inputs.Count:x32}~127.0.0.1:11111@1";
            _inputs[id] = item["input"]!.DeepClone();
        }

        return new JsonObject { ["index"] = index, ["id"] = id };
    }

    private HttpResponseMessage Tell(ScriptedRequest request)
    {
        var ids = JsonNode.Parse(request.Body)!["ids"]!.AsArray().Select(id => id!.GetValue<string>());
        lock (_gate)
        {
            var told = (TellsBackwards ? ids.Reverse().Take(3) : ids).ToList();
            _ended += told.Count;
            return ScriptedServer.Json(new JsonObject { ["outcomes"] = new JsonArray([.. told.Select(Outcome)]) }.ToJsonString());
        }
    }

    // A task whose input holds 'fail' fails.
    private JsonObject Outcome(string id)
    {
        var input = _inputs[id];
        var fails = input.ToJsonString().Contains("fail", StringComparison.Ordinal);
        var task = new JsonObject { ["id"] = id, ["phase"] = fails ? "failed" : "succeeded" };
        if (fails)
        {
            task["failure"] = new JsonObject { ["type"] = "E", ["message"] = "it \u001b[5mfailed" };
        }

        var outcome = new JsonObject { ["id"] = id, ["task"] = task };
        if (!fails)
        {
            outcome["result"] = input.GetValueKind() == JsonValueKind.String ? input.GetValue<string>().ToUpperInvariant() : input.DeepClone();
        }

        return outcome;
    }
}
