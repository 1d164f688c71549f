using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Ecosystems.Npm;

/// <summary>Names of npm: <c>name</c> or <c>@scope/name</c>.</summary>
internal static class NpmName
{
    /// <summary>Namespace and name of the package URL: the scope is the namespace, with its at sign.</summary>
    public static (string? Namespace, string Name) Split(string name) =>
        name.StartsWith('@') && name.IndexOf('/') is var slash and > 0 ? (name[..slash], name[(slash + 1)..]) : (null, name);

    /// <summary>A package of npm.</summary>
    public static PackageRecord Package(string name, string version, string? integrity = null, string? source = null) =>
        new() { Type = "npm", Name = name, Version = version, Integrity = integrity, Properties = PackageNames.Properties(("resolved", source)) };
}
