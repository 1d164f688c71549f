using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plimsoll.Trust;
using Plimsoll.Trust.Tuf;

namespace Plimsoll.Cli.Trust;

/// <summary>
/// The roots of servers that this user trusts: <c>trust/HOST/</c> in the folder plimsoll of the user's configuration. A root is pinned once, from a file or at the first contact, and from then on only
/// what leads back to it is believed, however the server changes.
/// </summary>
internal sealed class PinnedRoots
{
    private const int MaxFile = 4 * 1024 * 1024;
    private const string TrustedRootName = "trusted_root.json";

    private readonly Uri _server;

    /// <summary>The roots of one server.</summary>
    public PinnedRoots(Uri server)
    {
        _server = server;
        Folder = Path.Combine(UserFolder.Path, "trust", server.Authority.Replace(':', '_'));
    }

    /// <summary>Where it is kept.</summary>
    public string Folder { get; }

    /// <summary>Whether a root is pinned.</summary>
    public bool IsPinned => File.Exists(RootFile);

    private string RootFile => Path.Combine(Folder, "root.json");

    private string StateFile => Path.Combine(Folder, "state.json");

    /// <summary>Pins a root.</summary>
    /// <exception cref="RefusedException">It is none, or another one is pinned.</exception>
    public async Task PinAsync(byte[] root, CancellationToken cancellationToken)
    {
        // Throws for what is none.
        TufRoot.Read(root);
        if (IsPinned) throw new RefusedException($"a root is pinned in {Folder} already; remove the folder first if you mean to trust another one");
        Directory.CreateDirectory(Folder);
        await WriteAsync(RootFile, root, cancellationToken);
        await WriteAsync(StateFile, "{}"u8.ToArray(), cancellationToken);
    }

    /// <summary>Pins the root that the server shows, at the first contact.</summary>
    /// <returns>SHA-256 of the root, for people to compare.</returns>
    public async Task<string> PinFirstAsync(CancellationToken cancellationToken)
    {
        using var client = Client();
        var root = await GetAsync(client, "root.json", cancellationToken) ?? throw new IOException($"{_server.Authority} has no trust services");
        await PinAsync(root, cancellationToken);
        return Convert.ToHexStringLower(SHA256.HashData(root));
    }

    /// <summary>The trusted root of the server, proven by the pinned root; the last one that was seen where the server cannot be reached.</summary>
    /// <exception cref="RefusedException">What the server shows does not lead back to the pinned root.</exception>
    public async Task<byte[]> TrustedRootAsync(CancellationToken cancellationToken)
    {
        var trusted = await File.ReadAllBytesAsync(RootFile, cancellationToken);
        var last = JsonNode.Parse(await File.ReadAllBytesAsync(StateFile, cancellationToken))?["timestamp"]?.GetValue<long>() ?? 0;
        try
        {
            using var client = Client();
            var update = await TufUpdate.FetchAsync(trusted, last, TrustedRootName, name => GetAsync(client, name, cancellationToken), TimeProvider.System.GetUtcNow());
            await WriteAsync(RootFile, update.Root, cancellationToken);
            await WriteAsync(StateFile, JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["timestamp"] = update.Timestamp }), cancellationToken);
            await WriteAsync(Path.Combine(Folder, TrustedRootName), update.Target, cancellationToken);
            return update.Target;
        }
        catch (IOException) when (File.Exists(Path.Combine(Folder, TrustedRootName)))
        {
            // The trusted root of yesterday is no lie: old keys stay in it, and a new one is only not known yet.
            return await File.ReadAllBytesAsync(Path.Combine(Folder, TrustedRootName), cancellationToken);
        }
    }

    private HttpClient Client() => new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(_server, "/trust/tuf/"), Timeout = TimeSpan.FromSeconds(30), MaxResponseContentBufferSize = MaxFile };

    private async Task<byte[]?> GetAsync(HttpClient client, string name, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await client.GetAsync(name, cancellationToken);
            if (response.StatusCode == HttpStatusCode.NotFound) return null;
            if (!response.IsSuccessStatusCode) throw new IOException($"{_server.Authority} answered {(int)response.StatusCode} for {name}");
            return await response.Content.ReadAsByteArrayAsync(cancellationToken);
        }
        catch (HttpRequestException e)
        {
            throw new IOException($"cannot reach {_server}: {e.Message}", e);
        }
    }

    private static async Task WriteAsync(string path, byte[] content, CancellationToken cancellationToken)
    {
        await File.WriteAllBytesAsync(path + ".new", content, cancellationToken);
        File.Move(path + ".new", path, overwrite: true);
    }
}
