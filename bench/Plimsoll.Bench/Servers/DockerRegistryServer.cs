using Plimsoll.Bench.Registry;

namespace Plimsoll.Bench.Servers;

/// <summary>Debian's docker-registry at its fastest: no authentication, no log of requests, and the descriptor cache of Debian's own configuration.</summary>
internal static class DockerRegistryServer
{
    public static Target Start(Role role, Workspace workspace, string program)
    {
        string label = role switch { Role.Subject => "subject", Role.Twin => "subject-2", _ => "docker-registry" };
        var address = ServerProcess.FreeAddress();
        string configuration = workspace.Write(label + ".yml", $$"""
            version: 0.1
            log: { level: error, accesslog: { disabled: true } }
            storage: { cache: { blobdescriptor: inmemory }, filesystem: { rootdirectory: {{workspace.Folder(label)}} }, delete: { enabled: true } }
            http: { addr: "{{address}}" }

            """);
        var process = ServerProcess.Start(workspace.Log(label), program, ["serve", configuration]);
        process.WaitFor(address, "/v2/");
        return new Target(role, label, ServerProcess.VersionOf(program, "--version"), address, [process], new Login(new Uri($"http://{address}"), null, null));
    }
}
