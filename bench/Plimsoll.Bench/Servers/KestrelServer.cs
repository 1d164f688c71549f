using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Plimsoll.Bench.Content;
using Plimsoll.Bench.Registry;

namespace Plimsoll.Bench.Servers;

/// <summary>The floor: Kestrel that answers every request with one manifest from memory and the headers of a registry, and does nothing else.</summary>
internal static class KestrelServer
{
    /// <summary>Starts this program again as the server.</summary>
    /// <param name="bytes">Length of the manifest that it answers with.</param>
    public static Target Start(Workspace workspace, int bytes)
    {
        var address = ServerProcess.FreeAddress();
        var process = ServerProcess.Start(workspace.Log("kestrel"), Environment.ProcessPath!, ["kestrel", address.ToString(), bytes.ToString()]);
        process.WaitFor(address, "/v2/");
        return new Target(Role.Floor, "kestrel", ".NET " + Environment.Version, address, [process], new Login(new Uri($"http://{address}"), null, null));
    }

    /// <summary>Serves until the process is ended.</summary>
    public static async Task RunAsync(IPEndPoint address, int bytes)
    {
        byte[] manifest = new byte[bytes];
        Array.Fill(manifest, (byte)' ');
        string digest = BlobFactory.DigestOf(manifest);
        string entityTag = $"\"{digest}\"";

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.Listen(address);
            options.AddServerHeader = false;
        });
        await using var application = builder.Build();
        application.Run(context =>
        {
            var response = context.Response;
            response.StatusCode = 200;
            response.ContentType = Image.ManifestType;
            response.ContentLength = manifest.Length;
            response.Headers["Docker-Content-Digest"] = digest;
            response.Headers["Docker-Distribution-Api-Version"] = "registry/2.0";
            response.Headers.ETag = entityTag;
            return context.Request.Method == "HEAD" ? Task.CompletedTask : response.BodyWriter.WriteAsync(manifest).AsTask();
        });
        await application.RunAsync();
    }
}
