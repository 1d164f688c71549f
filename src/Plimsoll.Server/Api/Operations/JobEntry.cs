using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Api.Operations;

/// <summary>Work in the background.</summary>
/// <param name="Id">Names it: the id of a run, or the digest of an image that is opened.</param>
/// <param name="Kind">What is done: <c>inspection</c>, <c>count-storage</c>, ….</param>
/// <param name="Subject">To what; missing where there is only one such thing.</param>
/// <param name="State"><c>waiting</c>, <c>running</c>, <c>done</c> or <c>failed</c>.</param>
/// <param name="Attempts">How often it was begun.</param>
/// <param name="DueAt">When it is due, or, while it runs, when its lease ends.</param>
/// <param name="StartedAt">When its last attempt began.</param>
/// <param name="FinishedAt">When its last attempt ended.</param>
/// <param name="HeartbeatAt">When whoever runs it was last heard of.</param>
/// <param name="Holder">Who runs it, or ran it last: host, process and attempt.</param>
/// <param name="Progress">How far it is, or what it came to.</param>
/// <param name="Error">Why the last attempt failed.</param>
internal sealed record JobEntry(
    string Id, string Kind, string? Subject, string State, int Attempts, DateTimeOffset? DueAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, DateTimeOffset? HeartbeatAt,
    string? Holder, string? Progress, string? Error)
{
    /// <summary>The kind of the opening of images, which have a queue of their own.</summary>
    public const string Inspection = "inspection";

    public static JobEntry Of(JobRun run) => new(
        run.Id.ToString(), run.Kind, run.Key.Length == 0 ? null : run.Key, run.State.ToString().ToLowerInvariant(), run.Attempts,
        run.State is JobState.Waiting or JobState.Running ? run.DueAt : null, run.StartedAt, run.FinishedAt, run.HeartbeatAt, run.Holder, run.Progress, run.Error);

    public static JobEntry Of(OpenInspection inspection) => new(
        inspection.Digest.Value, Inspection, $"{inspection.Repository}@{inspection.Digest}", inspection.State, inspection.Attempts,
        inspection.State == "failed" ? null : inspection.DueAt, inspection.StartedAt, inspection.FinishedAt, null, null, null, inspection.Error);
}
