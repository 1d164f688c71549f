namespace Plimsoll.Storage.Metadata;

/// <summary>What a random secret is for.</summary>
public enum CredentialKind
{
    /// <summary>Secret of a robot.</summary>
    Robot,

    /// <summary>Access token that a user made for a program of theirs.</summary>
    Personal,

    /// <summary>Refresh token of the distribution token protocol.</summary>
    Refresh,

    /// <summary>Session of a browser.</summary>
    Session,
}

/// <summary>A random secret; the secret itself is not kept.</summary>
public sealed record CredentialRecord
{
    /// <summary>Version 7, so it orders by time.</summary>
    public required Guid Id { get; init; }

    /// <summary>What it is for.</summary>
    public required CredentialKind Kind { get; init; }

    /// <summary>Whom it proves.</summary>
    public required long PrincipalId { get; init; }

    /// <summary>The credential that it was obtained with, and ends with; null for none.</summary>
    public Guid? ParentId { get; init; }

    /// <summary>SHA-256 of the secret.</summary>
    public required ReadOnlyMemory<byte> Hash { get; init; }

    /// <summary>What its owner calls it; may be empty.</summary>
    public required string Name { get; init; }

    /// <summary>Path globs to which it is limited; null for no limit.</summary>
    public IReadOnlyList<string>? Paths { get; init; }

    /// <summary>Permissions to which it is limited, such as <c>pull</c>; null for no limit.</summary>
    public IReadOnlyList<string>? Permissions { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>From then on it is worth nothing.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was last used, to within some minutes; null for never.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }
}

/// <summary>A private key that signs registry tokens.</summary>
/// <param name="Id">Its name in the header of a token (<c>kid</c>).</param>
/// <param name="Pkcs8">PKCS #8, DER.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record SigningKeyRecord(string Id, ReadOnlyMemory<byte> Pkcs8, DateTimeOffset CreatedAt);
