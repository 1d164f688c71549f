using System.Text.RegularExpressions;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Auth.Rights;

/// <summary>
/// Names of users, groups and robots: lower-case letters and digits with <c>.</c>, <c>_</c>, <c>-</c> between them, at most 64 characters. A robot logs in as
/// <c>robot+NAME</c>: Basic authentication carries a plus sign, shells leave it alone, and no user can have one.
/// </summary>
internal static partial class AccountName
{
    private const string RobotPrefix = "robot+";

    public const string Rule = "a name has lower-case letters and digits, with '.', '_' or '-' between them, and at most 64 characters";

    /// <summary>Names that mean something else where a name can stand.</summary>
    public static bool IsValid(string? name) => name is { Length: <= 64 } && Grammar.IsMatch(name) && name is not ("anonymous" or "authenticated");

    /// <summary>What the account logs in as, and is called in events.</summary>
    public static string LoginOf(PrincipalKind kind, string name) => kind == PrincipalKind.Robot ? RobotPrefix + name : name;

    /// <summary>Who somebody is in a grant.</summary>
    public static string SubjectOf(PrincipalKind kind, string name) => (kind == PrincipalKind.Robot ? "robot:" : "user:") + name;

    /// <summary>Is this somebody whom a grant can name?</summary>
    public static bool IsSubject(string? subject)
    {
        if (subject is "anonymous" or "authenticated") return true;
        var colon = subject?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        return colon > 0 && subject![..colon] is "user" or "robot" or "group" && IsValid(subject[(colon + 1)..]);
    }

    [GeneratedRegex(@"\A[a-z0-9]+([._-]+[a-z0-9]+)*\z", RegexOptions.CultureInvariant, 100)]
    private static partial Regex Grammar { get; }
}
