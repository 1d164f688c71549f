using Plimsoll.Core;
using Plimsoll.Server.Auth.Rights;

namespace Plimsoll.Server.Auth.Tokens;

/// <summary>
/// What a client asks a token for (distribution, "Token Scope Documentation"): <c>repository:shop/api:pull,push</c>, <c>repository(plugin):…</c> or
/// <c>registry:catalog:*</c>.
/// </summary>
internal abstract record TokenScope
{
    private TokenScope() { }

    /// <summary>Actions on a repository.</summary>
    public sealed record OnRepository(RepositoryName Name, PermissionSet Actions) : TokenScope;

    /// <summary>The list of repositories.</summary>
    public sealed record Catalog : TokenScope
    {
        public static Catalog Instance { get; } = new();
    }

    /// <summary>Reads one scope; null for what is malformed or names something that this registry does not have. Such scopes grant nothing, and are no error.</summary>
    public static TokenScope? Parse(string text)
    {
        var first = text.IndexOf(':', StringComparison.Ordinal);
        var last = text.LastIndexOf(':');
        if (first <= 0 || last == first) return null;
        var (type, name, actions) = (text[..first], text[(first + 1)..last], text[(last + 1)..]);
        if (type == "registry") return name == "catalog" && actions.Split(',').Contains("*") ? Catalog.Instance : null;
        if (!IsRepositoryType(type) || !RepositoryName.TryParse(name, out var repository)) return null;
        return new OnRepository(repository, ActionsOf(actions));
    }

    /// <summary>Reads what the query or form parameters <c>scope</c> hold: repeated, separated by spaces, or both. At most 100 count.</summary>
    public static IReadOnlyList<TokenScope> ParseAll(IEnumerable<string?> values) =>
        [.. values.SelectMany(v => (v ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)).Take(100).Select(Parse).OfType<TokenScope>()];

    /// <summary>The type may be followed by a class, which only says what kind of content is meant.</summary>
    private static bool IsRepositoryType(string type) =>
        type == "repository" || (type.Length > "repository()".Length && type.StartsWith("repository(", StringComparison.Ordinal) && type.EndsWith(')') && type.IndexOfAny(['(', ')'], 11) == type.Length - 1);

    private static PermissionSet ActionsOf(string text)
    {
        var set = PermissionSet.None;
        foreach (var action in text.Split(','))
        {
            set |= action switch
            {
                "pull" => PermissionSet.Of(Permission.Pull),
                "push" => PermissionSet.Of(Permission.Push),
                "delete" => PermissionSet.Of(Permission.Delete),
                "*" => TokenClaims.RegistryActions,
                _ => PermissionSet.None,
            };
        }
        return set;
    }
}
