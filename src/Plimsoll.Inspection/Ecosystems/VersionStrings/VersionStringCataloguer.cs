using System.Buffers;
using System.Text;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Executables;
using Plimsoll.Inspection.Images;

namespace Plimsoll.Inspection.Ecosystems.VersionStrings;

/// <summary>
/// Well-known programs and libraries that nobody packaged, by the version that they print. What a package owns is known better from it, so such
/// a reading counts only where nobody owns the file as it is.
/// </summary>
internal sealed class VersionStringCataloguer : ICataloguer
{
    private const int WindowSize = 1 << 20;
    private const long MaxScanned = 512L << 20;

    private static readonly Dictionary<string, List<VersionRule>> Rules = RulesOfFiles();

    public string Name => "version-strings";

    public IReadOnlyList<FileMatch> Matches { get; } = [FileMatch.Starting(ElfFile.Magic)];

    public long MaxBytes => 512 << 20;

    public bool Accepts(string path) => Rules.ContainsKey(ProgramName.Of(path).Stem);

    public void Read(FileContent file, FileReport report)
    {
        var name = ProgramName.Of(file.Path);
        foreach (var rule in Rules.GetValueOrDefault(name.Stem) ?? [])
        {
            if (Find(file, rule, name.Version) is not { } version) continue;
            report.TryAdd(new PackageRecord { Type = "generic", Name = rule.Product, Version = version, Confidence = Confidence.Medium }, null);
            return;
        }
    }

    public bool IsPresent(InstalledPackage package, ImageView image) => Unowned.Is(package, image);

    private static Dictionary<string, List<VersionRule>> RulesOfFiles()
    {
        var rules = new Dictionary<string, List<VersionRule>>(StringComparer.Ordinal);
        foreach (var rule in KnownVersions.All)
        {
            foreach (var file in rule.Files)
            {
                if (!rules.TryGetValue(file, out var ofFile)) rules.Add(file, ofFile = []);
                ofFile.Add(rule);
            }
        }
        return rules;
    }

    private static string? Find(FileContent file, VersionRule rule, string nameVersion)
    {
        var anchor = rule.AnchorIn(nameVersion);
        var window = ArrayPool<byte>.Shared.Rent(WindowSize);
        try
        {
            // Windows overlap, so that an anchor and what is around it lie in one of them.
            for (long offset = 0; offset < Math.Min(file.Length, MaxScanned); offset += WindowSize - VersionRule.Before - VersionRule.After)
            {
                if (FindIn(window.AsSpan(0, file.ReadAt(offset, window.AsSpan(0, WindowSize))), anchor, rule, nameVersion) is { } version) return version;
            }
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(window);
        }
    }

    private static string? FindIn(ReadOnlySpan<byte> bytes, byte[] anchor, VersionRule rule, string nameVersion)
    {
        for (var at = 0; bytes[at..].IndexOf(anchor) is var next and >= 0; at += next + 1)
        {
            var start = Math.Max(0, at + next - VersionRule.Before);
            var around = bytes[start..Math.Min(bytes.Length, at + next + VersionRule.After)];
            if (rule.VersionIn(Encoding.Latin1.GetString(around), nameVersion) is { } version) return version;
        }
        return null;
    }
}
