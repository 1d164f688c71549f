using System.Globalization;
using Plimsoll.Server.Api.Events;
using Plimsoll.Server.Api.Listing;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Pages.Audit;

/// <summary>The audit log as a page.</summary>
internal sealed class AuditView(IAuditLog log)
{
    private const int PageCount = 100;

    public static async Task<IResult> ShowAsync(HttpContext http, AuditView view)
    {
        var filters = http.Request.Query;
        EventEndpoints.RequireReadable(http, filters["repository"]);
        var problem = "";
        var query = new AuditQuery
        {
            Repository = Text("repository"),
            Principal = Text("principal"),
            Action = Text("action"),
            Outcome = Text("outcome"),
            Digest = Text("digest"),
            Since = Time("since"),
            Until = Time("until"),
            Before = Guid.TryParse(filters["before"], out var id) ? id : null,
            Limit = PageCount + 1,
        };
        var events = await view.ListAsync(query, http.RequestAborted);
        return new PageResult<AuditPage, AuditModel>(new AuditModel(query, PageRequest.Of(http, PageCount).Page(events, "before", e => e.Id.ToString()), problem.Length > 0 ? problem : null));

        string? Text(string name) => filters[name].ToString().Trim() is { Length: > 0 } text ? text : null;

        DateTimeOffset? Time(string name)
        {
            if (Text(name) is not { } text) return null;
            if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)) return time;
            problem = $"'{text}' is not a time; write 2026-12-31 or 2026-12-31T23:59.";
            return null;
        }
    }

    private ValueTask<IReadOnlyList<AuditEvent>> ListAsync(AuditQuery query, CancellationToken cancellationToken) => log.ListAsync(query, cancellationToken);
}
