using System.Net;
using System.Net.Http.Headers;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Advisories;

/// <summary>Fetches feeds into files, only when they changed.</summary>
public sealed class FeedDownload : IDisposable
{
    /// <summary>Bytes that a feed may have, packed.</summary>
    public const long MaxBytes = 4L << 30;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    private readonly HttpClient _client = new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(20), MaxAutomaticRedirections = 5, AutomaticDecompression = DecompressionMethods.None })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders = { UserAgent = { new ProductInfoHeaderValue("plimsoll", typeof(FeedDownload).Assembly.GetName().Version?.ToString(3)) } },
    };

    /// <summary>Fetches a feed.</summary>
    /// <param name="source">The feed.</param>
    /// <param name="known">What is known from the last time; null for nothing.</param>
    /// <param name="file">Where the bytes go.</param>
    /// <param name="leaveAbove">Bytes above which a body is left where it is; null for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What was fetched; null when nothing changed since the last time.</returns>
    /// <exception cref="IOException">It cannot be fetched; the message says why.</exception>
    public async Task<FetchedFeed?> FetchAsync(FeedSource source, FeedState? known, string file, long? leaveAbove, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, source.Address);
            // What failed last time is fetched again, whatever the server thinks of it.
            if (known is { Error: null, FetchedAt: not null })
            {
                if (known.ETag is { } tag) request.Headers.TryAddWithoutValidation("If-None-Match", tag);
                else if (known.LastModified is { } modified) request.Headers.TryAddWithoutValidation("If-Modified-Since", modified);
            }
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            if (response.StatusCode == HttpStatusCode.NotModified) return null;
            if (!response.IsSuccessStatusCode) throw new IOException($"{source.Address.Host} answered {(int)response.StatusCode}");
            var fetched = new FetchedFeed(response.Headers.ETag?.ToString(), response.Content.Headers.LastModified?.ToString("R"), IsLeft: response.Content.Headers.ContentLength > leaveAbove);
            if (!fetched.IsLeft) await CopyAsync(response.Content, file, patience.Token);
            return fetched;
        }
        catch (HttpRequestException e)
        {
            throw new IOException($"{source.Address.Host} cannot be reached: {e.Message}", e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"{source.Address.Host} took longer than {Patience.TotalMinutes} minutes", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static async Task CopyAsync(HttpContent content, string file, CancellationToken cancellationToken)
    {
        await using var target = new FileStream(file, FileMode.Create, FileAccess.Write);
        await using var body = await content.ReadAsStreamAsync(cancellationToken);
        var (buffer, total) = (new byte[128 << 10], 0L);
        for (int count; (count = await body.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            total += count;
            if (total > MaxBytes) throw new IOException($"the feed is larger than {MaxBytes} bytes");
            await target.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
        }
        if (content.Headers.ContentLength is { } length && length != total) throw new IOException($"the feed was cut off after {total} of {length} bytes");
    }
}

/// <summary>What a server gave.</summary>
/// <param name="ETag">Validator for the next time.</param>
/// <param name="LastModified">The other validator.</param>
/// <param name="IsLeft">True when it changed and is so large that it was not fetched.</param>
public sealed record FetchedFeed(string? ETag, string? LastModified, bool IsLeft);
