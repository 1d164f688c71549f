using System.Collections.Frozen;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Ecosystems.Formats;
using Plimsoll.Inspection.Executables;
using Plimsoll.Inspection.Images;

namespace Plimsoll.Inspection.Ecosystems.PackageNotes;

/// <summary>
/// The package that a program was built for, by the note that distributions leave in it (UAPI group, "Package Metadata for Executable Files"). It counts
/// only where no package manager knows of the file.
/// </summary>
internal sealed class PackageNoteCataloguer : ICataloguer
{
    private const uint NoteType = 0xcafe1a7e;
    private const int MaxNote = 64 << 10;

    private static readonly FrozenSet<string> Types = FrozenSet.ToFrozenSet(["alpm", "apk", "deb", "ebuild", "rpm"], StringComparer.Ordinal);

    public string Name => "package-note";

    public IReadOnlyList<FileMatch> Matches { get; } = [FileMatch.Starting(ElfFile.Magic)];

    public long MaxBytes => 1L << 30;

    public void Read(FileContent file, FileReport report)
    {
        if (file.Program is not { Elf: { } elf } program || program.Read(".note.package", MaxNote) is not { } note) return;
        if (note.Length < 12 || elf.U32(note, 8) != NoteType) return;
        // A name with its NUL, at the next multiple of four the text, with NULs behind.
        var (start, size) = (12 + ((elf.U32(note, 0) + 3) & ~3ul), elf.U32(note, 4));
        if (start + size > (ulong)note.Length) report.Problem("its package note is cut off");
        else Add(note.AsSpan((int)start, (int)size).TrimEnd((byte)0), report);
    }

    public bool IsPresent(InstalledPackage package, ImageView image) => Unowned.Is(package, image);

    private static void Add(ReadOnlySpan<byte> json, FileReport report)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        JsonWalk.Read(json, report.Problem, (ref JsonWalk walk) =>
        {
            if (!walk.EnterObject()) return;
            while (walk.NextMember(out var name))
            {
                if (walk.Text() is { } text && values.Count < 32) values[name] = text;
            }
        });
        if (!values.TryGetValue("name", out var package) || !values.TryGetValue("version", out var version)) return;
        var os = values.GetValueOrDefault("os");
        report.TryAdd(new PackageRecord
        {
            Type = values.TryGetValue("type", out var type) && Types.Contains(type) ? type : "generic",
            Name = package,
            Version = version,
            Arch = values.GetValueOrDefault("architecture"),
            Confidence = Confidence.Medium,
            Properties = PackageNames.Properties(("os", os), ("osVersion", values.GetValueOrDefault("osVersion")), ("osCpe", values.GetValueOrDefault("osCpe")), ("debugInfoUrl", values.GetValueOrDefault("debugInfoUrl"))),
        }, os, null, [new("arch", values.GetValueOrDefault("architecture")), new("distro", os is not null && values.GetValueOrDefault("osVersion") is { } release ? $"{os}-{release}" : null)]);
    }
}
