using System.IO.Compression;
using System.Text;
using Plimsoll.Core.Advisories;
using Plimsoll.Tests.Storage;
using Plimsoll.Vulnerabilities.Feeds;

namespace Plimsoll.Tests.Vulnerabilities.Feeds;

/// <summary>A folder with feeds, which are read as anybody's would be.</summary>
public sealed class FeedFixture : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public string Folder => _folder.Path;

    /// <summary>Writes a file; its path.</summary>
    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>Writes a zip archive; its path.</summary>
    public string Zip(string name, params (string Name, string Text)[] files)
    {
        using var memory = new MemoryStream();
        using (var archive = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var file in files)
            {
                using var entry = archive.CreateEntry(file.Name).Open();
                entry.Write(Encoding.UTF8.GetBytes(file.Text));
            }
        }
        return Write(name, memory.ToArray());
    }

    /// <summary>What is read from a file of this content.</summary>
    public List<FeedItem> Read(string name, string text, FeedLimits? limits = null) => [.. FeedReader.Read(Write(name, text), limits)];

    /// <summary>The records of a file, which has no problems.</summary>
    public List<Advisory> Records(string name, string text)
    {
        var items = Read(name, text);
        items.OfType<FeedProblem>().ShouldBeEmpty();
        return [.. items.OfType<AdvisoryItem>().Select(item => item.Advisory)];
    }

    /// <summary>The one statement of the one record of a file.</summary>
    public AffectedPackage Statement(string name, string text) => Records(name, text).ShouldHaveSingleItem().Affected.ShouldHaveSingleItem();

    /// <summary>A record of OSV.</summary>
    public static string Osv(string id, string ecosystem = "npm", string name = "left-pad", string introduced = "0", string @fixed = "1.3.0", string aliases = "") => $$"""
        {"schema_version":"1.6.0","id":"{{id}}","modified":"2024-01-01T00:00:00Z","aliases":[{{aliases}}],"affected":[{"package":{"ecosystem":"{{ecosystem}}","name":"{{name}}"},
        "ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"{{introduced}}"},{"fixed":"{{@fixed}}"}]}]}]}
        """;

    /// <summary>Ranges as short text: <c>[2.4 fixed 2.12.2]</c>, mended ones with a minus.</summary>
    public static string Text(AffectedPackage statement) => string.Join(' ', statement.Ranges.Select(range =>
        (range.Meaning == RangeMeaning.Covered ? "" : range.Meaning == RangeMeaning.Mended ? "mended " : "not ")
        + $"[{range.Constraint ?? string.Join(' ', range.Events.Select(change => change.Kind == RangeEventKind.Introduced ? change.Version : $"{change.Kind.ToString().ToLowerInvariant()} {change.Version}"))}]"));

    public void Dispose() => _folder.Dispose();
}
