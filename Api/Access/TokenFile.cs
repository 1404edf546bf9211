using System.Security.Cryptography;

namespace Spawner.Api.Access;

/// <summary>
/// The token of whoever may read a file of this user's: made once, kept for the next start, readable by nobody else. Programs that
/// start together agree on one.
/// </summary>
internal static class TokenFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = (UnixFileMode)0b000_111_111;

    /// <summary>Where it is unless a setting says otherwise; <see langword="null"/> where the user has no folder.</summary>
    public static string? DefaultPath => InUsersFolder("api-token");

    /// <summary>Where keys are, likewise.</summary>
    public static string? DefaultKeysPath => InUsersFolder("api-keys.json");

    /// <summary>Reads the token, or makes it.</summary>
    /// <exception cref="IOException">The file cannot be read or made, or others may read it, or there is no token in it.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be read or made.</exception>
    public static (string Token, bool IsNew) ReadOrCreate(string path)
    {
        if (File.Exists(path))
        {
            return (Read(path), false);
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var token = KeyText.Create();
        var draft = $"{path}.{RandomNumberGenerator.GetHexString(16)}";
        Write(draft, token);
        try
        {
            // Whole or not at all; where somebody was faster, theirs counts.
            File.Move(draft, path, overwrite: false);
            return (token, true);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
            return (Read(path), false);
        }
    }

    /// <summary>Reads a token that must be there.</summary>
    /// <exception cref="IOException">As of <see cref="ReadOrCreate"/>.</exception>
    public static string Read(string path)
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others & ~UnixFileMode.GroupRead) != UnixFileMode.None)
        {
            throw new IOException($"The file '{path}' may be read or changed by others. Its token is no secret: remove the file and start again, or set its mode to 600.");
        }

        var token = File.ReadAllText(path).Trim();
        return KeyText.IsKey(token) ? token : throw new IOException($"The file '{path}' has no token in it. Accepted: '{KeyText.Mark}' and 43 characters of base64url (32 random bytes); remove the file to get a new one.");
    }

    private static string? InUsersFolder(string name) =>
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } folder
            ? Path.Combine(folder, "spawner", name)
            : null;

    private static void Write(string path, string token)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using var file = new StreamWriter(path, options);
        file.WriteLine(token);
    }
}
