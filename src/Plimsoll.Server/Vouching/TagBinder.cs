using Plimsoll.Core;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Jobs;
using Plimsoll.Storage.Metadata;
using Plimsoll.Trust.Json;
using Plimsoll.Trust.Signing;
using Plimsoll.Trust.Statements;

namespace Plimsoll.Server.Vouching;

/// <summary>
/// Binds every move of a tag with a signed statement: name, digest, a number that only grows, the statement before, and when it expires. Each is an entry of the transparency log, so that a registry that shows
/// different people different tags is found out. A tag that stays where it is gets the statement anew when half of its time is over.
/// </summary>
internal sealed class TagBinder(IMetadataStore metadata, Vouchings vouchings, RegistryTrust trust, ServerOptions options, IHostApplicationLifetime lifetime, QuietThread thread, TimeProvider time, ILogger<TagBinder> logger)
    : Follower("binding moves of tags", "tag-bindings", TimeSpan.FromSeconds(1), metadata.Leases, time, logger, thread)
{
    private const int Batch = 100;

    /// <summary>How often it is looked whether statements end.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMinutes(1);

    private long? _looked;

    private TimeSpan Validity => TimeSpan.FromDays(options.Vouching.TagBindingDays);

    /// <inheritdoc/>
    public override async Task<bool> StepAsync(CancellationToken stopping)
    {
        var moves = await metadata.Vouching.ListUnboundAsync(Batch, stopping);
        if (moves.Count == 0) return await RenewDueAsync(stopping);
        if (!await TryHoldAsync(stopping)) return false;
        if (!options.Vouching.TagBindings || !trust.CanSign)
        {
            await metadata.Vouching.BindAsync([], [.. moves.Select(move => move.Id)], stopping);
            return true;
        }
        // Moves of one tag follow each other; different tags share a batch of the log.
        return await WhileRunningAsync(moves.GroupBy(move => (move.Repository, move.Move.Tag)).Select(group => BindAsync([.. group.OrderBy(move => move.Id)], stopping)));
    }

    /// <summary>Renews statements of which half of the time is over.</summary>
    private async Task<bool> RenewDueAsync(CancellationToken stopping)
    {
        if (!options.Vouching.TagBindings || !trust.CanSign || (_looked is { } looked && Time.GetElapsedTime(looked) < Look)) return false;
        var due = await metadata.Vouching.ListExpiringAsync(Time.GetUtcNow() + Validity / 2, Batch, stopping);
        if (due.Count > 0 && !await TryHoldAsync(stopping)) return false;
        if (due.Count < Batch) _looked = Time.GetTimestamp();
        return due.Count > 0 && await WhileRunningAsync(due.Select(statement => RenewAsync(statement, stopping)));
    }

    private async Task<bool> WhileRunningAsync(IEnumerable<Task> work)
    {
        try
        {
            await Task.WhenAll(work);
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

    private async Task RenewAsync(VouchingRecord before, CancellationToken stopping)
    {
        var tag = Tag.Parse(before.Tag!);
        // Where the tag moved just now, its move is bound next.
        if (await metadata.Manifests.ResolveAsync(before.Repository, tag, stopping) != before.Image || BundleStatement.TryRead(before.Bundle) is not { } statement)
        {
            await metadata.Vouching.LetExpireAsync(before.Id, stopping);
            return;
        }
        var renewal = TagRenewal.Of(statement, Time.GetUtcNow(), Time.GetUtcNow() + Validity);
        await metadata.Vouching.BindAsync([await SignAsync(before.Repository, tag, before.Image, before.Sequence!.Value, renewal, stopping)], [], stopping);
    }

    private Task<VouchingRecord> SignAsync(TagMoveRecord move, VouchingRecord? last, CancellationToken stopping) =>
        SignAsync(move.Repository, move.Move.Tag, move.Move.Digest, move.Id, Predicate(move, last), stopping);

    private async Task<VouchingRecord> SignAsync(RepositoryName repository, Tag tag, Digest? image, long sequence, byte[] predicate, CancellationToken stopping)
    {
        // A tag that was deleted is bound to the digest of nothing.
        var bundle = await trust.SignAsync(StatementWriter.Of($"{trust.Authority}/{repository}:{tag}", image ?? Digest.EmptyBlob, PredicateTypes.TagBinding, predicate), stopping);
        var verified = (await vouchings.ReadAsync(repository, null, bundle, stopping))[0];
        return verified with { Subject = VouchingRecord.TagSubject(repository, tag), Image = image, Tag = tag.Value, Sequence = sequence, ExpiresAt = image is null ? null : Time.GetUtcNow() + Validity };
    }

    private byte[] Predicate(TagMoveRecord move, VouchingRecord? last) => PlainJson.Object(json =>
    {
        json.WriteString("repository", $"{trust.Authority}/{move.Repository}");
        json.WriteString("tag", move.Move.Tag.Value);
        json.WriteString("digest", move.Move.Digest?.Value);
        json.WriteNumber("sequence", move.Id);
        json.WriteString("previousDigest", move.Move.Previous?.Value);
        json.WriteString("previous", last is null || BundleStatement.TryRead(last.Bundle) is not { } before ? null : TagRenewal.MoveOf(before));
        json.WriteString("actor", move.Move.Actor);
        json.WriteString("movedAt", PlainJson.Time(move.Move.At));
        json.WriteString("expires", PlainJson.Time(Time.GetUtcNow() + Validity));
    });
}
