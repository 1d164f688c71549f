using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Text;
using Plimsoll.Trust;
using Plimsoll.Trust.Authority;

namespace Plimsoll.Cli.Trust;

/// <summary>Reads a log as tiles (C2SP tlog-tiles).</summary>
internal sealed class LogReader(Uri server) : IDisposable
{
    private const int MaxTile = 256 * (65_535 + 2);

    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(server, "/trust/log/"), Timeout = TimeSpan.FromSeconds(60), MaxResponseContentBufferSize = MaxTile };

    public async Task<string> CheckpointAsync(CancellationToken cancellationToken) => Encoding.UTF8.GetString(await GetAsync("checkpoint", cancellationToken));

    /// <summary>Entries of one bundle: those of a tree of this size from the bundle's begin on.</summary>
    /// <exception cref="RefusedException">The log shows something else than entries.</exception>
    public async Task<List<byte[]>> EntriesAsync(long number, long size, CancellationToken cancellationToken)
    {
        var width = (int)Math.Min(TileTree.Width, size - number * TileTree.Width);
        var bytes = await GetAsync($"tile/entries/{Path(number, width)}", cancellationToken);
        var entries = new List<byte[]>(width);
        for (var at = 0; at < bytes.Length;)
        {
            var length = at + 2 <= bytes.Length ? BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at)) : int.MaxValue - 2 - at;
            if (at + 2 + length > bytes.Length) throw new RefusedException($"the entries from {number * TileTree.Width} on are damaged");
            entries.Add(bytes[(at + 2)..(at + 2 + length)]);
            at += 2 + length;
        }
        return entries.Count == width ? entries : throw new RefusedException($"the log shows {entries.Count} entries from {number * TileTree.Width} on; {width} were expected");
    }

    /// <summary>The hashes of a tile of a tree of this size.</summary>
    public Task<byte[]> TileAsync(int level, long number, long size, CancellationToken cancellationToken) =>
        GetAsync($"tile/{level}/{Path(number, (int)Math.Min(TileTree.Width, TileTree.Count(size, level) - number * TileTree.Width))}", cancellationToken);

    public void Dispose() => _client.Dispose();

    private static string Path(long number, int width)
    {
        var text = (number % 1000).ToString("000", CultureInfo.InvariantCulture);
        for (number /= 1000; number > 0; number /= 1000) text = $"x{number % 1000:000}/{text}";
        return width == TileTree.Width ? text : $"{text}.p/{width}";
    }

    private async Task<byte[]> GetAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _client.GetAsync(path, cancellationToken);
            if (response.StatusCode == HttpStatusCode.NotFound) throw new RefusedException($"the log does not have {path}, which it must");
            if (!response.IsSuccessStatusCode) throw new IOException($"{server.Authority} answered {(int)response.StatusCode} for {path}");
            return await response.Content.ReadAsByteArrayAsync(cancellationToken);
        }
        catch (HttpRequestException e)
        {
            throw new IOException($"cannot reach {server}: {e.Message}", e);
        }
    }
}
