using Plimsoll.Core.Errors;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Trust.Keys;
using Plimsoll.Trust.Authority;
using Plimsoll.Trust.Signing;

namespace Plimsoll.Server.Trust.Log;

/// <summary>
/// Who may write into the log. Its clients send no login, so the certificate is it: whoever has one of this server's showed a token a moment ago, as long as it is valid. Others come in slowly, so that nobody fills the
/// disk of others.
/// </summary>
internal sealed class EntryGate(ServerOptions options, TimeProvider time)
{
    private readonly Lock _lock = new();
    private double _left = options.Trust.KeyEntriesPerMinute;
    private long _refilled = time.GetTimestamp();

    /// <exception cref="OciException">DENIED, TOOMANYREQUESTS.</exception>
    public void Enter(LogProposal proposal, TrustKeySet keys)
    {
        if (proposal.IsCertificate && keys.Of(TrustRole.Authority).Any(authority => CertifiedBy.Issued(authority.Chain[0], proposal.Verifier, time.GetUtcNow()))) return;
        var most = options.Trust.KeyEntriesPerMinute;
        if (most == 0) throw new OciException(OciError.Denied, "this log takes only signatures with certificates of this server (trust.keyEntriesPerMinute)");
        lock (_lock)
        {
            var now = time.GetTimestamp();
            _left = Math.Min(most, _left + time.GetElapsedTime(_refilled, now).TotalMinutes * most);
            _refilled = now;
            if (_left < 1) throw new OciException(TrustError.TooMany, $"at most {most} entries a minute of keys without a certificate of this server") { RetryAfterSeconds = 60 / most + 1 };
            _left--;
        }
    }
}
