namespace Spawner.Tests;

/// <summary>Finds programs that the build of this repository made.</summary>
public static class BuiltHost
{
    /// <summary>Path of a program, built in the same configuration as the running one.</summary>
    /// <param name="project">Folder of its project, from the root of the repository.</param>
    /// <param name="assembly">Name of its assembly.</param>
    /// <exception cref="FileNotFoundException">It is not built.</exception>
    public static string Find(string project, string assembly)
    {
        // <root>/tests/X.Tests/bin/<configuration>/<framework>/
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var path = Path.Combine(Root(output), project, "bin", output.Parent!.Name, output.Name, assembly + ".dll");
        return File.Exists(path)
            ? path
            : throw new FileNotFoundException($"The program '{path}' does not exist: build the project in {project}, configuration {output.Parent.Name}.", path);
    }

    /// <summary>Path of a file of the repository.</summary>
    public static string Source(string path) => Path.Combine(Root(new DirectoryInfo(AppContext.BaseDirectory)), path);

    private static string Root(DirectoryInfo start)
    {
        for (var folder = start; folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"'{start}' is not inside a copy of the repository.");
    }
}
