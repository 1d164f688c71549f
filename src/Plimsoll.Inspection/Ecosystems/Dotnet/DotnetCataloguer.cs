using System.Buffers;
using System.Buffers.Binary;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Executables;

namespace Plimsoll.Inspection.Ecosystems.Dotnet;

/// <summary>
/// Libraries of .NET applications by their <c>*.deps.json</c>, whether it lies beside the application or inside of it, and the shared frameworks, which
/// lie in <c>shared/NAME/VERSION</c>.
/// </summary>
internal sealed class DotnetCataloguer : ICataloguer
{
    private const int MaxDepsFile = 64 << 20;
    private const int MaxData = 1 << 20;
    private const string Ending = ".deps.json";

    /// <summary>SHA-256 of <c>.net core bundle</c> and a line feed; eight bytes before it stands where the header of the bundle is (dotnet/runtime, bundle_marker.cpp).</summary>
    private static readonly byte[] Marker = Convert.FromHexString("8b1202b96a612038727b930214d7a03213f5b9e6efae3318ee3b2dce24b36aae");

    public string Name => "dotnet";

    public IReadOnlyList<FileMatch> Matches { get; } = [FileMatch.Ending(".json"), FileMatch.Starting(ElfFile.Magic)];

    public long MaxBytes => 512 << 20;

    public bool Accepts(string path) => !path.EndsWith(".json", StringComparison.Ordinal) || path.EndsWith(Ending, StringComparison.Ordinal);

    public void Read(FileContent file, FileReport report)
    {
        if (!file.Path.EndsWith(Ending, StringComparison.Ordinal))
        {
            ReadBundle(file, report);
            return;
        }
        if (FrameworkOf(file.Path) is var (name, version)) report.TryAdd(NugetName.Package(name, version) with { Properties = PackageNames.Properties(("framework", "shared")) }, null);
        if (file.ReadAll(MaxDepsFile) is { } json) DepsFile.Read(json.Span, RelativePath.DirectoryOf(file.Path), null, report);
        else report.Problem($"it has {file.Length} bytes, more than {MaxDepsFile}, and was not read");
    }

    private static (string Name, string Version)? FrameworkOf(string path)
    {
        var parts = path.Split('/');
        return parts.Length >= 4 && parts[^4] == "shared" && parts[^1] == parts[^3] + Ending ? (parts[^3], parts[^2]) : null;
    }

    /// <summary>An application in one file is the host with everything behind it; the host's data says where (dotnet/designs, bundler.md).</summary>
    private static void ReadBundle(FileContent file, FileReport report)
    {
        if (file.Program?.Find(".data") is not { } data || HeaderPlace(file, data) is not { } header) return;
        Span<byte> start = stackalloc byte[256];
        start = start[..file.ReadAt(header, start)];
        if (start.Length < 64)
        {
            report.Problem("the header of its bundle is not where it should be");
            return;
        }
        // Version, number of files, an id with its length, then place and size of the deps file.
        var (major, id) = (BinaryPrimitives.ReadUInt32LittleEndian(start), start[12]);
        var at = 13 + id;
        if (major < 2 || id > 127 || at + 16 > start.Length) return;
        var (offset, size) = (BinaryPrimitives.ReadInt64LittleEndian(start[at..]), BinaryPrimitives.ReadInt64LittleEndian(start[(at + 8)..]));
        if (size == 0) return;
        if (offset < 0 || size < 0 || size > MaxDepsFile || offset > file.Length - size)
        {
            report.Problem("the list of libraries in its bundle is not where it should be");
            return;
        }
        var json = new byte[size];
        DepsFile.Read(json.AsSpan(0, file.ReadAt(offset, json)), null, RelativePath.NameOf(file.Path) + Ending, report);
    }

    private static long? HeaderPlace(FileContent file, ProgramSection data)
    {
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(data.Size, MaxData));
        try
        {
            var bytes = buffer.AsSpan(0, file.ReadAt((long)Math.Min(data.Offset, long.MaxValue), buffer.AsSpan(0, (int)Math.Min(data.Size, MaxData))));
            return bytes.IndexOf(Marker) is var marker and >= 8 && BinaryPrimitives.ReadInt64LittleEndian(bytes[(marker - 8)..]) is var place and > 0 ? place : null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
