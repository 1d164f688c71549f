using System.Security.Cryptography;
using System.Text;
using Plimsoll.Server.Configuration;
using Plimsoll.Storage.Metadata;
using Plimsoll.Trust.Images;
using Plimsoll.Trust.Sigstore;

namespace Plimsoll.Server.Signatures;

/// <summary>A named identity as it is in force.</summary>
/// <param name="Name">The name.</param>
/// <param name="Document">The document, JSON.</param>
/// <param name="ChangedAt">When it was put; null for one of the settings.</param>
/// <param name="ChangedBy">By whom; null for one of the settings.</param>
internal sealed record IdentityInForce(string Name, ReadOnlyMemory<byte> Document, DateTimeOffset? ChangedAt, string? ChangedBy);

/// <summary>Everything that this server believes: roots, and who has a name.</summary>
internal sealed class TrustMaterial(IMetadataStore metadata, IEnumerable<ITrustedRootSource> roots, ServerOptions options, TimeProvider time)
{
    private readonly IReadOnlyList<IdentityInForce> _files = IdentityFiles.Read(options.Signatures.Identities);
    private volatile Believed? _known;

    /// <summary>All named identities: those of the settings come before those of the same name that were put.</summary>
    public async Task<IReadOnlyList<IdentityInForce>> ListIdentitiesAsync(CancellationToken cancellationToken)
    {
        var put = (await metadata.Signatures.ListIdentitiesAsync(cancellationToken)).Select(record => new IdentityInForce(record.Name, record.Document, record.ChangedAt, record.ChangedBy));
        return [.. _files.Concat(put).DistinctBy(identity => identity.Name).OrderBy(identity => identity.Name, StringComparer.Ordinal)];
    }

    /// <summary>What finds out who signed, and the digest of all that it goes by.</summary>
    public async Task<Believed> ReadAsync(CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var believed = new List<TrustedRoot>();
        foreach (var source in roots)
        {
            foreach (var (root, json) in await source.ListAsync(cancellationToken))
            {
                believed.Add(root);
                Add(hash, "root", json.Span);
            }
        }
        var identities = await ListIdentitiesAsync(cancellationToken);
        foreach (var identity in identities) Add(hash, identity.Name, identity.Document.Span);
        var digest = Convert.ToHexStringLower(hash.GetHashAndReset());
        if (_known is { } known && known.Digest == digest) return known;
        return _known = new Believed(new ImageSigners(believed, [.. identities.Select(identity => NamedSigner.Read(identity.Name, identity.Document))], time), digest);
    }

    private static void Add(IncrementalHash hash, string name, ReadOnlySpan<byte> json)
    {
        hash.AppendData(Encoding.UTF8.GetBytes($"{name}:{json.Length}:"));
        hash.AppendData(json);
    }
}

/// <summary>What is believed at one moment.</summary>
/// <param name="Signers">Finds out who signed.</param>
/// <param name="Digest">Another one for anything else that is believed.</param>
internal sealed record Believed(ImageSigners Signers, string Digest);
