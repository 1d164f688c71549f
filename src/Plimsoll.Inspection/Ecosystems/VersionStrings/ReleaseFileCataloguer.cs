using System.Text.RegularExpressions;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Distributions;
using Plimsoll.Inspection.Ecosystems.Formats;
using Plimsoll.Inspection.Images;

namespace Plimsoll.Inspection.Ecosystems.VersionStrings;

/// <summary>Runtimes and compilers that nobody packaged and that say their version in a file: <c>release</c> of a Java runtime, <c>go/VERSION</c>.</summary>
internal sealed partial class ReleaseFileCataloguer : ICataloguer
{
    public string Name => "release-files";

    public IReadOnlyList<FileMatch> Matches { get; } = [FileMatch.Named("release"), FileMatch.Named("VERSION")];

    public long MaxBytes => 1 << 20;

    public bool Accepts(string path) => path.EndsWith("/release", StringComparison.Ordinal) || RelativePath.NameOf(RelativePath.DirectoryOf(path)).StartsWith("go", StringComparison.Ordinal);

    public void Read(FileContent file, FileReport report)
    {
        if (file.Path.EndsWith("/release", StringComparison.Ordinal)) ReadJava(file, report);
        else if (GoVersion().Match(TextFile.Start(file, 256)) is { Success: true } match) report.TryAdd(Runtime("go", match.Groups[1].Value), null);
    }

    public bool IsPresent(InstalledPackage package, ImageView image) => Unowned.Is(package, image);

    private static void ReadJava(FileContent file, FileReport report)
    {
        using var content = file.Open();
        var values = OsReleaseReader.ReadValues(content);
        // Many files are called release.
        if (values.GetValueOrDefault("JAVA_VERSION") is not { Length: > 0 } version) return;
        report.TryAdd(Runtime(values.ContainsKey("GRAALVM_VERSION") ? "graalvm" : "openjdk", version) with
        {
            Confidence = null,
            Properties = PackageNames.Properties(
                ("implementor", values.GetValueOrDefault("IMPLEMENTOR")), ("runtimeVersion", values.GetValueOrDefault("JAVA_RUNTIME_VERSION")), ("graalvmVersion", values.GetValueOrDefault("GRAALVM_VERSION"))),
        }, null);
    }

    private static PackageRecord Runtime(string name, string version) => new() { Type = "generic", Name = name, Version = version, Confidence = Confidence.Medium };

    [GeneratedRegex(@"^go([0-9]+\.[0-9]+(?:\.[0-9]+)?(?:(?:beta|rc)[0-9]+)?)", RegexOptions.NonBacktracking)]
    private static partial Regex GoVersion();
}
