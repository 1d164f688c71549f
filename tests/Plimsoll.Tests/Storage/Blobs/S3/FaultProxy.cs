using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Plimsoll.Tests.Storage.Blobs.S3;

/// <summary>Stands before a real store and passes everything on as it is, so that signatures hold, except for the requests that shall go wrong.</summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly WebApplication _app;
    private readonly Uri _store;

    private FaultProxy(WebApplication app, Uri store) => (_app, _store) = (app, store);

    /// <summary>What shall happen to a request; null passes it on. The second argument counts the requests so far.</summary>
    public Func<HttpRequest, int, Fault?> Plan { get; set; } = (_, _) => null;

    public Uri Address { get; private set; } = null!;

    /// <summary>Method and query of every request, those that went wrong included.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    public static async Task<FaultProxy> StartAsync(Uri store)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            // Whoever is slow here shares the machine with other tests.
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        var app = builder.Build();
        var proxy = new FaultProxy(app, store);
        app.Run(proxy.HandleAsync);
        await app.StartAsync();
        proxy.Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return proxy;
    }

    /// <summary>Stops listening, as a store that is down.</summary>
    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
        _client.Dispose();
    }

    private async Task HandleAsync(HttpContext http)
    {
        _requests.Enqueue($"{http.Request.Method} {http.Request.QueryString}");
        var fault = Plan(http.Request, _requests.Count);
        if (fault?.Status is { } status)
        {
            http.Response.StatusCode = status;
            http.Response.ContentType = "application/xml";
            await http.Response.WriteAsync($"<Error><Code>{(status == 503 ? "SlowDown" : "InternalError")}</Code><Message>not now</Message></Error>");
            return;
        }
        if (fault?.Delay is { } delay) await Task.Delay(delay, http.RequestAborted);
        if (fault?.AfterRequestBytes is { } taken)
        {
            _ = await http.Request.Body.ReadAtLeastAsync(new byte[taken], taken, throwOnEndOfStream: false);
            http.Abort();
            return;
        }
        using var response = await ForwardAsync(http, fault);
        await AnswerAsync(http, response, fault);
    }

    private async Task<HttpResponseMessage> ForwardAsync(HttpContext http, Fault? fault)
    {
        var target = http.Features.Get<IHttpRequestFeature>()!.RawTarget;
        using var request = new HttpRequestMessage(new HttpMethod(http.Request.Method), new Uri(_store.ToString().TrimEnd('/') + target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        if (http.Request.ContentLength is { } length)
        {
            request.Content = fault?.DamagesBody == true ? new ByteArrayContent(await DamagedAsync(http.Request.Body, (int)length)) : new StreamContent(http.Request.Body);
            request.Content.Headers.ContentLength = length;
        }
        foreach (var (name, values) in http.Request.Headers)
        {
            if (name is "Content-Length" or "Connection") continue;
            if (!request.Headers.TryAddWithoutValidation(name, (IEnumerable<string>)values!)) request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string>)values!);
        }
        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, http.RequestAborted);
    }

    private static async Task<byte[]> DamagedAsync(Stream body, int length)
    {
        var content = new byte[length];
        await body.ReadExactlyAsync(content);
        content[length / 2] ^= 1;
        return content;
    }

    private static async Task AnswerAsync(HttpContext http, HttpResponseMessage response, Fault? fault)
    {
        http.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers))
        {
            if (name is not ("Transfer-Encoding" or "Connection")) http.Response.Headers[name] = values.ToArray();
        }
        if (HttpMethods.IsHead(http.Request.Method)) return;
        await using var body = await response.Content.ReadAsStreamAsync(http.RequestAborted);
        if (fault?.AfterResponseBytes is not { } left)
        {
            await body.CopyToAsync(http.Response.Body, http.RequestAborted);
            return;
        }
        var part = new byte[left];
        var read = await body.ReadAtLeastAsync(part, left, throwOnEndOfStream: false, http.RequestAborted);
        await http.Response.Body.WriteAsync(part.AsMemory(0, read), http.RequestAborted);
        // There was no more: nothing went wrong.
        if (read < left) return;
        await http.Response.Body.FlushAsync(http.RequestAborted);
        if (fault.StandsStill) await Task.Delay(Timeout.Infinite, http.RequestAborted);
        http.Abort();
    }
}
