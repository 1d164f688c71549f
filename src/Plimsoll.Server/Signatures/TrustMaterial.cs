using System.Security.Cryptography;
using System.Text;
using Plimsoll.Server.Configuration;
using Plimsoll.Storage.Metadata;
using Plimsoll.Trust;
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
    private const int MaxFile = 1 << 20;

    /// <summary>Those of the settings are read at the start.</summary>
    private readonly IReadOnlyList<IdentityInForce> _files = options.Signatures.Identities is { } folder ? [.. Files(folder)] : [];

    /// <summary>All named identities: those of the settings come before those of the same name that were put.</summary>
    public async Task<IReadOnlyList<IdentityInForce>> ListIdentitiesAsync(CancellationToken cancellationToken)
    {
        var put = (await metadata.Signatures.ListIdentitiesAsync(cancellationToken)).Select(record => new IdentityInForce(record.Name, record.Document, record.ChangedAt, record.ChangedBy));
        return [.. _files.Concat(put).DistinctBy(identity => identity.Name).OrderBy(identity => identity.Name, StringComparer.Ordinal)];
    }

    /// <summary>What finds out who signed, and the digest of all that it goes by.</summary>
    public async Task<(ImageSigners Signers, string Digest)> ReadAsync(CancellationToken cancellationToken)
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
        var signers = new List<NamedSigner>();
        foreach (var identity in await ListIdentitiesAsync(cancellationToken))
        {
            signers.Add(NamedSigner.Read(identity.Name, identity.Document));
            Add(hash, identity.Name, identity.Document.Span);
        }
        return (new ImageSigners(believed, signers, time), Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static IEnumerable<IdentityInForce> Files(string folder)
    {
        if (!Directory.Exists(folder)) throw new OptionsException("signatures.identities", folder, "an existing folder is expected");
        return Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal).Select(path => new IdentityInForce(Path.GetFileNameWithoutExtension(path), Read(path), null, null));
    }

    private static byte[] Read(string path)
    {
        try
        {
            if (new FileInfo(path).Length > MaxFile) throw new OptionsException("signatures.identities", path, $"at most {MaxFile} bytes are read");
            var json = File.ReadAllBytes(path);
            NamedSigner.Read(Path.GetFileNameWithoutExtension(path), json);
            return json;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or RefusedException or FormatException)
        {
            throw new OptionsException("signatures.identities", path, e.Message);
        }
    }

    private static void Add(IncrementalHash hash, string name, ReadOnlySpan<byte> json)
    {
        hash.AppendData(Encoding.UTF8.GetBytes($"{name}:{json.Length}:"));
        hash.AppendData(json);
    }
}
