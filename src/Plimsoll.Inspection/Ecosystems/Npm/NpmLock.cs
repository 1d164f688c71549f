using Plimsoll.Inspection.Ecosystems.LockFiles;

namespace Plimsoll.Inspection.Ecosystems.Npm;

/// <summary>What the lock files of npm's relatives have in common.</summary>
internal static class NpmLock
{
    /// <summary>Adds a package.</summary>
    public static bool Declare(LockReport report, string name, string version, string? integrity = null, string? resolved = null)
    {
        var (scope, shortName) = NpmName.Split(name);
        return report.TryAdd(NpmName.Package(name, version, integrity, resolved), scope, shortName);
    }

    /// <summary>Takes <c>NAME@REST</c> apart; the name may begin with an at sign.</summary>
    public static (string Name, string Range)? SplitAt(string text) => text.IndexOf('@', Math.Min(1, text.Length)) is var at and > 0 ? (text[..at], text[(at + 1)..]) : null;
}
