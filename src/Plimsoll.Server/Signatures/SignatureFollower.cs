using Plimsoll.Server.Configuration;
using Plimsoll.Server.Jobs;
using Plimsoll.Server.Vouching;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata;
using Plimsoll.Trust;
using Plimsoll.Trust.Images;

namespace Plimsoll.Server.Signatures;

/// <summary>
/// Looks at the signatures that were pushed: every push of one left a task in its own transaction, and pays nothing else for it. When something else is believed than before, all images that have signatures are looked at
/// again.
/// </summary>
internal sealed partial class SignatureFollower(IMetadataStore metadata, IBlobStore store, TrustMaterial material, SignerWatch watch, JobSignal signal, ServerOptions options, TimeProvider time, ILogger<SignatureFollower> logger)
    : Follower("looking at signatures", Name, TimeSpan.FromMilliseconds(500), metadata.Leases, time, logger)
{
    /// <summary>Under which a push wakes it.</summary>
    public const string Name = "signatures";

    private const int Batch = 50;

    private static readonly string Unread = new Verdict.Unknown("", VerdictCause.Unreadable).CauseWord!;

    /// <summary>How soon a change of what is believed is noticed while nothing is pushed.</summary>
    private static readonly TimeSpan Notice = TimeSpan.FromSeconds(3);

    private Believed? _believed;
    private long _read;

    /// <inheritdoc/>
    public override async Task<bool> StepAsync(CancellationToken stopping)
    {
        if (!options.Signatures.Verify) return false;
        var queue = await metadata.Signatures.ListQueueAsync(Batch, stopping);
        if (queue.Count == 0 && _believed is not null && Time.GetElapsedTime(_read) < Notice) return false;
        var believed = await material.ReadAsync(stopping);
        _read = Time.GetTimestamp();
        if (_believed?.Digest != believed.Digest)
        {
            if (!await TryHoldAsync(stopping)) return false;
            if (await metadata.Signatures.BelieveAsync(believed.Digest, stopping)) LogBelieves(believed.Digest[..12]);
            _believed = believed;
            queue = await metadata.Signatures.ListQueueAsync(Batch, stopping);
        }
        if (queue.Count == 0 || !await TryHoldAsync(stopping)) return false;
        foreach (var image in queue) await LookAsync(believed.Signers, image, stopping);
        return true;
    }

    /// <inheritdoc/>
    protected override Task RestAsync(TimeSpan atMost, CancellationToken stopping) => signal.WaitAsync(Name, atMost, stopping);

    private async Task LookAsync(ImageSigners signers, QueuedSignatures image, CancellationToken stopping)
    {
        var found = await signers.FindAsync(new StoredSignatures(metadata, store, image.Repository, image.Image), stopping);
        var now = Time.GetUtcNow();
        // Signatures may come before what they are of: the push of an image about which there are facts has it looked at again.
        IReadOnlyList<SignatureFactRecord> facts = found is { } known
            ? [.. known.Signatures.Select(signature => Fact(signature, now)), .. known.Unreadable.Select(reason => Unreadable(image, reason, now))]
            : [Unreadable(image, "the image that is signed is not here", now)];
        // Before they are kept: whoever sees the facts finds out what follows from them.
        if (found is not null) await watch.SeenAsync(image.Repository, image.Image, facts, stopping);
        await metadata.Signatures.KeepAsync(image, facts, stopping);
    }

    private static SignatureFactRecord Fact(SignerReport found, DateTimeOffset now)
    {
        var verified = found.Report.Verdict as Verdict.Verified;
        return new SignatureFactRecord(found.Report.Artifact, found.Report.Family, found.Report.Verdict.Word, now)
        {
            Name = found.Name,
            Identity = verified?.Signer.Identity,
            Issuer = verified?.Signer.Issuer,
            SignedAt = verified?.SignedAt,
            PredicateType = verified?.PredicateType,
            Reason = found.Report.Verdict.WhyNot,
            Cause = found.Report.Verdict.CauseWord,
        };
    }

    /// <summary>What could not be looked at may be what would have counted.</summary>
    private static SignatureFactRecord Unreadable(QueuedSignatures image, string reason, DateTimeOffset now) => new(image.Image, "unreadable", "unknown", now) { Reason = reason, Cause = Unread };

    [LoggerMessage(Level = LogLevel.Information, Message = "signatures are judged by the roots and identities {Digest} from now on, those of before again")]
    private partial void LogBelieves(string digest);
}
