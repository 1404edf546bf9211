using System.Text;

namespace Spawner.Grains.Notes;

/// <summary>A run's output as handlers write to it: whatever is written at once stays together. It never waits, so nothing is to be flushed.</summary>
internal sealed class OutputWriter : TextWriter
{
    private readonly RunNotes _notes;

    public OutputWriter(RunNotes notes)
        : base(System.Globalization.CultureInfo.InvariantCulture)
    {
        _notes = notes;
        CoreNewLine = ['\n'];
    }

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => _notes.Append([value]);

    public override void Write(char[] buffer, int index, int count) => _notes.Append(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer) => _notes.Append(buffer);

    public override void Write(string? value) => _notes.Append(value);

    public override void WriteLine(string? value) => _notes.Append(value + NewLine);

    public override void WriteLine(ReadOnlySpan<char> buffer) => _notes.Append(string.Concat(buffer, NewLine));

    public override Task WriteAsync(char value) => Done(() => Write(value));

    public override Task WriteAsync(char[] buffer, int index, int count) => Done(() => Write(buffer, index, count));

    public override Task WriteAsync(ReadOnlyMemory<char> buffer, CancellationToken cancellationToken = default) => Done(() => Write(buffer.Span));

    public override Task WriteAsync(string? value) => Done(() => Write(value));

    public override Task WriteLineAsync() => Done(WriteLine);

    public override Task WriteLineAsync(char value) => Done(() => WriteLine(value));

    public override Task WriteLineAsync(char[] buffer, int index, int count) => Done(() => WriteLine(buffer.AsSpan(index, count)));

    public override Task WriteLineAsync(ReadOnlyMemory<char> buffer, CancellationToken cancellationToken = default) => Done(() => WriteLine(buffer.Span));

    public override Task WriteLineAsync(string? value) => Done(() => WriteLine(value));

    public override Task FlushAsync() => Task.CompletedTask;

    private static Task Done(Action write)
    {
        write();
        return Task.CompletedTask;
    }
}
