using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Ecosystems.Formats;
using Plimsoll.Inspection.Ecosystems.LockFiles;

namespace Plimsoll.Inspection.Ecosystems.Rust;

/// <summary><c>Cargo.lock</c>: what has no source is part of the project itself.</summary>
internal static class CargoLock
{
    public static void Read(FileContent file, LockReport report) => TomlPackages.Read(file, report, "package", package =>
    {
        if (!package.TryGetValue("source", out var source)) return;
        report.TryAdd(new PackageRecord
        {
            Type = "cargo",
            Name = package.GetValueOrDefault("name") ?? "",
            Version = package.GetValueOrDefault("version") ?? "",
            Integrity = package.GetValueOrDefault("checksum") is { } sum ? "sha256:" + sum : null,
            Properties = PackageNames.Properties(("source", source)),
        });
    });
}
