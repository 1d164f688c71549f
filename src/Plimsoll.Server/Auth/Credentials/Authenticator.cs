using System.Collections.Concurrent;
using System.Net;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Auth.Passwords;
using Plimsoll.Server.Auth.Rights;
using Plimsoll.Server.Watch.Metrics;

namespace Plimsoll.Server.Auth.Credentials;

/// <summary>
/// Turns a credential into a caller: 1. a genuine one that was seen a moment ago is taken from memory; 2. if accounts or rights changed since, it is bound to
/// the new snapshot; 3. otherwise the verifiers are asked in order, once for all requests that wait for the same credential.
/// </summary>
internal sealed class Authenticator(AccountDirectory directory, IEnumerable<ICredentialVerifier> verifiers, LoginThrottle throttle, CacheMetrics caches, TimeProvider time)
{
    private readonly ICredentialVerifier[] _verifiers = [.. verifiers];
    private readonly CallerCache _cache = new();
    private readonly CacheCounts _counts = caches.Of("caller");
    private readonly ConcurrentDictionary<(CredentialKey, IPAddress), Lazy<Task<Verification>>> _underWay = new();

    /// <summary>The caller, when the credential was seen a moment ago and nothing changed since; null otherwise.</summary>
    /// <exception cref="OciException">TOOMANYREQUESTS.</exception>
    public CallerCache.Entry? FindCached(CredentialKey key, IPAddress address)
    {
        var entry = FindLive(key, address);
        if (entry is not null && entry.Snapshot != directory.Current) entry = null;
        _counts.Count(entry is not null);
        return entry;
    }

    /// <summary>The caller, found the long way.</summary>
    /// <exception cref="OciException">UNAUTHORIZED, TOOMANYREQUESTS.</exception>
    public async ValueTask<CallerCache.Entry> AuthenticateAsync(CredentialKey key, PresentedCredential credential, CancellationToken cancellationToken)
    {
        if (FindLive(key, credential.Address) is { } known)
        {
            if (known.Snapshot == directory.Current) return known;
            if (await BindAsync(key, known.Proof, cancellationToken) is { } bound) return bound;
        }
        _cache.Remove(key);
        var outcome = await VerifyOnceAsync(key, credential).WaitAsync(cancellationToken);
        if (outcome is not Verification.Proved { Proof: var proof }) throw Refuse(outcome);
        return await BindAsync(key, proof, cancellationToken) ?? throw Refuse(new Verification.Refused("the account is disabled, or the credential was revoked"));
    }

    /// <summary>Forgets a credential at once.</summary>
    public void Forget(CredentialKey key) => _cache.Remove(key);

    private CallerCache.Entry? FindLive(CredentialKey key, IPAddress address)
    {
        if (_cache.Find(key) is not { } entry || entry.Proof.ExpiresAt <= time.GetUtcNow()) return null;
        // A guess that happens to be right must not be told from a wrong one because its owner is at work.
        if (entry.Proof.ByPassword && !throttle.IsIdle && throttle.SecondsToWait(address, entry.Caller.Name) is > 0 and var seconds) throw Refuse(new Verification.Throttled(seconds));
        return entry;
    }

    private async Task<Verification> VerifyOnceAsync(CredentialKey key, PresentedCredential credential)
    {
        var mine = (key, credential.Address);
        var work = _underWay.GetOrAdd(mine, _ => new Lazy<Task<Verification>>(() => VerifyAsync(credential)));
        try
        {
            return await work.Value;
        }
        finally
        {
            _underWay.TryRemove(KeyValuePair.Create(mine, work));
        }
    }

    private async Task<Verification> VerifyAsync(PresentedCredential credential)
    {
        foreach (var verifier in _verifiers)
        {
            var outcome = await verifier.VerifyAsync(credential, CancellationToken.None);
            if (outcome is not Verification.NotMine) return outcome;
        }
        return new Verification.Refused("this kind of credential is not accepted");
    }

    /// <summary>Joins a proof with the current rights; null when the account or the credential is no longer good.</summary>
    private async ValueTask<CallerCache.Entry?> BindAsync(CredentialKey key, Proof proof, CancellationToken cancellationToken)
    {
        var snapshot = directory.Current;
        if (proof.CredentialId is { } id && await directory.Store.FindCredentialAsync(id, cancellationToken) is null) return null;
        IdentityCaller caller;
        if (proof.PrincipalId is { } principal)
        {
            if (snapshot.Find(principal) is not { Record.Disabled: false } account) return null;
            if (proof.Epoch is { } epoch && epoch != account.Record.Epoch) return null;
            caller = new IdentityCaller(proof, account);
        }
        else
        {
            caller = IdentityCaller.Nobody(proof, snapshot);
        }
        var entry = new CallerCache.Entry(proof, snapshot, caller);
        _cache.Store(key, entry, time.GetUtcNow());
        return entry;
    }

    private static OciException Refuse(Verification outcome) => outcome switch
    {
        Verification.Throttled throttled => new OciException(OciError.TooManyRequests, $"too many failed logins; try again in {throttled.Seconds} seconds") { RetryAfterSeconds = throttled.Seconds },
        Verification.Refused refused => new OciException(OciError.Unauthorized, refused.Reason),
        _ => new OciException(OciError.Unauthorized),
    };
}
