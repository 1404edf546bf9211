using Spawner.Contracts;

namespace Spawner.Client.Tasks;

/// <summary>The picture of a task of which no silo has a better one: what its notice, its id and its spawn tell, and nothing guessed.</summary>
internal static class PartialSnapshot
{
    private const string Unknown = "unknown";

    public static TaskSnapshot Of(TaskNotice notice, TaskOrigin? origin)
    {
        var snapshot = new TaskSnapshot
        {
            Id = notice.Id,
            Phase = notice.Phase,
            Kind = origin?.Kind ?? Unknown,
            Name = origin?.Options?.Name,
            Namespace = origin?.Namespace ?? Unknown,
            Submitter = origin?.Submitter ?? Unknown,
            Run = notice.Run,
            Silo = notice.Silo,
            SiloName = notice.SiloName,
            SubmittedAt = SubmissionTimeOf(notice.Id),
            Failure = notice.Phase == TaskPhase.Lost ? LossOf(notice) : null,
        };
        return origin?.Options?.Tags is { } tags ? snapshot with { Tags = tags } : snapshot;
    }

    /// <summary>Clients make ids of version 7, which begin with the milliseconds since 1970.</summary>
    private static DateTimeOffset SubmissionTimeOf(TaskId id)
    {
        if (id.Unique.Version != 7)
        {
            return default;
        }

        Span<byte> bytes = stackalloc byte[16];
        id.Unique.TryWriteBytes(bytes, bigEndian: true, out _);
        return DateTimeOffset.FromUnixTimeMilliseconds(
            ((long)System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes) << 16)
            | System.Buffers.Binary.BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]));
    }

    private static TaskFailure LossOf(TaskNotice notice) => new()
    {
        Type = typeof(TaskLostException).FullName!,
        Message = $"Silo {notice.SiloName ?? Unknown} ({notice.Silo?.ToParsableString() ?? Unknown}) has gone, and no live silo holds the task.",
    };
}
