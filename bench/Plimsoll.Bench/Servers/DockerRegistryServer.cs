using Plimsoll.Bench.Registry;
using Plimsoll.Bench.Stores;

namespace Plimsoll.Bench.Servers;

/// <summary>
/// Debian's docker-registry at its fastest: no authentication, no log of requests, and the descriptor cache of Debian's own configuration. On S3 it hands the bytes over itself, as the measured program
/// does; a pull that it sent on to the store would measure the store.
/// </summary>
internal static class DockerRegistryServer
{
    /// <param name="swift">Where it keeps its blobs; null for files.</param>
    public static Target Start(Role role, Workspace workspace, string program, SwiftServer? swift = null)
    {
        string label = role switch { Role.Subject => "subject", Role.Twin => "subject-2", _ => "docker-registry" };
        string storage = swift is null
            ? $"filesystem: {{ rootdirectory: {workspace.Folder(label)} }}"
            : $"s3: {{ accesskey: '{SwiftServer.AccessKey}', secretkey: {SwiftServer.SecretKey}, region: us-east-1, regionendpoint: 'http://{swift.Endpoint}', bucket: {SwiftServer.Bucket}, secure: false, rootdirectory: /{label} }}";
        var address = ServerProcess.FreeAddress();
        string configuration = workspace.Write(label + ".yml", $$"""
            version: 0.1
            log: { level: error, accesslog: { disabled: true } }
            storage: { cache: { blobdescriptor: inmemory }, {{storage}}, delete: { enabled: true }, redirect: { disable: true } }
            http: { addr: "{{address}}" }

            """);
        // Certificates that the surroundings name for Amazon's tools stop its S3 driver, and this store has none.
        var process = ServerProcess.Start(workspace.Log(label), program, ["serve", configuration], new Dictionary<string, string> { ["AWS_CA_BUNDLE"] = "" });
        process.WaitFor(address, "/v2/");
        return new Target(role, label, ServerProcess.VersionOf(program, "--version"), address, [process], new Login(new Uri($"http://{address}"), null, null), swift is null ? [] : [swift.Id]);
    }
}
