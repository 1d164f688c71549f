using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Plimsoll.Client;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;

namespace Plimsoll.Tests.Client;

/// <summary>A request as it arrived.</summary>
internal sealed record Seen(string Method, string Path, string Query, string? Authorization, string? Range);

/// <summary>A server on loopback that answers as a test tells it, rightly or not, and remembers what it was asked.</summary>
internal sealed class FakeRegistry : IAsyncDisposable
{
    private readonly WebApplication _server;

    private FakeRegistry(WebApplication server) => _server = server;

    public ConcurrentQueue<Seen> Requests { get; } = new();

    /// <summary>Host and port.</summary>
    public string Host => new Uri(_server.Urls.First()).Authority;

    public static async Task<FakeRegistry> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1));
        var registry = new FakeRegistry(builder.Build());
        registry._server.Run(async context =>
        {
            var request = context.Request;
            registry.Requests.Enqueue(new Seen(request.Method, request.Path, request.QueryString.Value ?? "", request.Headers.Authorization, request.Headers.Range));
            await answer(context);
        });
        await registry._server.StartAsync();
        return registry;
    }

    /// <summary>A client of this server that loses no time.</summary>
    public RegistryClient Client(RegistryClientOptions? options = null) => new(Host, options);

    public RemoteRepository Repository(RegistryClientOptions? options = null) => Client(options).Repository(RepositoryName.Parse("shop/api"));

    public async ValueTask DisposeAsync()
    {
        using var hurry = new CancellationTokenSource(TimeSpan.Zero);
        try
        {
            await _server.StopAsync(hurry.Token);
        }
        catch (OperationCanceledException)
        {
            // Some tests leave a request hanging on purpose.
        }
        await _server.DisposeAsync();
    }

    public static Descriptor BlobOf(byte[] content) => new() { MediaType = "application/octet-stream", Digest = Digest.Of(content), Size = content.Length };

    public static async Task SendAsync(HttpContext context, byte[] content, string mediaType, Digest? digest = null)
    {
        context.Response.ContentType = mediaType;
        context.Response.ContentLength = content.Length;
        if (digest is { } promised) context.Response.Headers["Docker-Content-Digest"] = promised.Value;
        if (!HttpMethods.IsHead(context.Request.Method)) await context.Response.Body.WriteAsync(content);
    }

    public static Task RefuseAsync(HttpContext context, int status, string code, string message)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync($$$"""{"errors":[{"code":"{{{code}}}","message":"{{{message}}}","detail":{}}]}""");
    }
}
