namespace Plimsoll.Storage.Metadata;

/// <summary>Who can prove to be somebody.</summary>
public enum PrincipalKind
{
    /// <summary>A person, with a password.</summary>
    User,

    /// <summary>A program, with secrets that expire.</summary>
    Robot,
}

/// <summary>A user or a robot.</summary>
public sealed record PrincipalRecord
{
    /// <summary>Number that is never used again.</summary>
    public required long Id { get; init; }

    /// <summary>User or robot.</summary>
    public required PrincipalKind Kind { get; init; }

    /// <summary>Unique among users and robots, without prefix.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for; may be empty.</summary>
    public required string Description { get; init; }

    /// <summary>Grows with every change of the password.</summary>
    public required long Epoch { get; init; }

    /// <summary>Path globs that bound what the account can ever do; null for no bound.</summary>
    public required IReadOnlyList<string>? Paths { get; init; }

    /// <summary>True when it may not log in.</summary>
    public required bool Disabled { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who made it.</summary>
    public required string CreatedBy { get; init; }
}

/// <summary>A group of users.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is for; may be empty.</param>
/// <param name="Members">Numbers of the users in it.</param>
public sealed record GroupRecord(string Name, string Description, IReadOnlyList<long> Members);

/// <summary>A role, bound to somebody on the repositories that a path glob matches.</summary>
/// <param name="Id">Number of the grant.</param>
/// <param name="Subject"><c>user:NAME</c>, <c>robot:NAME</c>, <c>group:NAME</c>, <c>anonymous</c> or <c>authenticated</c>.</param>
/// <param name="Role">Name of the role.</param>
/// <param name="Path">The path glob.</param>
/// <param name="CreatedAt">When it was granted.</param>
/// <param name="CreatedBy">Who granted it.</param>
public sealed record GrantRecord(long Id, string Subject, string Role, string Path, DateTimeOffset CreatedAt, string CreatedBy);

/// <summary>Everything that decides what somebody may do, at one moment.</summary>
/// <param name="Version">Grows with every change.</param>
/// <param name="Principals">All users and robots, in order of name.</param>
/// <param name="Groups">All groups, in order of name.</param>
/// <param name="Grants">All grants, in order of number.</param>
public sealed record DirectoryRecord(
    long Version, IReadOnlyList<PrincipalRecord> Principals, IReadOnlyList<GroupRecord> Groups, IReadOnlyList<GrantRecord> Grants);
