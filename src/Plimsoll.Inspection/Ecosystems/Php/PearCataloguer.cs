using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;

namespace Plimsoll.Inspection.Ecosystems.Php;

/// <summary>
/// Packages of PEAR and extensions of PECL: one file for each in <c>.registry</c>, those of other channels than PEAR's own in <c>.channel.NAME</c> in it
/// (PEAR_Registry). It names the files too, with the MD5 that they had in the archive: extensions are compiled from it, so it says nothing of what was installed.
/// </summary>
internal sealed class PearCataloguer : ICataloguer
{
    private const string Registry = ".registry";
    private const string ChannelPrefix = ".channel.";
    private const string OwnChannel = "pear.php.net";

    public string Name => "pear";

    public IReadOnlyList<FileMatch> Matches { get; } = [FileMatch.Ending(".reg")];

    public long MaxBytes => 8 << 20;

    public bool Accepts(string path)
    {
        var directory = RelativePath.DirectoryOf(path);
        var name = RelativePath.NameOf(directory);
        return name == Registry || (name.StartsWith(ChannelPrefix, StringComparison.Ordinal) && RelativePath.NameOf(RelativePath.DirectoryOf(directory)) == Registry);
    }

    public void Read(FileContent file, FileReport report)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        var files = new List<string>();
        try
        {
            PhpSerialized.Read(file.ReadAll((int)MaxBytes)!.Value.Span, (path, text) =>
            {
                if (path.Count <= 2) texts[string.Join('.', path)] = text;
                else if (path.Count == 3 && path[0] == "filelist" && path[2] == "installed_as") files.Add(text);
            });
        }
        catch (InvalidDataException e)
        {
            report.Problem(e.Message);
        }

        // The first form of package.xml knew no channels, and called the package so.
        var name = texts.GetValueOrDefault("name") ?? texts.GetValueOrDefault("package");
        if (name is null || (texts.GetValueOrDefault("version.release") ?? texts.GetValueOrDefault("version")) is not { } version)
        {
            report.Problem("it names no package with a version");
            return;
        }
        var package = new PackageRecord { Type = "pear", Name = name, Version = version, Licence = texts.GetValueOrDefault("license._content") ?? texts.GetValueOrDefault("license") };
        if (!report.TryAdd(package, texts.GetValueOrDefault("channel") ?? ChannelOf(file.Path))) return;
        foreach (var path in files)
        {
            if (!report.TryOwn(path)) return;
        }
    }

    private static string ChannelOf(string path) =>
        RelativePath.NameOf(RelativePath.DirectoryOf(path)) is var directory && directory.StartsWith(ChannelPrefix, StringComparison.Ordinal) ? directory[ChannelPrefix.Length..] : OwnChannel;
}
