using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Plimsoll.Core;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Jobs;
using Plimsoll.Storage.Metadata;
using Plimsoll.Trust.Signing;
using Plimsoll.Trust.Statements;

namespace Plimsoll.Server.Vouching;

/// <summary>
/// Binds every move of a tag with a signed statement: name, digest, a number that only grows, the statement before, and when it expires. Each is an entry of the transparency log, so that a registry that shows
/// different people different tags is found out.
/// </summary>
internal sealed class TagBinder(IMetadataStore metadata, Vouchings vouchings, RegistryTrust trust, ServerOptions options, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<TagBinder> logger)
    : Follower("binding moves of tags", "tag-bindings", TimeSpan.FromSeconds(1), metadata.Leases, time, logger)
{
    private const int Batch = 100;

    /// <inheritdoc/>
    public override async Task<bool> StepAsync(CancellationToken stopping)
    {
        var moves = await metadata.Vouching.ListUnboundAsync(Batch, stopping);
        if (moves.Count == 0 || !await TryHoldAsync(stopping)) return false;
        if (!options.Vouching.TagBindings || !trust.CanSign)
        {
            await metadata.Vouching.BindAsync([], [.. moves.Select(move => move.Id)], stopping);
            return true;
        }
        // Moves of one tag follow each other; different tags share a batch of the log.
        try
        {
            await Task.WhenAll(moves.GroupBy(move => (move.Repository, move.Move.Tag)).Select(group => BindAsync([.. group.OrderBy(move => move.Id)], stopping)));
            return true;
        }
        catch (IOException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // The log takes no more; what is left is done after the next start.
            return false;
        }
    }

    private async Task BindAsync(IReadOnlyList<TagMoveRecord> moves, CancellationToken stopping)
    {
        foreach (var move in moves)
        {
            var subject = VouchingRecord.TagSubject(move.Repository, move.Move.Tag);
            var last = await metadata.Vouching.FindLastAsync(subject, PredicateTypes.TagBinding, stopping);
            if (last?.Sequence >= move.Id)
            {
                // A server that was stopped in between had bound it already.
                await metadata.Vouching.BindAsync([], [move.Id], stopping);
                continue;
            }
            await metadata.Vouching.BindAsync([await SignAsync(move, last, stopping)], [move.Id], stopping);
        }
    }

    private async Task<VouchingRecord> SignAsync(TagMoveRecord move, VouchingRecord? last, CancellationToken stopping)
    {
        // A tag that was deleted is bound to the digest of nothing.
        var target = move.Move.Digest ?? Digest.EmptyBlob;
        var bundle = await trust.SignAsync(StatementWriter.Of($"{trust.Authority}/{move.Repository}:{move.Move.Tag}", target, PredicateTypes.TagBinding, Predicate(move, last)), stopping);
        var verified = (await vouchings.ReadAsync(move.Repository, null, bundle, stopping))[0];
        return verified with { Subject = VouchingRecord.TagSubject(move.Repository, move.Move.Tag), Image = move.Move.Digest, Tag = move.Move.Tag.Value, Sequence = move.Id };
    }

    private byte[] Predicate(TagMoveRecord move, VouchingRecord? last)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("repository", $"{trust.Authority}/{move.Repository}");
            json.WriteString("tag", move.Move.Tag.Value);
            json.WriteString("digest", move.Move.Digest?.Value);
            json.WriteNumber("sequence", move.Id);
            json.WriteString("previousDigest", move.Move.Previous?.Value);
            json.WriteString("previous", last is null ? null : BundleStatement.TryRead(last.Bundle)?.Digest.Value);
            json.WriteString("actor", move.Move.Actor);
            json.WriteString("movedAt", Text(move.Move.At));
            json.WriteString("expires", Text(Time.GetUtcNow().AddDays(options.Vouching.TagBindingDays)));
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
