using System.Net;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Trust.Keys;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Webhooks;

/// <summary>What a destination answered.</summary>
/// <param name="Status">The status; null when there was no answer.</param>
/// <param name="Error">Why it does not count; null when it does.</param>
/// <param name="Wish">How long it asked to wait.</param>
internal sealed record DeliveryAnswer(int? Status, string? Error, TimeSpan? Wish);

/// <summary>Sends requests to destinations: only where that is allowed, with a limit on time and on what comes back, and never where an answer points.</summary>
internal sealed class DeliveryClient : IDisposable
{
    /// <summary>How long a destination may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private const int MaxAnswer = 2048;
    private const int MaxHeadersKb = 16;

    private readonly HttpClient _client;
    private readonly KeySealing _sealing;
    private readonly TimeProvider _time;

    public DeliveryClient(ServerOptions options, KeySealing sealing, TimeProvider time)
    {
        (_sealing, _time) = (sealing, time);
        _client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            MaxResponseHeadersLength = MaxHeadersKb,
            ConnectCallback = NetworkGuard.Of(options.Webhooks).ConnectAsync,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>What the secret of a webhook is sealed for.</summary>
    public static string NameOf(string webhook) => "webhook:" + webhook;

    /// <summary>Sends a message.</summary>
    public async Task<DeliveryAnswer> SendAsync(Webhook webhook, EventMessage message, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            if (_sealing.Open(NameOf(webhook.Name), webhook.Secret.Span) is not { } secret)
                return new DeliveryAnswer(null, $"its secret was sealed with another key than the one in {_sealing.Path}; put that back, or make the webhook anew", null);
            using var request = DeliveryRequest.Of(webhook, message, secret, _time.GetUtcNow());
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            var status = (int)response.StatusCode;
            if (response.IsSuccessStatusCode) return new DeliveryAnswer(status, null, null);
            if (response.StatusCode is >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest) return new DeliveryAnswer(status, "it answered with a redirect, which is not followed", null);
            return new DeliveryAnswer(status, await TextAsync(response.Content, patience.Token), WishOf(response));
        }
        catch (HttpRequestException e)
        {
            return new DeliveryAnswer(null, e.InnerException is HttpRequestException inner ? inner.Message : e.Message, null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new DeliveryAnswer(null, $"it did not answer within {Patience.TotalSeconds} seconds", null);
        }
        catch (IOException e)
        {
            return new DeliveryAnswer(null, e.Message, null);
        }
    }

    public void Dispose() => _client.Dispose();

    private TimeSpan? WishOf(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - _time.GetUtcNow(),
        _ => null,
    };

    /// <summary>The begin of what it said, for people who look for the reason.</summary>
    private static async Task<string> TextAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await using var body = await content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[MaxAnswer];
        var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        var text = new string([.. System.Text.Encoding.UTF8.GetString(buffer, 0, length).Select(c => char.IsControl(c) ? ' ' : c)]).Trim();
        return text.Length == 0 ? "it refused" : "it refused: " + text;
    }
}
