using Plimsoll.Core;

namespace Plimsoll.Server.Auth;

/// <summary>What a role allows.</summary>
public enum Permission
{
    /// <summary>Read blobs, manifests, tags and referrers of a repository, and its pages.</summary>
    Pull,

    /// <summary>Upload blobs, put manifests, move tags.</summary>
    Push,

    /// <summary>Delete tags, manifests and blobs.</summary>
    Delete,

    /// <summary>Grant and revoke roles on paths, and make robots for them.</summary>
    Manage,

    /// <summary>Read audit events and see that repositories exist, without reading their content.</summary>
    Audit,

    /// <summary>Everything that belongs to no repository: users, groups, settings.</summary>
    Administer,

    /// <summary>Read the measurements of the server.</summary>
    Monitor,
}

/// <summary>
/// Who sends a request, and what they may do in it: the rights of the person or robot, narrowed to what the credential in hand carries.
/// </summary>
public abstract class Caller
{
    /// <summary>Name of the user or robot, or <c>anonymous</c>.</summary>
    public abstract string Name { get; }

    /// <summary>How it was proved: <c>basic</c>, <c>bearer</c>, <c>session</c>, <c>token:ID</c>, or <c>none</c>.</summary>
    public abstract string AuthKind { get; }

    /// <summary>True when no credential was sent.</summary>
    public abstract bool IsAnonymous { get; }

    /// <summary>May the caller do this in the repository?</summary>
    public abstract bool May(Permission permission, RepositoryName repository);

    /// <summary>Could a wider token of the same login do this in the repository? What a caller without a token may do, it need not obtain.</summary>
    public virtual bool MayObtain(Permission permission, RepositoryName repository) => May(permission, repository);

    /// <summary>May the caller do this where no repository is concerned, that is: everywhere?</summary>
    public abstract bool May(Permission permission);

    /// <summary>May the caller do this in every repository that the pattern matches, also in those that do not exist yet?</summary>
    public abstract bool May(Permission permission, PathPattern paths);

    /// <summary>May the caller ask which repositories there are? A registry token needs <c>registry:catalog:*</c> for it.</summary>
    public abstract bool MayList { get; }

    /// <summary>
    /// Does the repository belong in the caller's lists? That needs the right to read or to audit it; a registry token that lists the catalogue need not name
    /// every repository in it.
    /// </summary>
    public abstract bool MaySee(RepositoryName repository);

    /// <summary>What a form or a changing API request has to carry when the caller is known by a cookie; null otherwise.</summary>
    public virtual string? FormToken => null;
}

/// <summary>Finds out who sends a request.</summary>
public interface ICallerResolver
{
    /// <summary>The caller; anonymous when the request carries no credential.</summary>
    /// <exception cref="Core.Errors.OciException">UNAUTHORIZED for a credential that is not valid, TOOMANYREQUESTS for a throttled login.</exception>
    ValueTask<Caller> ResolveAsync(HttpContext context, CancellationToken cancellationToken);

    /// <summary>The same for who knows already where the database stands.</summary>
    /// <param name="context">The request.</param>
    /// <param name="directoryVersion">Version of accounts and rights, read in the course of this request: they are not taken from an older state.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<Caller> ResolveAsync(HttpContext context, long directoryVersion, CancellationToken cancellationToken);

    /// <summary>
    /// Value of WWW-Authenticate for a request that needs more rights: the Bearer challenge of the distribution token protocol, with the scope that would do.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="scope">For instance <c>repository:shop/api:pull,push</c>; null for the ping.</param>
    /// <param name="insufficient">True when a valid credential lacks the right: adds <c>error="insufficient_scope"</c>.</param>
    string Challenge(HttpContext context, string? scope, bool insufficient);
}
