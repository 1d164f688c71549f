using Plimsoll.Core;
using Plimsoll.Core.Advisories;
using Plimsoll.Core.Facts;
using Plimsoll.Storage.Metadata;
using Plimsoll.Vulnerabilities.Vex;

namespace Plimsoll.Server.Exposure.Vex;

/// <summary>
/// What a distributor says of a container as its product (quay/claircore#1894): that a vulnerability of a package in it does not reach it. It counts where the image is that product: by its digest, or because it comes from
/// the repository that is named. The labels of an image and the path of a mirror only suggest it, as images that are built on the product have them too; then it is shown and decides nothing.
/// </summary>
internal static class ContainerStatements
{
    private const string Namespace = "oci";
    private static readonly string[] Hosts = ["registry.redhat.io", "registry.access.redhat.com"];

    /// <summary>Where statements about an image may be found.</summary>
    public static IReadOnlyList<PackageKey> KeysOf(ImageFacts image, string repository)
    {
        var path = repository.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0 ? repository[(slash + 1)..] : repository;
        string?[] paths = [path, image.Labels.GetValueOrDefault("name")];
        return [.. paths.OfType<string>().Where(name => name.Length is > 0 and <= 200).SelectMany(name => Hosts.Select(host => $"{host}/{name}")).Append(repository).Where(name => name.Length > 0)
            .Distinct(StringComparer.Ordinal).Select(name => PackageKey.Of(Namespace, name))];
    }

    /// <summary>The statements as voices of the vendor.</summary>
    public static IEnumerable<VexVoice> Of(ImageFacts image, string repository, IReadOnlyList<StoredStatement> said, IReadOnlyDictionary<long, Advisory> records)
    {
        var digests = new[] { image.Digest?.Value, image.Index?.Value }.OfType<string>().ToList();
        foreach (var statement in said)
        {
            var affected = statement.Affected;
            if (records.GetValueOrDefault(statement.AdvisoryNumber) is not { } record || StatusOf(affected.Status) is not { } status) continue;
            // Of another build of the product nothing follows.
            if (affected.Versions.Count > 0 && !affected.Versions.Any(digests.Contains)) continue;
            if (affected.Architectures.Count > 0 && image.Platform?.Split('/') is [_, var machine, ..] && !affected.Architectures.Contains(machine)) continue;
            yield return new VexVoice(
                new VexStatement
                {
                    Vulnerabilities = [record.Id, .. record.Aliases, .. record.Upstream],
                    Status = status,
                    Products = [new VexProduct(Product(image, repository, affected.Name), [])],
                    Justification = affected.Justification,
                    Note = affected.VendorStatus,
                    Timestamp = record.Modified,
                    Author = record.Source,
                    Document = Digest.Of(AdvisoryJson.Write(record)),
                },
                VexOrigin.Vendor, IsTrusted: affected.Versions.Count > 0 || affected.Name == repository);
        }
    }

    /// <summary>The image itself: that it is the product was found already.</summary>
    private static Purl Product(ImageFacts image, string repository, string name)
    {
        var last = name[(name.LastIndexOf('/') + 1)..];
        return image.Digest is { } digest ? Purl.Build("oci", null, last, digest.Value) : Purl.Build("oci", null, last, null, [new("repository_url", repository.Length > 0 ? repository : name)]);
    }

    private static VexStatus? StatusOf(AffectedStatus status) => status switch
    {
        AffectedStatus.NotAffected => VexStatus.NotAffected,
        AffectedStatus.UnderInvestigation => VexStatus.UnderInvestigation,
        // That the container is affected says no more than what is said of its packages; what mends it is another build.
        _ => null,
    };
}
