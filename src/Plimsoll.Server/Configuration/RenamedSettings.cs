namespace Plimsoll.Server.Configuration;

/// <summary>Settings that are read under an older name too, with a word about the new one.</summary>
internal static class RenamedSettings
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.OrdinalIgnoreCase) { ["vouching.keys"] = "signatures.identities" };

    /// <summary>The setting under the name that it has now; null for one whose name is no older one.</summary>
    public static Setting? Find(Setting setting) => Names.TryGetValue(setting.Key, out var name) ? setting with { Key = name } : null;

    /// <summary>What people are told.</summary>
    public static string Warning(Setting before, Setting now) => $"{before.Key} ({before.Source}) is called {now.Key} now; both are read";
}
