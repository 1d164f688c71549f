namespace Plimsoll.Storage.Metadata;

/// <summary>How the kinds of credentials are written in the database.</summary>
internal static class CredentialKinds
{
    private static readonly string[] Names = ["robot", "personal", "refresh", "session"];

    public static string NameOf(CredentialKind kind) => Names[(int)kind];

    public static CredentialKind Parse(string name) => (CredentialKind)Array.IndexOf(Names, name);
}
