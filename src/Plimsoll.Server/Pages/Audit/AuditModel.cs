using Plimsoll.Server.Api.Listing;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Pages.Audit;

/// <summary>The events of the audit log, with the filters that chose them.</summary>
internal sealed record AuditModel(AuditQuery Query, Page<AuditEvent> Events, string? Problem)
{
    /// <summary>The filters as parameters of an address.</summary>
    public (string, string?)[] Parameters =>
    [
        ("repository", Query.Repository), ("principal", Query.Principal), ("action", Query.Action), ("outcome", Query.Outcome), ("digest", Query.Digest),
        ("since", Query.Since?.ToString("yyyy-MM-ddTHH:mm:ssZ")), ("until", Query.Until?.ToString("yyyy-MM-ddTHH:mm:ssZ")),
    ];
}
