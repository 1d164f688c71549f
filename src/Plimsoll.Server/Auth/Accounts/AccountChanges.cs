using Plimsoll.Server.Audit;
using Plimsoll.Server.Auth.Rights;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Auth.Accounts;

/// <summary>Runs changes to accounts: each with its event in the same transaction, each in effect when it is acknowledged.</summary>
internal sealed class AccountChanges(AccountDirectory directory, AuditTrail audit, TimeProvider time)
{
    public DirectorySnapshot Current => directory.Current;

    public IIdentityStore Store => directory.Store;

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>The event of a change.</summary>
    /// <param name="http">The request.</param>
    /// <param name="action">Such as <c>user.add</c>.</param>
    /// <param name="target">What is changed, such as <c>user:jane</c>.</param>
    /// <param name="detail">How.</param>
    public AuditEvent Event(HttpContext http, string action, string target, string? detail = null) =>
        audit.Describe(http, http.Caller(), action, "ok") with { Repository = target, Detail = detail };

    /// <summary>The event of a grant that is made or taken back: filed under its path, where the owners of the path find it.</summary>
    public AuditEvent Event(HttpContext http, string action, GrantRecord grant) =>
        Event(http, action, grant.Path, $"{grant.Role} on {grant.Path} to {grant.Subject}") with { Reference = grant.Subject };

    /// <summary>Runs a change.</summary>
    /// <exception cref="Core.Errors.OciException">NOT_FOUND, CONFLICT.</exception>
    public async Task RunAsync(string what, Func<IIdentityStore, Task<IdentityChange>> change) => AccountError.ThrowUnlessDone(await directory.ChangeAsync(change), what);

    public Task<T> RunAsync<T>(Func<IIdentityStore, Task<T>> change) => directory.ChangeAsync(change);
}
