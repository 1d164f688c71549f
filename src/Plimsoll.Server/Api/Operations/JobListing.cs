using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Inspection;
using Plimsoll.Server.Api.Listing;
using Plimsoll.Server.Audit;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Registry;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Api.Operations;

/// <summary>Lists work in the background, runs first and then the inspections that are not done, and has what failed tried again.</summary>
internal sealed class JobListing(IMetadataStore metadata, AuditTrail audit, InspectionTrigger inspections)
{
    private static readonly OciError NoJob = new("NOT_FOUND", "no such job", 404);

    private static readonly OciError NotFailed = new("CONFLICT", "only what failed can be tried again", 409);

    /// <summary>One page.</summary>
    /// <param name="page">Which.</param>
    /// <param name="kind">Exact kind; null for all.</param>
    /// <param name="state">Exact state; null for all.</param>
    /// <param name="after">Where to go on: the id of a run, or state and digest of an inspection.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OciException">INVALID for a state or a place that there is not.</exception>
    public async Task<Page<JobEntry>> ListAsync(PageRequest page, string? kind, string? state, string? after, CancellationToken cancellationToken)
    {
        if (state is not null and not ("waiting" or "running" or "done" or "failed")) throw new OciException(ParameterError.Invalid, "'state' is waiting, running, done or failed");
        var (before, inspection) = Place(after);
        var entries = new List<JobEntry>();
        if (kind != JobEntry.Inspection && inspection is null)
        {
            var wanted = state is null ? default(JobState?) : Enum.Parse<JobState>(state, ignoreCase: true);
            var runs = await metadata.Jobs.ListAsync(new JobQuery { Kind = kind, State = wanted, Before = before, Limit = page.Count + 1 }, cancellationToken);
            entries.AddRange(runs.Select(JobEntry.Of));
        }
        if (kind is null or JobEntry.Inspection && state != "done" && entries.Count <= page.Count)
        {
            var open = await metadata.Facts.ListOpenAsync(ImageInspector.ScannerVersion, state, inspection, page.Count + 1 - entries.Count, cancellationToken);
            entries.AddRange(open.Select(JobEntry.Of));
        }
        return page.Page(entries, "after", e => e.Kind == JobEntry.Inspection ? $"{e.State}/{e.Id}" : e.Id);
    }

    /// <summary>Has something that failed tried again.</summary>
    /// <exception cref="OciException">NOT_FOUND, CONFLICT.</exception>
    public async Task RetryAsync(HttpContext http, string id)
    {
        var entry = audit.Describe(http, http.Caller(), "job.retry", "ok", reference: id);
        JobRetry outcome;
        if (Digest.TryParse(id, out var digest))
        {
            outcome = await metadata.Facts.RetryAsync(digest, ImageInspector.ScannerVersion, entry, http.RequestAborted);
            inspections.Wake();
        }
        else
        {
            outcome = Guid.TryParse(id, out var run) ? await metadata.Jobs.RetryAsync(run, entry, http.RequestAborted) : JobRetry.Unknown;
        }
        if (outcome == JobRetry.Unknown) throw new OciException(NoJob, "there is no such job; old ones are forgotten");
        if (outcome == JobRetry.NotFailed) throw new OciException(NotFailed, "the job did not fail, or waits or runs already");
    }

    private static (Guid? Run, (string, Digest)? Inspection) Place(string? after)
    {
        if (string.IsNullOrEmpty(after)) return (null, null);
        if (Guid.TryParse(after, out var run)) return (run, null);
        if (after.Split('/', 2) is [var state, var text] && state is "failed" or "running" or "waiting" && Digest.TryParse(text, out var digest)) return (null, (state, digest));
        throw new OciException(ParameterError.Invalid, "'after' is no place in the list of jobs: take it from 'next' of the page before, or leave it out");
    }
}
