using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization.Metadata;
using Spawner.Grains.Notes;

namespace Spawner.Grains.Execution;

/// <content>What the run leaves behind; made when the handler first asks for it, since most never do.</content>
internal sealed partial class RunningTask : INotedRun
{
    private readonly Lock _notesLock = new();
    private RunNotes? _notes;
    private OutputWriter? _output;
    private bool _isOver;

    public TextWriter Output
    {
        get
        {
            var notes = Notes;
            return Volatile.Read(ref _output) ?? Interlocked.CompareExchange(ref _output, new OutputWriter(notes), null) ?? _output;
        }
    }

    public RunNotes Notes
    {
        get
        {
            lock (_notesLock)
            {
                if (_notes is null)
                {
                    _notes = new RunNotes(this, Entry.NotesWithin(_noteWriter.Budget), Entry.IsDurable, _noteWriter);
                    if (_isOver)
                    {
                        _notes.Close();
                    }
                }

                return _notes;
            }
        }
    }

    /// <summary>Notes, if there are any.</summary>
    public RunNotes? NotesSoFar
    {
        get
        {
            lock (_notesLock)
            {
                return _notes;
            }
        }
    }

    public Task SaveCheckpointAsync<T>(T state, CancellationToken cancellationToken) =>
        SaveCheckpointAsync(state, JsonContracts.Of<T>(), cancellationToken);

    public async Task SaveCheckpointAsync<T>(T state, JsonTypeInfo<T> typeInfo, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(typeInfo);
        cancellationToken.ThrowIfCancellationRequested();
        var checkpoint = Checkpoints.Encode(this, state, typeInfo);
        if (IsOver)
        {
            throw new TaskSupersededException(Id, Run);
        }

        await SaveAsync(checkpoint).WaitAsync(cancellationToken);
    }

    public bool TryGetCheckpoint<T>([MaybeNullWhen(false)] out T state) => TryGetCheckpoint(JsonContracts.Of<T>(), out state);

    public bool TryGetCheckpoint<T>(JsonTypeInfo<T> typeInfo, [MaybeNullWhen(false)] out T state)
    {
        ArgumentNullException.ThrowIfNull(typeInfo);
        state = default;
        return Entry.Checkpoint is { } checkpoint && Checkpoints.TryDecode(this, checkpoint, typeInfo, out state);
    }

    /// <summary>Nothing that the handler says from now on is kept; of a durable task what it has said goes to the ledger now.</summary>
    public void CloseNotes()
    {
        RunNotes? notes;
        lock (_notesLock)
        {
            (_isOver, notes) = (true, _notes);
        }

        notes?.Close();
    }

    public void OnSuperseded() => _executor.OnSuperseded(this);

    private bool IsOver
    {
        get
        {
            lock (_notesLock)
            {
                return _isOver;
            }
        }
    }

    /// <summary>That the handler waits for it no more does not undo that it was written.</summary>
    private async Task SaveAsync(byte[] checkpoint)
    {
        if (Entry.IsDurable)
        {
            await _noteWriter.SaveAsync(this, checkpoint);
        }

        Entry.Checkpoint = checkpoint;
    }
}
