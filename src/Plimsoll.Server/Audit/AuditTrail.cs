using System.Net;
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
            Id = Guid.CreateVersion7(now),
            At = now,
            Action = action,
            Outcome = outcome,
            Principal = caller?.Name ?? "anonymous",
            AuthKind = caller?.AuthKind ?? "none",
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

    private static string? Cut(string? text) => text is { Length: > MaxText } ? text[..MaxText] : text;
}
