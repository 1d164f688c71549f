using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Server.Registry;
using Plimsoll.Storage.Metadata;
using Plimsoll.Trust;
using Plimsoll.Trust.Signing;
using Plimsoll.Trust.Statements;

namespace Plimsoll.Server.Vouching;

/// <summary>Keeps signed statements: those of this server, and those that others pushed.</summary>
internal sealed class Vouchings(IMetadataStore metadata, RegistryTrust trust, ArtifactPublisher publisher, TimeProvider time)
{
    /// <summary>A statement is kept once for each of its subjects: of one about very many nothing is kept, so that no push is multiplied.</summary>
    private const int MaxSubjects = 100;
    private const string Own = "https://plimsoll.dev/attestation/";

    /// <summary>Records of a bundle, one for each subject, with who signed it; none for what is no statement, or one that nobody asks for here, such as a bill of materials.</summary>
    /// <exception cref="RefusedException">It is no bundle, or about too much.</exception>
    public async Task<IReadOnlyList<VouchingRecord>> ReadAsync(RepositoryName repository, Digest? artifact, ReadOnlyMemory<byte> bundle, CancellationToken cancellationToken)
    {
        if (BundleStatement.TryRead(bundle) is not { } statement || !(statement.PredicateType == StatementWriter.SignatureType || statement.PredicateType.StartsWith(Own, StringComparison.Ordinal))) return [];
        if (statement.Subjects.Count > MaxSubjects) throw new RefusedException($"a statement about {statement.Subjects.Count} subjects is not kept; at most {MaxSubjects} are");
        var signers = await trust.SignersAsync(cancellationToken);
        return [.. statement.Subjects.DistinctBy(subject => subject.Digest).Select(subject => Record(statement, subject.Digest, signers.Find(bundle, Artifact.Of(subject.Digest)).Verdict, repository, artifact, bundle))];
    }

    /// <summary>Signs a statement as this server and keeps it.</summary>
    public async Task<IReadOnlyList<VouchingRecord>> SignAsync(RepositoryName repository, byte[] statement, CancellationToken cancellationToken)
    {
        var bundle = await trust.SignAsync(statement, cancellationToken);
        var records = await ReadAsync(repository, null, bundle, cancellationToken);
        await metadata.Vouching.AddAsync(records, cancellationToken);
        return records;
    }

    /// <summary>Attaches the bundle of a statement to an image, from where it travels with it.</summary>
    public async Task<Digest> AttachAsync(RepositoryName repository, Descriptor subject, VouchingRecord record, CancellationToken cancellationToken)
    {
        // The time of the statement, so that attaching it again makes no other manifest.
        var manifest = BundleArtifact.Manifest(subject, record.Bundle.Span, record.PredicateType, record.SignedAt ?? record.MadeAt);
        return (await publisher.PublishAsync(repository, [BundleArtifact.EmptyConfig, record.Bundle], manifest, [], publisher.Event("push"), cancellationToken)).Digest;
    }

    private VouchingRecord Record(BundleStatement statement, Digest subject, Verdict verdict, RepositoryName repository, Digest? artifact, ReadOnlyMemory<byte> bundle)
    {
        var verified = verdict as Verdict.Verified;
        // Who signs is a matter of the repository, whichever of its images the statement hangs on.
        var about = statement.PredicateType == PredicateTypes.SignerRotation ? VouchingRecord.SignerSubject(repository) : subject.Value;
        return new VouchingRecord(about, statement.PredicateType, repository, artifact, Digest.Of(bundle.Span), bundle, verdict.Word, time.GetUtcNow())
        {
            Identity = verified?.Signer.Identity,
            Issuer = verified?.Signer.Issuer,
            Reason = verdict.WhyNot,
            SignedAt = verified?.SignedAt,
            Image = Digest.TryParse(statement.Text("image"), out var image) ? image : statement.Subjects is [var only] && PredicateTypes.LayerChain != statement.PredicateType ? only.Digest : null,
            Tag = statement.Text("tag"),
            Sequence = statement.Count("layers") ?? statement.Number("sequence"),
        };
    }
}
