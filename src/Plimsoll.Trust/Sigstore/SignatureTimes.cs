using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.Timestamps;

namespace Plimsoll.Trust.Sigstore;

/// <summary>When a signature was there, by those who are trusted to say so.</summary>
internal static class SignatureTimes
{
    /// <summary>The times of time stamps of known authorities. A stamp of an unknown authority says nothing; one of something else is refused.</summary>
    public static List<DateTimeOffset> OfTimestamps(IReadOnlyList<byte[]> timestamps, SignedContent content, TrustedRoot root, List<string> remarks)
    {
        var times = new List<DateTimeOffset>();
        foreach (var timestamp in timestamps)
        {
            var token = TimestampToken.Read(timestamp);
            var stamped = new[] { content.Signature, content.Stamped }.FirstOrDefault(bytes => bytes is not null && token.ImprintHash.Hash(bytes).AsSpan().SequenceEqual(token.Imprint.Span));
            if (stamped is null) throw new RefusedException("the time stamp is of another signature");
            string? reason = null;
            var found = false;
            foreach (var authority in root.TimestampAuthorities)
            {
                reason = Reason(token, stamped, authority);
                if (found = reason is null) break;
                if (authority.Leaves.Any(token.Signer.IsNamed)) throw new RefusedException(reason!);
            }
            if (found) times.Add(token.Time);
            else remarks.Add(reason ?? "the trusted root knows no time stamp authority");
        }
        return times;
    }

    private static string? Reason(TimestampToken token, ReadOnlySpan<byte> signature, CertificateAuthority authority)
    {
        try
        {
            token.Verify(signature, authority.Leaves, authority.Intermediates, [authority.Anchor]);
            return authority.ValidFor.Contains(token.Time) ? null : "the time stamp was made at a time for which its authority is not trusted";
        }
        catch (RefusedException e)
        {
            return e.Message;
        }
    }
}
