using System.Buffers.Binary;
using System.Text;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Executables;
using Plimsoll.Inspection.Images;

namespace Plimsoll.Inspection.Ecosystems.Dotnet;

/// <summary>
/// Libraries of .NET by the version that is compiled into them, for applications without <c>*.deps.json</c>. The name of a library is often that of its
/// package, but need not be: a guess.
/// </summary>
internal sealed class AssemblyCataloguer : ICataloguer
{
    private const int MaxResources = 1 << 20;
    private const string Ending = ".dll";

    public string Name => "dotnet-assembly";

    public IReadOnlyList<FileMatch> Matches { get; } = [FileMatch.Ending(Ending)];

    public void Read(FileContent file, FileReport report)
    {
        if (!PeFile.IsAssembly(file.Start) || file.Program?.Read(".rsrc", MaxResources) is not { } resources) return;
        if ((Value(resources, "ProductVersion") ?? Value(resources, "FileVersion")) is not { } version) return;
        // Compilers put the commit behind a plus sign.
        version = version.Split('+', ' ')[0];
        var name = RelativePath.NameOf(file.Path)[..^Ending.Length];
        if (version.Length > 0 && name.Length > 0 && char.IsAsciiDigit(version[0]) && !name.EndsWith(".resources", StringComparison.Ordinal))
            report.TryAdd(NugetName.Package(name, version) with { Confidence = Confidence.Low }, null);
    }

    /// <summary>Packs hold what is compiled against; nothing of it runs.</summary>
    public bool Accepts(string path) => !path.Contains("/packs/", StringComparison.Ordinal) && !path.Contains("/analyzers/", StringComparison.Ordinal);

    /// <summary>What a list of libraries stands beside, or above, is known from it.</summary>
    public bool IsPresent(InstalledPackage package, ImageView image)
    {
        if (!Unowned.Is(package, image)) return false;
        var listed = image.Remember(DepsDirectories.Of).Paths;
        for (var directory = RelativePath.DirectoryOf(package.Location); directory.Length > 0; directory = RelativePath.DirectoryOf(directory))
        {
            if (listed.Contains(directory)) return false;
        }
        return true;
    }

    /// <summary>The value of a string of the version resource (Windows, "VS_VERSIONINFO"): UTF-16, behind its name and a NUL, at the next multiple of four.</summary>
    private static string? Value(byte[] resources, string name)
    {
        var key = Encoding.Unicode.GetBytes(name + "\0");
        var at = resources.AsSpan().IndexOf(key);
        if (at < 6) return null;
        // In front of the name stand the number of characters of the value and its type.
        int length = BinaryPrimitives.ReadUInt16LittleEndian(resources.AsSpan(at - 4)), start = (at + key.Length + 3) & ~3;
        if (length is 0 or > 256 || start + (length * 2) > resources.Length) return null;
        return Encoding.Unicode.GetString(resources.AsSpan(start, length * 2)).TrimEnd('\0').Trim() is { Length: > 0 } text ? text : null;
    }

    /// <summary>The directories that have a list of libraries.</summary>
    private sealed record DepsDirectories(HashSet<string> Paths)
    {
        public static DepsDirectories Of(ImageView image) => new(
            [.. image.Root.All().Where(file => file.Type == FileType.File && file.Name.EndsWith(".deps.json", StringComparison.Ordinal)).Select(file => RelativePath.DirectoryOf(file.Path))]);
    }
}
