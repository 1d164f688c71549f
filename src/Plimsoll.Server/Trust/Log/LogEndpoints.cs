using System.Buffers.Binary;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Trust.Keys;
using Plimsoll.Storage.Metadata;
using Plimsoll.Trust;
using Plimsoll.Trust.Authority;
using Plimsoll.Trust.Signing;

namespace Plimsoll.Server.Trust.Log;

/// <summary>The transparency log over HTTP: writing as in Rekor 2, reading as tiles (C2SP tlog-tiles).</summary>
internal sealed class LogEndpoints(LogSequencer sequencer, EntryGate gate, TrustKeys keys, IMetadataStore metadata)
{
    private const int MaxRequest = 256 * 1024;

    /// <summary>Entries are listed with two bytes for their length.</summary>
    private const int MaxBody = 65_535;

    private const string Immutable = "public, max-age=31536000, immutable";

    public void Map(IEndpointRouteBuilder trust)
    {
        trust.MapPost("/log/api/v2/log/entries", AddAsync);
        trust.MapGet("/log/checkpoint", CheckpointAsync);
        trust.MapGet("/log/api/v2/checkpoint", CheckpointAsync);
        trust.MapGet("/log/tile/{**path}", ShowTileAsync);
        trust.MapGet("/log/api/v2/tile/{**path}", ShowTileAsync);
    }

    private async Task AddAsync(HttpContext http)
    {
        var proposal = LogProposal.Read(await TrustRequest.ReadBodyAsync(http, MaxRequest));
        var body = proposal.WriteBody();
        if (body.Length > MaxBody) throw new RefusedException($"an entry of {body.Length} bytes is not accepted; at most {MaxBody}");
        gate.Enter(proposal, await keys.GetAsync(http.RequestAborted));
        var entry = await sequencer.AppendAsync(body, http.RequestAborted);
        http.Response.StatusCode = StatusCodes.Status201Created;
        await TrustRequest.WriteAsync(http, "application/json", LogEntryWriter.Write(entry, proposal.Kind));
    }

    private async Task CheckpointAsync(HttpContext http)
    {
        var note = (await sequencer.SignHeadAsync(http.RequestAborted))?.Note;
        if (note is null)
        {
            var key = (await keys.GetAsync(http.RequestAborted)).InUse(TrustRole.Log);
            note = CheckpointSigner.Sign(key.Record.Host, 0, TileTree.Root(0, new Dictionary<int, byte[]>()), key.Private!);
        }
        http.Response.Headers.CacheControl = "no-cache";
        await TrustRequest.WriteAsync(http, "text/plain; charset=utf-8", System.Text.Encoding.UTF8.GetBytes(note));
    }

    private async Task ShowTileAsync(HttpContext http, string path)
    {
        var name = TileName.Parse(path);
        // Only what a signed state covers is shown.
        var size = name is null ? 0 : (await metadata.Transparency.FindSignedAsync(http.RequestAborted))?.Size ?? 0;
        var bytes = name switch
        {
            null => null,
            { Level: { } level } => await TileAsync(level, name, size, http.RequestAborted),
            _ => await EntriesAsync(name, size, http.RequestAborted),
        };
        if (bytes is null) throw new OciException(TrustError.Unknown, "the log has no such tile");
        http.Response.Headers.CacheControl = Immutable;
        await TrustRequest.WriteAsync(http, "application/octet-stream", bytes);
    }

    private async Task<byte[]?> TileAsync(int level, TileName name, long size, CancellationToken cancellationToken)
    {
        if (TileTree.Count(size, level) < name.Number * TileTree.Width + name.Width) return null;
        return (await metadata.Transparency.FindTileAsync(level, name.Number, cancellationToken))?[..(name.Width * TileTree.HashLength)];
    }

    private async Task<byte[]?> EntriesAsync(TileName name, long size, CancellationToken cancellationToken)
    {
        var start = name.Number * TileTree.Width;
        if (size < start + name.Width) return null;
        var bytes = new List<byte>();
        var length = new byte[2];
        foreach (var entry in await metadata.Transparency.ListEntriesAsync(start, name.Width, cancellationToken))
        {
            BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)entry.Body.Length);
            bytes.AddRange(length);
            bytes.AddRange(entry.Body);
        }
        return [.. bytes];
    }
}
