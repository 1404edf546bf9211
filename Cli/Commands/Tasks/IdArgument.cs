using System.CommandLine;

namespace Spawner.Cli.Commands.Tasks;

/// <summary>The argument that names a task.</summary>
internal static class IdArgument
{
    public static Argument<string> One() => new("ID") { Description = "Id of the task" };

    public static Argument<string[]> Any(string instead) => new("ID")
    {
        Description = $"Ids of the tasks; without any, {instead}",
        Arity = ArgumentArity.ZeroOrMore,
    };
}
