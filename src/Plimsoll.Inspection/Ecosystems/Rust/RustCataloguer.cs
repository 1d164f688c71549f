using System.IO.Compression;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Executables;

namespace Plimsoll.Inspection.Ecosystems.Rust;

/// <summary>Crates that a Rust program was built from, where cargo-auditable left their list in the section <c>.dep-v0</c>, as compressed JSON.</summary>
internal sealed class RustCataloguer : ICataloguer
{
    private const string Section = ".dep-v0";

    /// <summary>What other readers of the list take too (rust-audit-info).</summary>
    private const int MaxJson = 8 << 20;

    public string Name => "rust";

    public IReadOnlyList<FileMatch> Matches { get; } =
        [FileMatch.Starting(ElfFile.Magic), FileMatch.Starting("MZ"u8), FileMatch.Starting(MachOFile.Magic64), FileMatch.Starting(MachOFile.Magic32)];

    public long MaxBytes => 1L << 30;

    public void Read(FileContent file, FileReport report)
    {
        if (file.Program?.Read(Section, MaxJson) is not { Length: > 0 } packed) return;
        if (Unpack(packed, report) is { } json) AuditedCrates.Read(json, report);
    }

    private static byte[]? Unpack(byte[] packed, FileReport report)
    {
        try
        {
            using var stream = new ZLibStream(new MemoryStream(packed), CompressionMode.Decompress);
            var json = new byte[MaxJson];
            var length = stream.ReadAtLeast(json, json.Length, throwOnEndOfStream: false);
            if (length < json.Length) return json[..length];
            report.Problem($"its list of crates has more than {MaxJson} bytes and was not read");
        }
        catch (InvalidDataException)
        {
            report.Problem("its list of crates is damaged");
        }
        return null;
    }
}
