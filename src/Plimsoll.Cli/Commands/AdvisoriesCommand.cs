using System.CommandLine;
using Plimsoll.Cli.Advisories;

namespace Plimsoll.Cli.Commands;

/// <summary><c>plimsoll advisories</c>: what is known about vulnerabilities, on this machine or on a server.</summary>
internal static class AdvisoriesCommand
{
    public static Command Create()
    {
        var command = new Command("advisories", "Import, fetch and list advisories about vulnerabilities.");
        var options = new AdvisoryCommandOptions(command);
        command.Add(ImportVerb.Create(options));
        command.Add(ListVerb.Create(options));
        command.Add(SyncVerb.Create(options));
        command.Add(RemoveVerb.Create(options));
        command.Add(ShowVerb.Create(options));
        command.Add(PublishVerb.Create(options));
        command.Add(FetchVerb.Create(options));
        return command;
    }
}
