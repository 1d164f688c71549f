using System.Security.Cryptography;
using System.Text;
using Plimsoll.Core;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Proof;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Jobs;
using Plimsoll.Server.Search;
using Plimsoll.Storage.Blobs;
using Plimsoll.Storage.Metadata;
using Plimsoll.Trust;
using Plimsoll.Trust.Signing;
using Plimsoll.Trust.Statements;
using Plimsoll.Trust.Vendors;

namespace Plimsoll.Server.Vouching;

/// <summary>Proves which files of images are what vendors of packages signed, where the settings name keys: when an image was opened, and for older ones when somebody asks.</summary>
internal sealed class ContentProofs : IAfterInspection
{
    private readonly IMetadataStore _metadata;
    private readonly IBlobStore _store;
    private readonly OpenedImages _images;
    private readonly Vouchings _vouchings;
    private readonly RegistryTrust _trust;
    private readonly TimeProvider _time;
    private readonly ContentVerifier? _verifier;
    private readonly string _keys;

    public ContentProofs(IMetadataStore metadata, IBlobStore store, OpenedImages images, Vouchings vouchings, RegistryTrust trust, ServerOptions options, TimeProvider time)
    {
        (_metadata, _store, _images, _vouchings, _trust, _time) = (metadata, store, images, vouchings, trust, time);
        (_verifier, _keys) = Read(options.Vouching, time);
    }

    /// <summary>True where anything can be proven.</summary>
    public bool IsOn => _verifier is not null;

    /// <summary>Reads the settings.</summary>
    /// <exception cref="OptionsException">A key or a directory cannot be read.</exception>
    public static (ContentVerifier? Verifier, string Keys) Read(VouchingOptions options, TimeProvider time)
    {
        if (options.VendorKeys.Count == 0) return (null, "");
        try
        {
            var files = options.VendorKeys.SelectMany(FilesOf).Select(path => (Path.GetFileName(path), File.ReadAllBytes(path))).ToList();
            var verifier = new ContentVerifier(VendorKeyRing.Read(files, time), time) { Mirrors = [.. options.VendorMirrors.Select(path => new DirectoryMirror(path))] };
            var names = string.Concat(files.Select(file => Convert.ToHexString(SHA256.HashData(file.Item2)))) + string.Join('\n', options.VendorMirrors);
            return (verifier, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(names))));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or RefusedException)
        {
            throw new OptionsException("vouching.vendorKeys", string.Join(", ", options.VendorKeys), e.Message);
        }
    }

    /// <inheritdoc/>
    public async Task OpenedAsync(RepositoryName repository, Digest digest, InspectionDocument document, CancellationToken cancellationToken)
    {
        if (_verifier is null || document.Image.Config is null) return;
        var report = await ProveAsync(repository, digest, cancellationToken);
        if (!_trust.CanSign || await FindStatementAsync(digest, cancellationToken) is not null) return;
        // What is in order needs no list: the altered files alone are named.
        var outcome = report with { Listed = [.. report.Listed.Where(file => file.Verdict == FileVerdicts.Modified)] };
        await _vouchings.SignAsync(repository, StatementWriter.Of(null, digest, PredicateTypes.ContentProof, Encoding.UTF8.GetBytes(outcome.ToJson())), cancellationToken);
    }

    /// <summary>The newest statement of this registry about the content of an image; null when there is none. What others say of it is theirs.</summary>
    public ValueTask<VouchingRecord?> FindStatementAsync(Digest digest, CancellationToken cancellationToken) =>
        _metadata.Vouching.ListVerifiedAsync(digest.Value, PredicateTypes.ContentProof, cancellationToken).LastOrDefaultAsync(_trust.IsOwn, cancellationToken);

    /// <summary>The proof of an image that was opened; null where no keys are named.</summary>
    public async Task<ContentReport?> FindAsync(RepositoryName repository, Digest digest, CancellationToken cancellationToken)
    {
        if (_verifier is null) return null;
        return await _metadata.Vouching.FindProofAsync(digest, cancellationToken) is { } kept && kept.Keys == _keys ? ContentReport.FromJson(kept.Report.Span) : await ProveAsync(repository, digest, cancellationToken);
    }

    /// <summary>The proof of an image, where it was made with the keys that are set now; null when nothing is kept.</summary>
    public async Task<ContentReport?> FindKeptAsync(Digest digest, CancellationToken cancellationToken) =>
        _verifier is not null && await _metadata.Vouching.FindProofAsync(digest, cancellationToken) is { } kept && kept.Keys == _keys ? ContentReport.FromJson(kept.Report.Span) : null;

    private static IEnumerable<string> FilesOf(string path) => Directory.Exists(path) ? Directory.EnumerateFiles(path).Order(StringComparer.Ordinal) : [path];

    private async Task<ContentReport> ProveAsync(RepositoryName repository, Digest digest, CancellationToken cancellationToken)
    {
        var image = await _images.OpenAsync(repository, digest, cancellationToken);
        await using var content = new StoredImageContent(_metadata, _store, repository, digest);
        var report = await _verifier!.VerifyAsync(image, content, null, cancellationToken);
        await _metadata.Vouching.KeepProofAsync(digest, new KeptProof(_keys, Encoding.UTF8.GetBytes(report.ToJson()), _time.GetUtcNow()), cancellationToken);
        return report;
    }
}
