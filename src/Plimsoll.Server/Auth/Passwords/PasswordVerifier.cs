using System.Net;
using Plimsoll.Server.Auth.Credentials;
using Plimsoll.Server.Auth.Rights;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Auth.Passwords;

/// <summary>
/// Passwords of users. Deriving a key from one takes a tenth of a second on purpose, so only a few are derived at a time and only so many wait; whether the
/// user exists cannot be told from the time or the answer.
/// </summary>
internal sealed class PasswordVerifier(AccountDirectory directory, LoginThrottle throttle, TimeProvider time) : ICredentialVerifier, IDisposable
{
    private const int MostWaiting = 64;
    private static readonly TimeSpan Trusted = TimeSpan.FromSeconds(60);
    private static readonly Verification.Refused Wrong = new("the user name or the password is wrong");

    private readonly SemaphoreSlim _slots = new(Math.Max(1, Environment.ProcessorCount / 2));
    private int _waiting;

    public async ValueTask<Verification> VerifyAsync(PresentedCredential credential, CancellationToken cancellationToken)
    {
        if (credential.Scheme != CredentialScheme.Basic || credential.UserName is not { } name || Secret.IsAccessSecret(credential.Secret)) return Verification.NotMine.Instance;
        if (throttle.SecondsToWait(credential.Address, name) is > 0 and var seconds) return new Verification.Throttled(seconds);
        if (Interlocked.Increment(ref _waiting) > MostWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            return new Verification.Throttled(1);
        }
        await _slots.WaitAsync(cancellationToken);
        try
        {
            return await CompareAsync(name, credential.Secret, credential.Address, cancellationToken);
        }
        finally
        {
            _slots.Release();
            Interlocked.Decrement(ref _waiting);
        }
    }

    public void Dispose() => _slots.Dispose();

    private async Task<Verification> CompareAsync(string name, string password, IPAddress address, CancellationToken cancellationToken)
    {
        // Again, because guesses that were sent all at once waited here together.
        if (throttle.SecondsToWait(address, name) is > 0 and var seconds) return new Verification.Throttled(seconds);
        var account = directory.Current.Find(name) is { Record.Kind: PrincipalKind.User } user ? user : null;
        var hash = account is null ? null : await directory.Store.FindPasswordAsync(account.Record.Id, cancellationToken);
        var isRight = password.Length <= PasswordHash.MaxLength && PasswordHash.Verify(hash ?? PasswordHash.Unmatchable, password);
        if (!isRight || hash is null || account is null)
        {
            throttle.Failed(address, name);
            return Wrong;
        }
        throttle.Succeeded(address, name);
        if (account.Record.Disabled) return new Verification.Refused($"the account '{name}' is disabled");
        if (PasswordHash.IsDated(hash)) await directory.Store.RehashPasswordAsync(account.Record.Id, hash, PasswordHash.Make(password), cancellationToken);
        return new Verification.Proved(new Proof
        {
            AuthKind = "basic",
            PrincipalId = account.Record.Id,
            Epoch = account.Record.Epoch,
            ExpiresAt = time.GetUtcNow() + Trusted,
            ByPassword = true,
        });
    }
}
