namespace Plimsoll.Core.Facts;

/// <summary>The distribution, in the words of os-release(5).</summary>
public sealed record OsFacts
{
    /// <summary><c>ID</c>, such as <c>debian</c>.</summary>
    public required string Id { get; init; }

    /// <summary><c>VERSION_ID</c>, such as <c>12</c>; null for a rolling distribution.</summary>
    public string? VersionId { get; init; }

    /// <summary><c>NAME</c>, such as <c>Debian GNU/Linux</c>.</summary>
    public string? Name { get; init; }

    /// <summary><c>PRETTY_NAME</c>.</summary>
    public string? PrettyName { get; init; }

    /// <summary><c>VERSION_CODENAME</c>, such as <c>bookworm</c>.</summary>
    public string? VersionCodename { get; init; }

    /// <summary><c>ID_LIKE</c>: the distributions this one descends from.</summary>
    public IReadOnlyList<string>? IdLike { get; init; }

    /// <summary>Repositories that the packages are from, such as <c>rhel-9-for-x86_64-appstream-eus-rpms__9_DOT_4</c>, by the content manifests of Red Hat's builders; in ordinal order, null where there are none.</summary>
    public IReadOnlyList<string>? ContentSets { get; init; }
}
