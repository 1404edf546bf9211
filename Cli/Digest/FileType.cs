using System.Runtime.InteropServices;

namespace Spawner.Cli.Digest;

/// <summary>
/// Tells files from pipes, sockets and devices, which .NET does not: opening a pipe would wait for its writer for ever.
/// </summary>
internal static partial class FileType
{
    private const int CurrentFolder = -100;
    private const uint TypeWanted = 1;
    private const int TypeMask = 0xF000;
    private const int RegularType = 0x8000;

    // struct statx is the same on every architecture: 256 bytes, with the 16-bit mode at offset 28.
    private const int StatxBytes = 256;
    private const int ModeOffset = 28;

    /// <summary>Whether a path leads to a regular file, or to nothing that can be asked: reading it will say why.</summary>
    public static bool IsRegular(string path)
    {
        Span<byte> status = stackalloc byte[StatxBytes];
        return !OperatingSystem.IsLinux()
            || Statx(CurrentFolder, path, flags: 0, TypeWanted, ref status[0]) != 0
            || (BitConverter.ToUInt16(status[ModeOffset..]) & TypeMask) == RegularType;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Statx(int folder, string path, int flags, uint mask, ref byte status);
}
