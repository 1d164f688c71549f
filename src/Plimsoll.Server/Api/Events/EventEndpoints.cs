using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using Plimsoll.Core;
using Plimsoll.Server.Api.Listing;
using Plimsoll.Server.Api.Repositories;
using Plimsoll.Server.Auth;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Api.Events;

/// <summary><c>/api/v1/events</c>: the audit log.</summary>
internal static class EventEndpoints
{
    public static void MapEvents(this IEndpointRouteBuilder api) => api.MapGet("/events", ListAsync)
        .WithTags("Audit").WithSummary("Audit events, newest first: all for administrators and auditors, those of their repositories for owners").AsList<AuditEvent>();

    /// <summary>Lets the request go on only when the caller may read these events.</summary>
    public static void RequireReadable(HttpContext http, string? repository)
    {
        var caller = http.Caller();
        if (caller.May(Permission.Audit)) return;
        if (string.IsNullOrEmpty(repository)) throw CallerOfRequest.Refusal(http, "read the events of all repositories (name one of yours: ?repository=NAME)");
        if (IsPattern(repository, out var paths))
        {
            if (!caller.May(Permission.Manage, paths) && !caller.May(Permission.Audit, paths)) throw CallerOfRequest.Refusal(http, $"read the events of {paths}");
            return;
        }
        var name = RepositoryParameter.Parse(repository);
        if (!caller.May(Permission.Manage, name)) http.Require(Permission.Audit, name);
    }

    private static async Task<Page<AuditEvent>> ListAsync(
        HttpContext http,
        IAuditLog log,
        [Description("Exact name of the repository; for grants, the path pattern as it was granted, such as shop/**")] string? repository,
        [Description("Exact name of the user or robot")] string? principal,
        [Description("Exact action, such as push, pull, resolve, delete, login, grant.add, grant.remove")] string? action,
        [Description("ok, or the code of the refusal, such as DENIED")] string? outcome,
        [Description("Exact digest of what was served or stored")] string? digest,
        [Description("Not before this time (RFC 3339)")] DateTimeOffset? since,
        [Description("Before this time (RFC 3339)")] DateTimeOffset? until,
        [Description("Only events older than the one with this id")] Guid? before,
        [Description("Entries of a page, 100 unless told, at most 1000")] int? n,
        [Description("csv for CSV")] string? format)
    {
        RequireReadable(http, repository);
        var page = PageRequest.Of(http, n);
        var events = await log.ListAsync(
            new AuditQuery
            {
                Repository = Given(repository),
                Principal = Given(principal),
                Action = Given(action),
                Outcome = Given(outcome),
                Digest = Given(digest),
                Since = since,
                Until = until,
                Before = before,
                Limit = page.Count + 1,
            },
            http.RequestAborted);
        return page.Page(events, "before", e => e.Id.ToString());
    }

    /// <summary>Grants are filed under the pattern that they hold for.</summary>
    private static bool IsPattern(string text, [NotNullWhen(true)] out PathPattern? paths) => PathPattern.TryParse(text, out paths) && text.Contains('*', StringComparison.Ordinal);

    /// <summary>A form sends every field; an empty one asks for nothing.</summary>
    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
