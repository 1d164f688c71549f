using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;

namespace Plimsoll.Inspection.Ecosystems.Conda;

/// <summary>Packages that conda installed: one file for each in <c>conda-meta</c>, with all its files and their SHA-256.</summary>
internal sealed class CondaCataloguer : ICataloguer
{
    public string Name => "conda";

    public IReadOnlyList<FileMatch> Matches { get; } = [FileMatch.In("conda-meta")];

    public bool Accepts(string path) => path.EndsWith(".json", StringComparison.Ordinal);

    public void Read(FileContent file, FileReport report)
    {
        var record = CondaRecord.Read(file, report.Problem);
        if (record.Text("name") is not { } name || record.Text("version") is not { } version)
        {
            report.Problem("it names no package with a version");
            return;
        }
        var archive = record.Text("fn") ?? record.Text("url");
        var added = report.TryAdd(new PackageRecord
        {
            Type = "conda",
            Name = name,
            Version = version,
            Licence = record.Text("license"),
            Integrity = record.Text("sha256") is { } hash ? "sha256:" + hash : record.Text("md5") is { } md5 ? "md5:" + md5 : null,
            Properties = PackageNames.Properties(("build", record.Text("build")), ("channel", record.Text("channel")), ("subdir", record.Text("subdir")), ("url", record.Text("url"))),
        }, null, null,
        [
            new("build", record.Text("build")), new("channel", ChannelOf(record.Text("channel"))), new("subdir", record.Text("subdir")),
            new("type", archive is null ? null : archive.EndsWith(".conda", StringComparison.Ordinal) ? "conda" : archive.EndsWith(".tar.bz2", StringComparison.Ordinal) ? "tar.bz2" : null),
        ]);
        if (!added) return;
        // The list counts from the environment, whose conda-meta this is.
        var prefix = RelativePath.DirectoryOf(RelativePath.DirectoryOf(file.Path));
        foreach (var owned in record.Files)
        {
            if (RelativePath.Resolve(prefix, owned.Path) is not { } path) report.Problem($"'{owned.Path}' leads out of the root");
            else if (!report.TryOwn(path, OwnedFileTraits.None, null, FileDigestKind.Sha256, owned.Sha256)) return;
        }
    }

    /// <summary>The last part of an address: <c>conda-forge</c>, <c>main</c>. Whoever mirrors it, it is the same channel.</summary>
    private static string? ChannelOf(string? channel)
    {
        var parts = channel?.Split('/', StringSplitOptions.RemoveEmptyEntries) ?? [];
        var last = parts.LastOrDefault(part => !part.StartsWith("linux-", StringComparison.Ordinal) && part is not ("noarch" or "https:" or "http:"));
        return last is { Length: <= 128 } ? last : null;
    }
}
