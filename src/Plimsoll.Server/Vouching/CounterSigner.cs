using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Core.Facts;
using Plimsoll.Core.Manifests;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Registry;
using Plimsoll.Server.Rescue;
using Plimsoll.Storage.Metadata;
using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.Signing;

namespace Plimsoll.Server.Vouching;

/// <summary>
/// Signs the images that this registry opened, in the three shapes that the verifiers of the world read: a Sigstore bundle that refers to the image, cosign's tag <c>.sig</c>, a Notary Project signature. Where the
/// settings ask for it.
/// </summary>
internal sealed partial class CounterSigner : IImageVoucher
{
    private readonly IMetadataStore _metadata;
    private readonly Vouchings _vouchings;
    private readonly RegistryTrust _trust;
    private readonly ArtifactPublisher _publisher;
    private readonly WriteGate _gate;
    private readonly IReadOnlyList<PathPattern> _paths;
    private readonly TimeProvider _time;
    private readonly ILogger<CounterSigner> _logger;

    public CounterSigner(IMetadataStore metadata, Vouchings vouchings, RegistryTrust trust, ArtifactPublisher publisher, WriteGate gate, ServerOptions options, TimeProvider time, ILogger<CounterSigner> logger)
    {
        (_metadata, _vouchings, _trust, _publisher, _gate, _time, _logger) = (metadata, vouchings, trust, publisher, gate, time, logger);
        _paths = PathPatterns.Read(options.Vouching.CounterSign, "vouching.counterSign");
    }

    /// <inheritdoc/>
    public async Task VouchAsync(RepositoryName repository, Digest digest, InspectionDocument document, CancellationToken cancellationToken)
    {
        if (document.Image.Config is null || !_trust.CanSign || _gate.Reason is not null || !_paths.Any(path => path.Matches(repository))) return;
        if (await _metadata.Manifests.FindAsync(repository, digest, cancellationToken) is not { } manifest) return;
        var image = new Descriptor { MediaType = manifest.MediaType, Digest = digest, Size = manifest.Content.Length };
        try
        {
            await SignBundleAsync(repository, image, cancellationToken);
            var (key, chain) = await _trust.CounterKeyAsync(cancellationToken);
            await SignClassicAsync(repository, image, key, cancellationToken);
            await SignNotationAsync(repository, image, key, chain, cancellationToken);
        }
        catch (OciException e) when (e.Error.Status < 500)
        {
            LogNotSigned(e, repository.Value, digest.Value, e.Message);
        }
    }

    private async Task SignBundleAsync(RepositoryName repository, Descriptor image, CancellationToken cancellationToken)
    {
        if (await _metadata.Vouching.ListVerifiedAsync(image.Digest.Value, StatementWriter.SignatureType, cancellationToken).AnyAsync(record => _trust.IsOwn(record) && record.Repository == repository && record.Artifact is not null, cancellationToken)) return;
        var record = (await _vouchings.SignAsync(repository, StatementWriter.OfSignature(image.Digest), cancellationToken))[0];
        await _metadata.Vouching.AddAsync([record with { Artifact = await _vouchings.AttachAsync(repository, image, record, cancellationToken) }], cancellationToken);
    }

    private async Task SignClassicAsync(RepositoryName repository, Descriptor image, PrivateKey key, CancellationToken cancellationToken)
    {
        var tag = ClassicSignature.TagOf(image.Digest);
        var payload = ClassicSignature.Payload($"{_trust.Authority}/{repository}", image.Digest);
        Manifest? before = null;
        if (await _metadata.Manifests.ResolveAsync(repository, tag, cancellationToken) is { } there && await _metadata.Manifests.FindAsync(repository, there, cancellationToken) is { } record)
        {
            // Signatures of others stay: the tag has room for all.
            before = ManifestReader.Read(record.Content, record.MediaType);
            if (before.IsIndex || ClassicSignature.Has(before, payload, key.PublicKey)) return;
        }
        var (manifest, config) = ClassicSignature.Append(before, payload, key.Sign(payload));
        await _publisher.PublishAsync(repository, [payload, config], manifest, [tag], _publisher.Event("push"), cancellationToken);
    }

    private async Task SignNotationAsync(RepositoryName repository, Descriptor image, PrivateKey key, IReadOnlyList<byte[]> chain, CancellationToken cancellationToken)
    {
        if ((await _metadata.Manifests.ListReferrersAsync(repository, image.Digest, [NotationEnvelope.ArtifactType], null, 1, cancellationToken)).Count > 0) return;
        var now = _time.GetUtcNow();
        var envelope = NotationEnvelope.Sign(key, chain, image, now);
        await _publisher.PublishAsync(repository, [BundleArtifact.EmptyConfig, envelope], NotationEnvelope.Manifest(image, envelope, chain, now), [], _publisher.Event("push"), cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Repository}@{Digest} was not signed: {Reason}")]
    private partial void LogNotSigned(Exception exception, string repository, string digest, string reason);
}
