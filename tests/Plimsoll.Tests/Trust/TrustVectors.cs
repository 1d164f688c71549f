using Plimsoll.Tests.Architecture;

namespace Plimsoll.Tests.Trust;

/// <summary>Files that other programs signed; their README says which and where they come from.</summary>
internal static class TrustVectors
{
    private static readonly string Root = Path.Combine(SourceTree.Root, "tests", "Plimsoll.Tests", "Trust", "Vectors");

    public static string PathOf(string name) => Path.Combine([Root, .. name.Split('/')]);

    public static byte[] Bytes(string name) => File.ReadAllBytes(PathOf(name));

    public static string Text(string name) => File.ReadAllText(PathOf(name));
}
