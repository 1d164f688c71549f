using Plimsoll.Core;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Sbom;

namespace Plimsoll.Tests.Inspection.Sbom;

/// <summary>An image with something of everything that a bill of materials has to say.</summary>
internal static class SampleImage
{
    public static Digest DigestOf(string text) => Digest.Of(System.Text.Encoding.UTF8.GetBytes(text));

    public static IReadOnlyList<ImageFile> Files { get; } =
    [
        new("/etc/passwd", 0, 12, DigestOf("passwd"), "deb:base-passwd"),
        new("/opt/\u0001tool", 1, 7, null, null),
        new("/usr/bin/x", 1, 7, DigestOf("x"), null),
    ];

    public static InspectionDocument Rich { get; } = new()
    {
        Image = new ImageFacts
        {
            Digest = DigestOf("image"),
            MediaType = MediaTypes.OciManifest,
            Platform = "linux/amd64",
            Created = "2026-02-03T04:05:06.789+01:00",
            Labels = new SortedDictionary<string, string> { ["org.opencontainers.image.title"] = "Shop <api> & \"more\"" },
        },
        Os = new OsFacts { Id = "debian", VersionId = "12", PrettyName = "Debian GNU/Linux 12 (bookworm)" },
        Completeness = Completeness.Partial,
        Layers =
        [
            new LayerSummary { Index = 0, Digest = DigestOf("layer 0"), DiffId = DigestOf("diff 0"), Size = 10 },
            new LayerSummary { Index = 1, Digest = DigestOf("layer 1"), Size = 20 },
        ],
        Packages =
        [
            new PackageFacts
            {
                Type = "deb", Name = "libc6", Version = "2.36-9+deb12u4", Arch = "amd64", Purl = "pkg:deb/debian/libc6@2.36-9%2Bdeb12u4?arch=amd64&distro=debian-12", Layer = 0, Source = "glibc",
                Location = "/var/lib/dpkg/status", Licence = "LGPL-2.1-or-later AND (GPL-2.0-only WITH GCC-exception-2.0 OR LicenseRef-debian-carnegie)", LicenceDeclared = "LGPL-2.1+, GPL-2 with exception, carnegie",
                IntroducedIn = 0,
            },
            new PackageFacts
            {
                Type = "deb", Name = "python3-six", Version = "1:1.16.0-4", Arch = "all", Purl = "pkg:deb/debian/python3-six@1:1.16.0-4?arch=all&distro=debian-12", Layer = 1, Source = "six",
                SourceVersion = "1.16.0-4", Location = "/var/lib/dpkg/status", Licence = "MIT", LicenceDeclared = "Expat", IntroducedIn = 0,
            },
            new PackageFacts
            {
                Type = "golang", Name = "stdlib", Version = "1.22.1", Purl = "pkg:golang/stdlib@1.22.1", Layer = 1, Location = "/usr/bin/x", Integrity = "h1:abc=", Confidence = Confidence.Low,
            },
            new PackageFacts
            {
                Type = "npm", Name = "@shop/api", Version = "", Purl = "pkg:npm/%40shop/api", Layer = 1, Location = "/app/package.json", Main = true, LicenceDeclared = "SEE LICENSE IN \u0007 LICENSE.txt",
            },
            new PackageFacts
            {
                Type = "npm", Name = "left-pad", Version = "1.3.0", Purl = "pkg:npm/left-pad@1.3.0", Layer = 1, Location = "/app/node_modules/left-pad/package.json", Licence = "WTFPL", LicenceDeclared = "WTFPL",
                Integrity = "sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==", RemovedIn = 1, Confidence = Confidence.Medium,
            },
            new PackageFacts { Type = "npm", Name = "left-pad", Version = "1.3.0", Purl = "pkg:npm/left-pad@1.3.0", Layer = 1, Location = "/app/other/left-pad/package.json", Licence = "not (an expression" },
            new PackageFacts { Type = "pypi", Name = "six", Version = "1.16.0", Purl = "pkg:pypi/six@1.16.0", Layer = 1, Location = "/usr/lib/python3/dist-packages/six.egg-info", OwnedBy = "deb:python3-six" },
        ],
        Executables = [new UnownedExecutable { Path = "/usr/bin/x", Layer = 1, Size = 7, Digest = DigestOf("x"), Format = "elf" }, new UnownedExecutable { Path = "/opt/y", Layer = 1, Size = 7, Format = "script" }],
        Notes = [new Note { Path = "/var/lib/rpm/Packages", Layer = 1, Reason = "it could not be read" }],
    };

    /// <summary>A root file system in which nothing was found.</summary>
    public static InspectionDocument Empty { get; } = new() { Image = new ImageFacts(), Completeness = Completeness.Complete, Layers = [new LayerSummary { Index = 0, Size = 0 }] };
}
