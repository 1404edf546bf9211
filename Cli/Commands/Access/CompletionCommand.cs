using System.CommandLine;
using Spawner.Cli.Commands.Shell;

namespace Spawner.Cli.Commands.Access;

/// <summary><c>spawner completion</c>: scripts that let a shell ask the command what may follow.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        # spawner completion for bash: put 'source <(spawner completion bash)' into ~/.bashrc
        _spawner_complete() {
            local line
            COMPREPLY=()
            while IFS= read -r line; do
                COMPREPLY+=("$line")
            done < <(spawner "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)
        }
        complete -o default -F _spawner_complete spawner
        """;

    private const string Zsh = """
        #compdef spawner
        # spawner completion for zsh: put 'source <(spawner completion zsh)' into ~/.zshrc, after compinit
        _spawner() {
            local -a answers
            answers=("${(@f)$(spawner "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
            compadd -- "${answers[@]}"
        }
        compdef _spawner spawner
        """;

    private const string Fish = """
        # spawner completion for fish: 'spawner completion fish > ~/.config/fish/completions/spawner.fish'
        complete --command spawner --no-files --arguments '(spawner "[suggest:"(commandline --cursor)"]" (commandline --current-buffer) 2>/dev/null)'
        """;

    public static Command Create(CommandShell shell)
    {
        var name = new Argument<string>("SHELL") { Description = "bash, zsh or fish" };
        name.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command("completion", CommandHelp.With("Prints a script that completes commands and options in a shell.", "source <(spawner completion bash)")) { name };
        command.SetAction((parsed, cancellationToken) => shell.GuardAsync(
            async _ =>
            {
                await shell.Around.Out.WriteLineAsync(parsed.GetRequiredValue(name) switch { "bash" => Bash, "zsh" => Zsh, _ => Fish });
                return ExitCodes.Ok;
            },
            cancellationToken));
        return command;
    }
}
