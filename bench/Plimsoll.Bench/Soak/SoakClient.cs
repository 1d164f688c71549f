using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Plimsoll.Bench.Soak;

/// <summary>
/// Sends requests as a real client does: each over a connection of its own, so that each meets another server; what has no answer because a connection broke is told to the caller, what is answered 503 is sent
/// again after as long as the server says.
/// </summary>
internal sealed class SoakClient : IDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(3);
    private readonly HttpClient _http;
    private readonly SoakTally _tally;

    public SoakClient(IPEndPoint address, string password, SoakTally tally)
    {
        _tally = tally;
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false, MaxConnectionsPerServer = 1000 })
        {
            BaseAddress = new Uri($"http://{address}"),
            Timeout = Timeout,
            DefaultRequestHeaders = { ConnectionClose = true, Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("admin:" + password))) },
        };
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Sends once, and again as long as the answer is 503.</summary>
    /// <exception cref="LostAnswerException">The connection broke: nobody knows whether the server did it.</exception>
    public async Task<Answer> SendAsync(HttpMethod method, string path, ReadOnlyMemory<byte>? body = null, string? contentType = null, (long First, long Last)? range = null)
    {
        while (true)
        {
            var answer = await SendOnceAsync(method, path, body, contentType, range);
            if (answer.Status < 500) return answer;
            if (answer.Status != 503 || answer.Headers.RetryAfter?.Delta is not { } pause)
            {
                _tally.Fault(Counted.ServerError, $"{method} {path}: {answer}");
                pause = LongestPause;
            }
            else
            {
                _tally.Count(Counted.Unavailable);
            }

            await Task.Delay(pause < LongestPause ? pause : LongestPause);
        }
    }

    /// <summary>Sends something that may be done twice until there is an answer.</summary>
    public async Task<Answer> InsistAsync(HttpMethod method, string path, ReadOnlyMemory<byte>? body = null, string? contentType = null)
    {
        while (true)
        {
            try
            {
                return await SendAsync(method, path, body, contentType);
            }
            catch (LostAnswerException)
            {
                await PauseAsync();
            }
        }
    }

    /// <summary>Waits a little before something is tried again.</summary>
    public static Task PauseAsync() => Task.Delay(Random.Shared.Next(50, 300));

    private async Task<Answer> SendOnceAsync(HttpMethod method, string path, ReadOnlyMemory<byte>? body, string? contentType, (long First, long Last)? range)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is { } bytes) request.Content = new ReadOnlyMemoryContent(bytes);
        else if (method != HttpMethod.Get && method != HttpMethod.Head && method != HttpMethod.Delete) request.Content = new ReadOnlyMemoryContent(default);
        if (contentType is not null) request.Content!.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        if (range is var (first, last)) request.Content!.Headers.TryAddWithoutValidation("Content-Range", $"{first}-{last}");
        _tally.Count(Counted.Requests);
        try
        {
            using var response = await _http.SendAsync(request);
            return new Answer((int)response.StatusCode, response.Headers, await response.Content.ReadAsByteArrayAsync());
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or TaskCanceledException)
        {
            _tally.Count(Counted.Retries);
            throw new LostAnswerException($"{method} {path}", broken);
        }
    }
}
