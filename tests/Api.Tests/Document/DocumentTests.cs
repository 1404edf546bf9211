using System.Text.Json;
using Spawner.Api.Tests.Access;
using Spawner.Api.Tests.Running;

namespace Spawner.Api.Tests.Document;

[Collection(UsesOneSilo.Name)]
public sealed class DocumentTests(OneSilo one)
{
    private static readonly string[] Verbs = ["get", "post", "put", "delete", "patch", "head", "options"];

    [Fact]
    public async Task Document_HasEachEndpointAndNoOther()
    {
        var document = await one.Admin.ReadAsync("/openapi/v1.json");

        var described = OperationsOf(document).Select(operation => operation.Endpoint.TrimEnd('/'));
        Assert.StartsWith("3.1", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            AccessTable.Rows.Keys.Where(endpoint => endpoint.Contains("/api/v1", StringComparison.Ordinal)).Select(endpoint => endpoint.TrimEnd('/')).Order(StringComparer.Ordinal),
            described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Document_OfEachEndpoint_SaysWhatItTakesAndAnswers()
    {
        var document = await one.Admin.ReadAsync("/openapi/v1.json");

        foreach (var (endpoint, operation) in OperationsOf(document))
        {
            var responses = operation.GetProperty("responses").EnumerateObject().ToDictionary(response => response.Name, response => response.Value);
            Assert.True(responses.Keys.Any(status => status.StartsWith('2')), $"{endpoint} answers nothing.");
            Assert.True(responses["default"].GetProperty("content").TryGetProperty("application/problem+json", out _), $"{endpoint} has no problems.");
            Assert.True(operation.TryGetProperty("summary", out _) && operation.TryGetProperty("operationId", out _), $"{endpoint} has no name.");
            var takesBody = AccessTable.Rows.Single(row => row.Key.TrimEnd('/') == endpoint.TrimEnd('/')).Value.Body?.Length > 0;
            Assert.True(operation.TryGetProperty("requestBody", out _) == takesBody, $"{endpoint} takes {(takesBody ? "a" : "no")} body.");
            Assert.Equal(
                endpoint.Split('{').Skip(1).Select(part => part.Split('}')[0]),
                Parameters(operation, "path"));
        }
    }

    [Fact]
    public async Task Document_OfQueries_NamesWhatIsAccepted()
    {
        var document = await one.Admin.ReadAsync("/openapi/v1.json");

        foreach (var (endpoint, operation) in OperationsOf(document).Where(operation => operation.Endpoint.StartsWith("GET", StringComparison.Ordinal)))
        {
            var path = endpoint.Split(' ')[1].Replace("{id}", AccessTable.Nobody404, StringComparison.Ordinal);
            var refusal = await one.Admin.RefusedAsync(HttpMethod.Get, $"{path}?surely-unknown=1", null, System.Net.HttpStatusCode.BadRequest, "invalid-request");
            var accepted = refusal[(refusal.LastIndexOf("Accepted: ", StringComparison.Ordinal) + "Accepted: ".Length)..].TrimEnd('.');
            var described = string.Join(", ", Parameters(operation, "query").Order(StringComparer.Ordinal));
            Assert.Equal(accepted, described.Length == 0 ? "no query" : described);
        }
    }

    private static IEnumerable<string?> Parameters(JsonElement operation, string place) => operation.TryGetProperty("parameters", out var all)
        ? all.EnumerateArray().Where(one => one.GetProperty("in").GetString() == place).Select(one => one.GetProperty("name").GetString())
        : [];

    private static IEnumerable<(string Endpoint, JsonElement Operation)> OperationsOf(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        where Verbs.Contains(operation.Name)
        select ($"{operation.Name.ToUpperInvariant()} {path.Name}", operation.Value);
}
