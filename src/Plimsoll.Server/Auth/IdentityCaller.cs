using Plimsoll.Core;
using Plimsoll.Server.Auth.Credentials;
using Plimsoll.Server.Auth.Rights;

namespace Plimsoll.Server.Auth;

/// <summary>
/// A caller as the directory knows it: the rights of the account, within the bounds of the account, the credential and the registry token. Made once for
/// each credential and snapshot, shared by all requests that send it.
/// </summary>
internal sealed class IdentityCaller : Caller
{
    private readonly AccessList _rights;
    private readonly AccessList? _bounds;
    private readonly Proof _proof;

    public IdentityCaller(Proof proof, Account account)
    {
        _proof = proof;
        _rights = account.Rights;
        _bounds = account.Bounds;
        Account = account;
        Name = account.Login;
        AuthKind = proof.AuthKind;
    }

    private IdentityCaller(Proof proof, AccessList rights)
    {
        _proof = proof;
        _rights = rights;
        Name = "anonymous";
        AuthKind = proof.AuthKind;
        IsAnonymous = ReferenceEquals(proof, Proof.Anonymous);
    }

    public override string Name { get; }

    public override string AuthKind { get; }

    public override bool IsAnonymous { get; }

    public override string? FormToken => _proof.FormToken;

    /// <summary>The account; null for the anonymous caller.</summary>
    public Account? Account { get; }

    /// <summary>True when the credential carries all the rights of the account: only such a caller may make further credentials.</summary>
    public bool IsUnlimited => _proof.Limit is null && _proof.Claims is null;

    /// <summary>True when the credential may speak for the account where something is signed: it is a login, or one that may push somewhere.</summary>
    public bool MaySign => _proof.Claims is null && (_proof.Limit is null || _proof.Limit.Anywhere.Has(Permission.Push));

    /// <summary>The access token or robot secret that was shown; null for passwords, sessions and registry tokens.</summary>
    public Guid? AccessSecretId => _proof.AuthKind.StartsWith("token:", StringComparison.Ordinal) ? _proof.CredentialId : null;

    public override bool MayList => _proof.Claims is { } claims ? claims.ListsCatalog : !IsAnonymous || _rights.Anywhere != PermissionSet.None;

    /// <summary>A caller without a name: no credential, or a registry token that was given out without one.</summary>
    public static IdentityCaller Nobody(Proof proof, DirectorySnapshot snapshot) => new(proof, snapshot.Anonymous);

    public override bool May(Permission permission, RepositoryName repository) =>
        Within(repository).Has(permission) && (_proof.Claims is null || _proof.Claims.On(repository).Has(permission));

    public override bool MayObtain(Permission permission, RepositoryName repository) => Within(repository).Has(permission);

    public override bool May(Permission permission) =>
        _proof.Claims is null && _rights.Everywhere.Has(permission) && _bounds?.Everywhere.Has(permission) != false && _proof.Limit?.Everywhere.Has(permission) != false;

    public override bool May(Permission permission, PathPattern paths) =>
        _proof.Claims is null && _rights.Covers(permission, paths) && _bounds?.Covers(permission, paths) != false && _proof.Limit?.Covers(permission, paths) != false;

    public override bool MaySee(RepositoryName repository) =>
        (MayList || _proof.Claims?.On(repository).Has(Permission.Pull) == true) && (Within(repository) & PermissionSet.Of(Permission.Pull, Permission.Audit)) != PermissionSet.None;

    /// <summary>The rights without regard to the claims of a registry token: what such a token can be given.</summary>
    public PermissionSet Within(RepositoryName repository)
    {
        var set = _rights.On(repository);
        if (_bounds is not null) set &= _bounds.On(repository);
        if (_proof.Limit is { } limit) set &= limit.On(repository);
        return set;
    }
}
