using Microsoft.AspNetCore.Http.HttpResults;
using Plimsoll.Server.Api.Listing;
using Plimsoll.Server.Audit;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Configuration;
using Plimsoll.Storage.Transfer;

namespace Plimsoll.Server.Rescue;

/// <summary>The backups of the folder that is set, and where the last one that was asked for stands.</summary>
internal sealed record BackupList(string? Folder, BackupState Current, IReadOnlyList<string> Snapshots);

/// <summary><c>/api/v1/backups</c>: for administrators.</summary>
internal static class BackupEndpoints
{
    public static void MapBackups(this IEndpointRouteBuilder api)
    {
        var backups = api.MapGroup("/backups").WithTags("Rescue");
        backups.MapGet("", ListAsync).WithSummary("Snapshots in the backup folder, oldest first, and how far the last backup is");
        backups.MapPost("", StartAsync).WithSummary("Begin a backup into the folder of the settings (backup.folder)").Refuses(409);
    }

    private static async Task<Ok<BackupList>> ListAsync(HttpContext http, BackupJob job, ServerOptions options)
    {
        http.Require(Permission.Administer);
        var folder = options.Backup.Folder;
        return TypedResults.Ok(new BackupList(folder, await job.ReadAsync(http.RequestAborted), folder is null ? [] : BackupFolder.Snapshots(folder)));
    }

    private static async Task<Accepted<BackupState>> StartAsync(HttpContext http, BackupJob job, AuditTrail audit)
    {
        http.Require(Permission.Administer);
        return TypedResults.Accepted("/api/v1/backups", await job.StartAsync(audit.Describe(http, http.Caller(), "start-backup", "ok"), http.RequestAborted));
    }
}
