using System.Net;
using Plimsoll.Bench.Registry;

namespace Plimsoll.Bench.Servers;

/// <summary>nginx with sendfile, either over a folder or in front of the measured program.</summary>
internal static class NginxServer
{
    private const string FilesFolder = "files";
    private const string Protected = "/protected/";

    /// <summary>Where the files lie that <see cref="Files"/> serves.</summary>
    public static string FilesRoot(Workspace workspace) => workspace.Folder(FilesFolder);

    public static Target Files(Workspace workspace, string program)
    {
        var address = ServerProcess.FreeAddress();
        File.WriteAllText(Path.Combine(FilesRoot(workspace), "ready"), "ready\n");
        var process = Start(workspace, "nginx", program, address, $"location / {{ root {FilesRoot(workspace)}; }}");
        process.WaitFor(address, "/ready");
        return new Target(Role.Files, "nginx", ServerProcess.VersionOf(program, "-v"), address, [process], new Login(new Uri($"http://{address}"), null, null));
    }

    /// <summary>The registry answers a pull with <c>X-Accel-Redirect</c>, and nginx sends the blob's file in its place.</summary>
    /// <param name="blobFolder">Where the registry keeps its blobs, below its data folder.</param>
    public static Target Accelerated(Workspace workspace, string program, string registry, string blobFolder)
    {
        var inner = PlimsollServer.Start(Role.Accelerated, workspace, registry, new Dictionary<string, string> { ["PLIMSOLL__REGISTRY__ACCELREDIRECT"] = Protected });
        var address = ServerProcess.FreeAddress();
        string blobs = Path.Combine(workspace.Folder(inner.Label), blobFolder);
        var process = Start(workspace, "nginx-accel", program, address, $$"""
            location / { proxy_pass http://{{inner.Address}}; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host {{inner.Address}}; }
            location {{Protected}} { internal; alias {{blobs}}/; add_header X-Bench-Accelerated yes; }
            """);
        try
        {
            process.WaitFor(address, "/v2/");
        }
        catch
        {
            inner.Dispose();
            throw;
        }

        return inner.Behind(address, process, "nginx+plimsoll");
    }

    private static ServerProcess Start(Workspace workspace, string label, string program, IPEndPoint address, string locations)
    {
        string temporary = workspace.Folder(label);
        string configuration = workspace.Write(label + ".conf", $$"""
            {{(Environment.UserName == "root" ? "user root;" : "")}}
            daemon off; worker_processes auto; pid {{temporary}}/pid; error_log stderr error;
            events { worker_connections 512; }
            http {
              access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000; client_max_body_size 0; proxy_request_buffering off;
              client_body_temp_path {{temporary}}/body; proxy_temp_path {{temporary}}/proxy; fastcgi_temp_path {{temporary}}/fastcgi;
              uwsgi_temp_path {{temporary}}/uwsgi; scgi_temp_path {{temporary}}/scgi;
              server { listen {{address}}; {{locations}} }
            }

            """);
        return ServerProcess.Start(workspace.Log(label), program, ["-p", temporary, "-e", "stderr", "-c", configuration]);
    }
}
