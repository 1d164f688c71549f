using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Ecosystems;

namespace Plimsoll.Inspection.Distributions;

/// <summary>Keeps what os-release(5) says. It names the distribution; packages it has none.</summary>
internal sealed class OsReleaseCataloguer : ICataloguer
{
    public const string CataloguerName = "os-release";

    public string Name => CataloguerName;

    public IReadOnlyList<FileMatch> Matches { get; } = [FileMatch.Named("os-release")];

    public long MaxBytes => 64 << 10;

    public bool Accepts(string path) => OsReleaseReader.IsOsRelease(path);

    public void Read(FileContent file, FileReport report)
    {
        using var content = file.Open();
        foreach (var (key, value) in OsReleaseReader.ReadValues(content)) report.Keep(key, value);
    }
}
