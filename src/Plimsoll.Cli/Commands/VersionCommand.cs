using System.CommandLine;
using System.Reflection;

namespace Plimsoll.Cli.Commands;

/// <summary><c>plimsoll version</c>.</summary>
internal static class VersionCommand
{
    public static Command Create()
    {
        var command = new Command("version", "Print the version");
        command.SetAction((parsed, cancellationToken) => parsed.InvocationConfiguration.Output.WriteLineAsync(
            $"plimsoll {typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion}".AsMemory(), cancellationToken));
        return command;
    }
}
