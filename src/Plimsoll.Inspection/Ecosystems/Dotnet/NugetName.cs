using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Ecosystems.Dotnet;

/// <summary>Names of .NET libraries: <c>NAME/VERSION</c>.</summary>
internal static class NugetName
{
    /// <summary>Takes <c>NAME/VERSION</c> apart; null when it is none.</summary>
    public static (string Name, string Version)? Split(string key) => key.IndexOf('/') is var slash and > 0 && slash < key.Length - 1 ? (key[..slash], key[(slash + 1)..]) : null;

    /// <summary>A package of NuGet.</summary>
    public static PackageRecord Package(string name, string version, string? integrity = null) => new() { Type = "nuget", Name = name, Version = version, Integrity = integrity };
}
