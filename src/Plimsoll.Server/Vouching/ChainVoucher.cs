using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Core.Facts;
using Plimsoll.Core.Manifests;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Rescue;
using Plimsoll.Storage.Metadata;
using Plimsoll.Trust.Statements;

namespace Plimsoll.Server.Vouching;

/// <summary>
/// Says of each image that was opened which layers it is made of, signed by this server; and attaches to it what others say about the layers that it stands on, so that whoever copies the image alone
/// takes along who vouches for its base. What this server says itself is attached where the settings ask for it, and is part of what <c>plimsoll copy</c> takes along everywhere.
/// </summary>
internal sealed partial class ChainVoucher : IImageVoucher
{
    private const int MaxAttached = 10;

    private readonly IMetadataStore _metadata;
    private readonly Vouchings _vouchings;
    private readonly RegistryTrust _trust;
    private readonly WriteGate _gate;
    private readonly VouchingOptions _options;
    private readonly IReadOnlyList<PathPattern> _attachTo;
    private readonly TimeProvider _time;
    private readonly ILogger<ChainVoucher> _logger;

    public ChainVoucher(IMetadataStore metadata, Vouchings vouchings, RegistryTrust trust, WriteGate gate, ServerOptions options, TimeProvider time, ILogger<ChainVoucher> logger)
    {
        (_metadata, _vouchings, _trust, _gate, _time, _logger) = (metadata, vouchings, trust, gate, time, logger);
        _options = options.Vouching;
        _attachTo = PathPatterns.Read(options.Vouching.AttachTo, "vouching.attachTo");
    }

    /// <inheritdoc/>
    public async Task VouchAsync(RepositoryName repository, Digest digest, InspectionDocument document, CancellationToken cancellationToken)
    {
        if (!_options.Statements || _gate.Reason is not null || ImageChain.Of(document) is not { } chain) return;
        if (await _metadata.Manifests.FindAsync(repository, digest, cancellationToken) is not { } manifest) return;
        var subject = new Descriptor { MediaType = manifest.MediaType, Digest = digest, Size = manifest.Content.Length };
        try
        {
            await AttachBaseAsync(repository, subject, chain, cancellationToken);
            if (_trust.CanSign) await SayAsync(repository, subject, document, chain, cancellationToken);
        }
        catch (OciException e) when (e.Error.Status < 500)
        {
            LogNotSaid(e, repository.Value, digest.Value, e.Message);
        }
    }

    /// <summary>Attaches verified statements about the longest part of the image, from below, that anybody vouches for.</summary>
    private async Task AttachBaseAsync(RepositoryName repository, Descriptor subject, ImageChain chain, CancellationToken cancellationToken)
    {
        foreach (var prefix in chain.ChainIds.SkipLast(1).Reverse())
        {
            var said = await _metadata.Vouching.ListVerifiedAsync(prefix.Value, PredicateTypes.LayerChain, cancellationToken).DistinctBy(record => record.BundleDigest).Take(MaxAttached).ToListAsync(cancellationToken);
            if (said.Count == 0) continue;
            if (!_attachTo.Any(path => path.Matches(repository))) said.RemoveAll(_trust.IsOwn);
            foreach (var record in said)
            {
                var artifact = await _vouchings.AttachAsync(repository, subject, record, cancellationToken);
                await _metadata.Vouching.AddAsync([record with { Repository = repository, Artifact = artifact, MadeAt = _time.GetUtcNow() }], cancellationToken);
            }
            return;
        }
    }

    private async Task SayAsync(RepositoryName repository, Descriptor subject, InspectionDocument document, ImageChain chain, CancellationToken cancellationToken)
    {
        var said = await _metadata.Vouching.ListOfImageAsync(subject.Digest, 1000, cancellationToken);
        if (said.Any(record => record.PredicateType == PredicateTypes.LayerChain && _trust.IsOwn(record) && record.Subject == chain.Top.Value)) return;
        var tags = await _metadata.Manifests.ListTagsOfAsync(repository, subject.Digest, 1, cancellationToken);
        var statement = new ChainStatement(subject.Digest, chain.DiffIds, chain.ChainIds)
        {
            Config = document.Image.Config!.Digest,
            Platform = document.Image.Platform,
            Repository = $"{_trust.Authority}/{repository}",
            Tag = tags.Count > 0 ? tags[0].Value : null,
            Created = _time.GetUtcNow(),
        };
        var records = await _vouchings.SignAsync(repository, statement.Write(), cancellationToken);
        if (statement.Config is not null) await _vouchings.SignAsync(repository, statement.WriteRootfs(), cancellationToken);
        if (_attachTo.Any(path => path.Matches(repository)) && records.Count > 0) await _vouchings.AttachAsync(repository, subject, records[0], cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "nothing was said about the layers of {Repository}@{Digest}: {Reason}")]
    private partial void LogNotSaid(Exception exception, string repository, string digest, string reason);
}
