namespace Plimsoll.Cli.Trust;

/// <summary>The folder plimsoll of the user's configuration (XDG Base Directory).</summary>
internal static class UserFolder
{
    public static string Path { get; } = System.IO.Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { Length: > 0 } folder ? folder : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config"), "plimsoll");
}
