using System.Net;
using System.Text;
using Plimsoll.Core;
using Plimsoll.Server.Auth;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Audit;

/// <summary>Makes audit events out of requests.</summary>
internal sealed class AuditTrail(IAuditLog log, TimeProvider time)
{
    private const int MaxText = 256;

    /// <summary>An event of this request, with who and from where filled in.</summary>
    public AuditEvent Describe(HttpContext context, Caller? caller, string action, string outcome, RepositoryName? repository = null, string? reference = null) =>
        Describe(context, caller, action, outcome, repository, reference, null, null, null);

    /// <summary>The same for content that is served: on the hot path, so made in one piece.</summary>
    public AuditEvent Describe(
        HttpContext context, Caller? caller, string action, string outcome, RepositoryName? repository, string? reference, string? digest, string? mediaType, long? bytes)
    {
        var now = time.GetUtcNow();
        return new AuditEvent
        {
            Id = UuidV7.New(now),
            At = now,
            Action = action,
            Outcome = outcome,
            Principal = caller?.Name ?? "anonymous",
            AuthKind = caller?.AuthKind ?? AttemptOf(context),
            Repository = repository?.Value,
            Reference = Cut(reference),
            Digest = digest,
            MediaType = mediaType,
            Bytes = bytes,
            Address = AddressOf(context),
            UserAgent = Cut(context.Request.Headers.UserAgent),
            RequestId = context.TraceIdentifier,
        };
    }

    /// <summary>Records an event that no change of state carries.</summary>
    public ValueTask AppendAsync(AuditEvent audit, CancellationToken cancellationToken) => log.AppendAsync(audit, cancellationToken);

    /// <summary>The address as text; the commonest one without making it anew.</summary>
    private static string? AddressOf(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } address) return null;
        if (address.Equals(IPAddress.Loopback)) return "127.0.0.1";
        return (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
    }

    /// <summary>
    /// For a request whose login failed: as whom it tried. Who guesses passwords must show, but the name is a claim and so never becomes the principal.
    /// </summary>
    private static string AttemptOf(HttpContext context)
    {
        const string Basic = "Basic ";
        const int MaxName = 64;
        var header = context.Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Basic, StringComparison.OrdinalIgnoreCase) || header.Length > 1024) return header is "" ? "none" : "failed";
        Span<byte> decoded = stackalloc byte[1024];
        if (!Convert.TryFromBase64String(header[Basic.Length..].Trim(), decoded, out var length)) return "failed";
        var name = Encoding.UTF8.GetString(decoded[..length]).Split(':', 2)[0];
        return "failed:" + new string([.. name.Where(c => !char.IsControl(c)).Take(MaxName)]);
    }

    private static string? Cut(string? text) => text is { Length: > MaxText } ? text[..MaxText] : text;
}
