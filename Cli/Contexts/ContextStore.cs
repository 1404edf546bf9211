using System.Text.Json;

namespace Spawner.Cli.Contexts;

/// <summary>Reads and writes the file of contexts, which only its owner may read: it holds tokens.</summary>
internal sealed class ContextStore(string folder)
{
    public string Path { get; } = System.IO.Path.Combine(folder, "contexts.json");

    /// <exception cref="CommandException">The file cannot be read.</exception>
    public ContextFile Read()
    {
        try
        {
            return File.Exists(Path)
                ? JsonSerializer.Deserialize(File.ReadAllBytes(Path), ContextJson.Default.ContextFile) ?? new ContextFile()
                : new ContextFile();
        }
        catch (Exception failure) when (failure is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCodes.BadArguments, $"The file of contexts '{Path}' cannot be read: {failure.Message} Repair it, or delete it and use 'spawner login'.", failure);
        }
    }

    /// <exception cref="CommandException">The file cannot be written.</exception>
    public void Write(ContextFile file)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var fresh = $"{Path}.{Environment.ProcessId}.new";
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using (var stream = new FileStream(fresh, options))
            {
                JsonSerializer.Serialize(stream, file, ContextJson.Default.ContextFile);
            }

            // Whole or not at all, whoever reads it meanwhile.
            File.Move(fresh, Path, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCodes.Failed, $"The file of contexts '{Path}' cannot be written: {failure.Message}", failure);
        }
    }
}
