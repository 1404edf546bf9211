using System.Globalization;

namespace Spawner.Grains.Notes;

/// <summary>Puts what handlers log into the output of their tasks.</summary>
[ProviderAlias("TaskOutput")]
internal sealed class TaskOutputLoggerProvider(TimeProvider clock) : ILoggerProvider
{
    /// <summary>
    /// What runs the handlers logs in their flow, too: it is not what they say, and to log a failure to keep output into that
    /// output would have no end.
    /// </summary>
    private static readonly string[] Engine = ["Spawner.Grains", "Spawner.Storage", "Spawner.Client", "Spawner.Clustering", "Orleans"];

    public ILogger CreateLogger(string categoryName) => Array.Exists(Engine, name => IsOf(name, categoryName))
        ? Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance
        : new TaskOutputLogger(categoryName, clock);

    public void Dispose()
    {
    }

    private static bool IsOf(string name, string category) =>
        category.StartsWith(name, StringComparison.Ordinal) && (category.Length == name.Length || category[name.Length] == '.');
}

/// <summary>One category. An entry is one line: time, level, category, message, exception.</summary>
internal sealed class TaskOutputLogger(string category, TimeProvider clock) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None && RunFlow.IsInRun;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel) && RunFlow.Notes is { } notes)
        {
            var text = exception is null ? formatter(state, exception) : $"{formatter(state, exception)} {exception}";
            notes.Append(string.Create(
                CultureInfo.InvariantCulture, $"{clock.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} {NameOf(logLevel)} {category}: {OneLine(text)}\n"));
        }
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" | ");

    private static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        _ => "crit",
    };
}
