using System.Net;
using Plimsoll.Client.Auth;

namespace Plimsoll.Client.Http;

/// <summary>
/// Sends requests to one registry. The path of a request: 1 authorize from what is known; 2 send; 3 answer a challenge, once; 4 pause and
/// repeat when the registry is busy; 5 follow redirects, without Authorization on any other host.
/// </summary>
internal sealed class RegistryTransport : IDisposable
{
    private const int MaxRedirects = 5;

    private readonly HttpClient _http;
    private readonly RegistryClientOptions _options;
    private readonly Authenticator _authenticator;

    public RegistryTransport(string host, RegistryClientOptions options)
    {
        Registry = RegistryEndpoint.Of(host, options.PlainHttp);
        _options = options;
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = options.ConnectTimeout,
            MaxResponseHeadersLength = 64,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        })
        { Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd(options.UserAgent);
        _authenticator = new Authenticator(Registry, host, options, SendOnceAsync);
    }

    /// <summary>The address of the registry, ending in "/".</summary>
    public Uri Registry { get; }

    public TimeProvider Time => _options.Time;

    public TimeSpan IdleTimeout => _options.IdleTimeout;

    /// <summary>Sends a request and gives the first answer that is neither a challenge that can be met, nor "busy", nor a redirect.</summary>
    /// <exception cref="RegistryException">No answer came, or a redirect leads where the client must not go.</exception>
    public async Task<HttpResponseMessage> SendAsync(RegistryRequest request, CancellationToken cancellationToken)
    {
        var challenged = false;
        var pause = TimeSpan.FromSeconds(1);
        for (var attempt = 1; ; attempt++)
        {
            var response = await SendOnceAsync(request.Build(request.Address, _authenticator.HeaderFor(request.Scope)), cancellationToken);
            if (response.StatusCode == HttpStatusCode.Unauthorized && !challenged && !request.Once)
            {
                challenged = true;
                attempt--;
                using (response)
                {
                    if (await _authenticator.AnswerAsync(response, request.Scope, cancellationToken)) continue;
                    throw await ErrorBody.ReadAsync(response, cancellationToken);
                }
            }
            if (IsBusy(response.StatusCode) && attempt < _options.Attempts && !request.Once)
            {
                var asked = RetryAfter(response);
                response.Dispose();
                await Task.Delay(asked ?? pause, _options.Time, cancellationToken);
                pause *= 2;
                continue;
            }
            return request.IsRead && IsRedirect(response) ? await FollowAsync(request, response, cancellationToken) : response;
        }
    }

    /// <summary>As <see cref="SendAsync"/>, and refuses every status but the expected ones.</summary>
    /// <exception cref="RegistryException">The registry answered something else; the exception carries its errors.</exception>
    public async Task<HttpResponseMessage> ExpectAsync(RegistryRequest request, CancellationToken cancellationToken, params HttpStatusCode[] expected)
    {
        var response = await SendAsync(request, cancellationToken);
        if (expected.Contains(response.StatusCode)) return response;
        using (response) throw await ErrorBody.ReadAsync(response, cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> FollowAsync(RegistryRequest request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var address = request.Address;
        for (var hops = 0; IsRedirect(response); hops++)
        {
            using (response)
            {
                var target = new Uri(address, response.Headers.Location!);
                var refusal = hops == MaxRedirects ? "too many redirects" : TargetRule.Refusal(Registry, target) ?? TargetRule.Refusal(address, target);
                if (refusal is not null) throw new RegistryException($"{request.Method} {ErrorBody.WithoutQuery(address)}: redirect to {target.Host} refused: {refusal}", address, response.StatusCode);
                address = target;
            }
            var authorization = TargetRule.SameOrigin(address, Registry) ? _authenticator.HeaderFor(request.Scope) : null;
            response = await SendOnceAsync(request.Build(address, authorization), cancellationToken);
        }
        return response;
    }

    private async Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage message, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(message.Content is null ? _options.ResponseTimeout : Timeout.InfiniteTimeSpan, _options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, either.Token);
        }
        catch (HttpRequestException e)
        {
            throw Unreachable(message, e.InnerException?.Message ?? e.Message, e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            var waited = limit.IsCancellationRequested ? _options.ResponseTimeout : _options.ConnectTimeout;
            throw Unreachable(message, $"no answer within {waited.TotalSeconds} s", e);
        }
    }

    private static RegistryException Unreachable(HttpRequestMessage message, string reason, Exception inner)
    {
        var address = ErrorBody.WithoutQuery(message.RequestUri!);
        return new RegistryException($"{message.Method} {address}: {reason}", address, inner: inner);
    }

    private static bool IsBusy(HttpStatusCode status) =>
        status is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    private static bool IsRedirect(HttpResponseMessage response) => (int)response.StatusCode is 301 or 302 or 303 or 307 or 308 && response.Headers.Location is not null;

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var asked = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - _options.Time.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return asked is { } pause ? TimeSpan.FromTicks(Math.Clamp(pause.Ticks, 0, _options.MaxRetryPause.Ticks)) : null;
    }
}
