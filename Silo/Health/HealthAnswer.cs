using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Spawner.Silo.Health;

/// <summary>Body of an answer about health.</summary>
internal sealed record HealthAnswer(string Status, string? Reason)
{
    public static Task WriteAsync(HttpContext http, HealthReport report) =>
        http.Response.WriteAsJsonAsync(
            new HealthAnswer(report.Status.ToString(), string.Join("; ", report.Entries.Values.Select(entry => entry.Description))),
            HealthAnswerJson.Default.HealthAnswer);
}

/// <summary>JSON contract of health answers.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(HealthAnswer))]
internal sealed partial class HealthAnswerJson : JsonSerializerContext;
