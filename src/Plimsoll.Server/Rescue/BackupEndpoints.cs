using Microsoft.AspNetCore.Http.HttpResults;
using Plimsoll.Server.Api.Listing;
using Plimsoll.Server.Audit;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Configuration;
using Plimsoll.Storage.Transfer;

namespace Plimsoll.Server.Rescue;

/// <summary>The backups of the folder that is set, and the one that runs.</summary>
internal sealed record BackupList(string? Folder, BackupState Current, IReadOnlyList<string> Snapshots);

/// <summary><c>/api/v1/backups</c>: for administrators.</summary>
internal static class BackupEndpoints
{
    public static void MapBackups(this IEndpointRouteBuilder api)
    {
        var backups = api.MapGroup("/backups").WithTags("Rescue");
        backups.MapGet("", List).WithSummary("Snapshots in the backup folder, oldest first, and how far the backup is that runs");
        backups.MapPost("", Start).WithSummary("Begin a backup into the folder of the settings (backup.folder)").Refuses(409);
    }

    private static Ok<BackupList> List(HttpContext http, BackupJob job, ServerOptions options)
    {
        http.Require(Permission.Administer);
        var folder = options.Backup.Folder;
        return TypedResults.Ok(new BackupList(folder, job.State, folder is null ? [] : BackupFolder.Snapshots(folder)));
    }

    private static Accepted<BackupState> Start(HttpContext http, BackupJob job, AuditTrail audit)
    {
        http.Require(Permission.Administer);
        return TypedResults.Accepted("/api/v1/backups", job.Start(audit.Describe(http, http.Caller(), "backup", "ok")));
    }
}
